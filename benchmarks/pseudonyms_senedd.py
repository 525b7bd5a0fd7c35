"""Names found in 17 committee meetings (QMSum, Children, Young People and Education Committee).

Gold: where a speech names one of its meeting's speakers: by full name; by the surname after a
title; or by the first name alone where nobody else of the meeting has it. `unknown` runs
`propose` without any entry, `known` gives it the speakers' list as the register would. Mentions are
what a Replacer finds if every proposal is accepted; one is found if its span overlaps the gold's.
What is proposed as a person and is no speaker is listed, to be judged by hand: ministers,
officials and authors who were not there are right too.

`unlisted` takes the speakers' names out of the package's lists of names first, so that only the
guesses can find them.

Every second meeting (in the order of file names, from the first) was used while the rules were
made; the others were held out, and theirs are the figures that count.

    python benchmarks/pseudonyms_senedd.py ../shared/data/senedd
"""

import argparse
import json
import re
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from alnqual.corpus.pseudonyms import gazetteer
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.propose import propose
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import keys, ordinary_words

TITLES = "Mr|Mrs|Ms|Miss|Dr|Professor|Sir|Dame|Lord|Baroness"
NO_PERSON = re.compile(r"unknown|speaker|interpreter|member|chair|witness", re.IGNORECASE)
Meetings = dict[str, list[tuple[str, str]]]
Span = tuple[str, int, int, int]


def read(folder: Path) -> Meetings:
    meetings = {}
    for path in sorted(folder.glob("*.json")):
        turns = json.loads(path.read_text("utf-8"))["meeting_transcripts"]
        meetings[path.stem] = [(turn["speaker"], turn["content"]) for turn in turns]
    return meetings


def people(turns: list[tuple[str, str]]) -> list[list[str]]:
    """The speakers' names, in words, without titles and letters after them."""
    names = set()
    for speaker, _ in turns:
        bare = re.sub(rf"\b(?:{TITLES})\.? |\b(?:AM|AC|MS|OBE|CBE)\b|\(.*?\)", "", speaker).strip()
        if bare and not NO_PERSON.search(bare):
            names.add(bare)
    return [name.split() for name in sorted(names) if len(name.split()) > 1]


def gold_of(turns: list[tuple[str, str]]) -> dict[tuple[int, int, int], str]:
    """(turn, start, end) -> the name as it was said."""
    speakers = people(turns)
    first = Counter(name[0] for name in speakers)
    patterns = []
    for name in speakers:
        full, surname = re.escape(" ".join(name)), re.escape(name[-1])
        patterns.append(rf"(?<!\w)(?:{full}|(?:{TITLES})\.? {surname})(?!\w)")
        if first[name[0]] == 1:
            patterns.append(rf"(?<!\w){re.escape(name[0])}(?!\w)(?! [A-Z])")
    found = {}
    for number, (_, text) in enumerate(turns):
        for pattern in patterns:
            for match in re.finditer(pattern, text):
                if not any(
                    n == number and a < match.end() and match.start() < b for n, a, b in found
                ):
                    found[number, match.start(), match.end()] = match[0]
    return found


def mentions_of(meetings: Meetings, entries: list[Entry]) -> list[tuple[Span, Entry]]:
    replacer = Replacer(
        [replace(entry, decision="accept") for entry in entries],
        ordinary=ordinary_words(text for turns in meetings.values() for _, text in turns),
    )
    return [
        ((meeting, number, mention.start, mention.end), mention.entry)
        for meeting, turns in meetings.items()
        for number, (_, text) in enumerate(turns)
        for mention in replacer(text, meeting).mentions
    ]


@contextmanager
def without_listed(names: frozenset[str]):
    """The package's lists of people's names as if they did not hold these."""
    lists = {name: getattr(gazetteer, name)() for name in ("given_names", "surnames")}
    originals = {name: getattr(gazetteer, name) for name in lists}
    try:
        for name, listed in lists.items():
            setattr(gazetteer, name, lambda kept=listed - names: kept)
        yield
    finally:
        for name, original in originals.items():
            setattr(gazetteer, name, original)


def score(label: str, meetings: Meetings, register: list[Entry], shown: int) -> None:
    documents = {name: [text for _, text in turns] for name, turns in meetings.items()}
    words = sum(len(text.split()) for texts in documents.values() for text in texts)
    started = time.perf_counter()
    entries = propose(documents, entries=register)
    seconds = time.perf_counter() - started
    found = mentions_of(meetings, entries)
    gold = {
        (name, *span): said
        for name, turns in meetings.items()
        for span, said in gold_of(turns).items()
    }
    missed = Counter(
        said
        for (name, number, start, end), said in gold.items()
        if not any((m, n) == (name, number) and a < end and start < b for (m, n, a, b), _ in found)
    )
    hit = 1 - missed.total() / len(gold)
    print(f"{label}: {words} words in {seconds:.2f} s; {len(gold)} gold mentions, recall {hit:.4f}")
    print("   missed:", ", ".join(f"{said} {n}" for said, n in missed.most_common()) or "none")
    speakers = {
        word
        for turns in meetings.values()
        for name in people(turns)
        for word in keys(" ".join(name))
    }
    others = Counter(
        entry.original
        for _, entry in found
        if entry.kind == "person" and not speakers & set(keys(entry.original))
    )
    persons = sum(entry.kind == "person" for _, entry in found)
    print(f"   {persons} mentions of persons, {others.total()} of no speaker")
    if not shown:
        return
    print("   ", ", ".join(f"{name} {n}" for name, n in others.most_common(shown)))
    rest = Counter((e.kind, e.original) for _, e in found if e.kind != "person")
    print("   other kinds:", ", ".join(f"{k}: {o} {n}" for (k, o), n in rest.most_common(shown)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shown", type=int, default=200)
    options = parser.parse_args()
    meetings = read(options.folder)
    names = list(meetings)
    for part, chosen in (("made with", names[::2]), ("held out", names[1::2])):
        own = {name: meetings[name] for name in chosen}
        register = [
            Entry(" ".join(person), "person", f"[P-{meeting}-{k}]", "", meeting, "register")
            for meeting, turns in own.items()
            for k, person in enumerate(people(turns))
        ]
        score(f"{part}, unknown", own, [], options.shown)
        score(f"{part}, known", own, register, 0)
        said = (" ".join(person) for turns in own.values() for person in people(turns))
        with without_listed(frozenset(word for name in said for word in keys(name))):
            score(f"{part}, unlisted", own, [], 0)


if __name__ == "__main__":
    main()
