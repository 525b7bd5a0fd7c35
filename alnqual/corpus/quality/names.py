"""Names that still stand in the canonical text: counted by document and kind, never told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alnqual.corpus.findings import Finding
from alnqual.corpus.pseudonyms.entries import Entry, applies
from alnqual.corpus.pseudonyms.propose import propose
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words
from alnqual.corpus.quality.telling import first_of, listed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class NamesLeft:
    """Mentions of one kind in one document, and the ids of the turns that hold them.

    `known` ones have a pseudonym in the key and should be gone; of the others nobody has decided
    whether they are names.
    """

    document: str
    kind: str
    known: bool
    times: int
    turns: tuple[str, ...]


def names_left(
    turns: "pd.DataFrame", entries: Iterable[Entry], *, vocabulary: Iterable[str] = ()
) -> list[NamesLeft]:
    """Search the canonical text for known names, and for what looks like one and is undecided.

    Parameters
    ----------
    turns : the table, of which `turn`, `document` and `text` are read.
    entries : the key of the study; what people rejected is no name.
    vocabulary : words of codebook and glossary, which are no names.

    Returns
    -------
    list of NamesLeft
        By document, in the order of the table, then known ones first, then by kind.
    """
    documents = {
        str(document): texts.tolist()
        for document, texts in turns.groupby("document", sort=False)["text"]
    }
    given = list(entries)
    gone = {(entry.original, entry.document) for entry in given if applies(entry)}
    searched = {
        replace(entry, decision="accept"): (entry.original, entry.document) in gone
        for entry in propose(documents, entries=given, vocabulary=vocabulary)
        if entry.decision != "reject"
    }
    search = Replacer(searched, ordinary=ordinary_words(turns["text"]))
    times: Counter[tuple[str, bool, str]] = Counter()
    places: defaultdict[tuple[str, bool, str], dict[str, None]] = defaultdict(dict)
    columns = [turns[name].astype(str) for name in ("turn", "document", "text")]
    for turn, document, text in zip(*columns, strict=True):
        for mention in search(text, document).mentions:
            key = (document, not searched[mention.entry], mention.entry.kind)
            times[key] += 1
            places[key][turn] = None
    order = {document: place for place, document in enumerate(documents)}
    return [
        NamesLeft(document, kind, not open_, times[document, open_, kind], tuple(turns_of))
        for (document, open_, kind), turns_of in sorted(
            places.items(), key=lambda item: (order[item[0][0]], *item[0][1:])
        )
    ]


def name_findings(found: Iterable[NamesLeft], files: Mapping[str, str]) -> Iterator[Finding]:
    """One finding a document for known names, and one for what nobody has decided.

    Parameters
    ----------
    found : as `names_left` gives it.
    files : each document's file, as findings name it.
    """
    grouped: defaultdict[tuple[str, bool], list[NamesLeft]] = defaultdict(list)
    for each in found:
        grouped[each.document, each.known].append(each)
    for (document, known), group in grouped.items():
        kinds = listed([f"{each.kind} {each.times:,}" for each in group])
        turns = sorted({turn for each in group for turn in each.turns})
        if known:
            # `run` cannot mend what it took for ordinary words; a person has to look.
            message = (
                f"names of the key are still in the text: {kinds} "
                "(`alnqual run` replaces them, unless it took them for ordinary words)"
            )
        else:
            message = f"what may be names, undecided: {kinds}"
        where = f"{message}; in {first_of(turns)}"
        yield Finding(files.get(document, document), None, "warning", where, "name")
