"""The key of pseudonyms: what the register knows, what people decided, and where both meet.

The key lies in the vault as a table that a person edits. Speakers' names come from speakers.csv and
the transcripts' labels each time anew, so that a correction there holds at once; what a person
decided about one of them stays.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from alnqual.corpus.names import AMBIGUOUS, plain_forms, spoken_names, voices
from alnqual.corpus.pseudonyms.entries import Entry, read_entries, state, write_entries
from alnqual.corpus.pseudonyms.numbering import FIXED
from alnqual.corpus.pseudonyms.patterns import find_patterns
from alnqual.corpus.register import Called, Participant, RegisterRow, Speakers, fold
from alnqual.corpus.vault import KEY, Vault
from alnqual.records import INTERVIEWER, Transcript
from alnqual.workspace import Workspace

SPEAKER = "a speaker"
AREA = "an area of the register"

_SHOWN_AS = f"{SPEAKER}, shown as "
# A key of an earlier version does not say how a speaker was shown.
_LOOKS_SHOWN = re.compile(
    rf"\[(?:{INTERVIEWER.capitalize()}|name|Speaker \d+|(?=[^\]]*\d)[A-Za-z0-9][\w.-]*)\]"
)


def read_key(workspace: Workspace) -> list[Entry]:
    """The entries that the vault holds; none where nobody has looked for names yet.

    Raises
    ------
    InputError
        The key cannot be opened, or rows of it do not hold.
    """
    content = Vault(workspace).read(KEY)
    return [] if content is None else read_entries(content)


def undecided(workspace: Workspace) -> int | None:
    """How many entries of the key wait for a decision and are not replaced; None without a key.

    Raises
    ------
    InputError
        As `read_key`.
    """
    if not Vault(workspace).exists(KEY):
        return None
    return sum(state(entry) == "undecided" for entry in read_key(workspace))


def write_key(workspace: Workspace, entries: Iterable[Entry]) -> None:
    """Replace the key."""
    Vault(workspace).write(KEY, write_entries(entries))


def speakers_entries(
    transcripts: Mapping[str, Transcript],
    *,
    speakers: Speakers,
    participants: Mapping[str, Participant],
    nicknames: Mapping[str, Called],
) -> list[Entry]:
    """The names of the speakers, as labels and speakers.csv give them.

    That file counts too where its label does not stand in the transcript, and where the transcript
    could not be read: others may say the name.

    In a speaker's own documents every part of their name stands for them. Elsewhere their whole
    name does; a first name or surname alone may be another person's there: it is taken out without
    saying whose it is.
    """
    own: list[Entry] = []
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    for document in dict.fromkeys([*transcripts, *nicknames]):
        transcript = transcripts.get(document, Transcript(()))
        called = nicknames.get(document, Called())
        heard = voices(document, transcript, speakers=speakers, participants=participants)
        here = {label: voice.shown for label, voice in heard.items() if label is not None}
        folded = set(map(fold, here))
        silent = {
            label: shown for label, shown in called.labels.items() if fold(label) not in folded
        }
        listed = silent | {
            label: voice.shown
            for label, voice in heard.items()
            if label is not None and (voice.participant or voice.interviewer)
        }
        told = {name: f"[{shown}]" for name, shown in called.nicknames.items()}
        said = spoken_names(here | silent) | told
        bare = plain_forms(told)
        own += [_speaker(name, shown, document) for name, shown in (bare | said).items()]
        for name, shown in spoken_names(listed, whole=True).items():
            if whole.setdefault(name, shown) != shown:
                whole[name] = AMBIGUOUS
        parts |= dict.fromkeys([*spoken_names(listed), *told, *bare], AMBIGUOUS)
    everywhere = [_speaker(name, shown) for name, shown in (parts | whole).items()]
    return everywhere + own


def area_entries(rows: Iterable[RegisterRow], taken: Iterable[Entry]) -> list[Entry]:
    """The areas of the register, for a person to decide about: reports name them."""
    known = {entry.original for entry in taken}
    areas = sorted({row.area for row in rows if row.area} - known)
    return [
        Entry(area, "place", f"[area {number}]", source="gazetteer", note=AREA)
        for number, area in enumerate(areas, 1)
    ]


def with_decisions(fresh: Iterable[Entry], key: Iterable[Entry]) -> list[Entry]:
    """The entries that hold: the key's, with the speakers as the register has them now.

    What stands for a speaker follows the register, accepted or not, unless a person wrote something
    else there. An undecided speaker of the key who is no longer in the register is dropped; a name
    that was only proposed is a speaker's once the register knows it.
    """
    speakers = {(entry.original, entry.document): entry for entry in fresh}
    held = []
    for entry in key:
        speaker = speakers.pop((entry.original, entry.document), None)
        if entry.source == "register":
            by_hand = _is_by_hand(entry, speaker)
            if speaker is None and (by_hand or entry.decision):
                held.append(entry)
            elif speaker is not None:
                shown = entry.replacement if by_hand else speaker.replacement
                held.append(replace(speaker, replacement=shown, decision=entry.decision))
        elif speaker is not None and not entry.decision:
            shown = entry.replacement if entry.source == "hand" else ""
            held.append(replace(speaker, replacement=shown or speaker.replacement))
        else:
            held.append(entry)
    return held + list(speakers.values())


def _is_by_hand(entry: Entry, speaker: Entry | None) -> bool:
    """Whether a person wrote what stands for a speaker of the key."""
    if entry.note.startswith(_SHOWN_AS):
        return entry.replacement != entry.note.removeprefix(_SHOWN_AS)
    as_now = speaker is not None and entry.replacement == speaker.replacement
    return not as_now and not _LOOKS_SHOWN.fullmatch(entry.replacement)


def _speaker(name: str, shown: str, document: str = "") -> Entry:
    """A speaker's entry; its note tells later what a person has changed."""
    return Entry(
        name, "person", shown, document=document, source="register", note=f"{_SHOWN_AS}{shown}"
    )


def pattern_entries(texts: Mapping[str, Sequence[str]], known: Iterable[Entry]) -> list[Entry]:
    """What identifies by its shape (an address, a number) and is not among the known entries.

    Where people decided about one for some documents, it is a matter of each of the others.
    """
    taken: dict[str, set[str]] = {}
    for entry in known:
        taken.setdefault(entry.original, set()).add(entry.document)
    found = {}
    for document, turns in texts.items():
        for text in turns:
            for start, end, kind in find_patterns(text):
                original = text[start:end]
                places = taken.get(original, set())
                if places.isdisjoint(("", document)):
                    scope = document if places else ""
                    found[original, scope] = Entry(
                        original, kind, FIXED[kind], document=scope, source="pattern"
                    )
    return list(found.values())
