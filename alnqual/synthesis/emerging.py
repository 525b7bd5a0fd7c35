"""Terms that spread through a corpus and that neither the codebook nor the glossary knows.

People often have a word for a thing before the evaluation has one. A term here is a phrase of two
to four words that hang together, or an abbreviation; it is shared when at least three people use it
in at least two documents, so that it is no habit of one person or of one conversation.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.codebook.glossary import Term
from alnqual.synthesis.frames import records
from alnqual.synthesis.intervals import newcombe, wilson
from alnqual.synthesis.labels import plain
from alnqual.synthesis.phrases import Phrase, Words, empty, hangs_together, phrases, sequences
from alnqual.synthesis.voices import sampled_units, voice_of

COLUMNS = [
    "term", "people", "documents", "of_documents", "mentions", "sectors", "roles", "areas",
    "first_document", "first_date", "phases", "growth", "growth_low", "growth_high", "spreading",
    "prompted", "forms", "turns",
]  # fmt: skip
LEAST_PEOPLE, LEAST_DOCUMENTS = 3, 2
_ABBREVIATION = re.compile(r"\b[A-Z]{2,6}\b")
_FACETS = ("sector", "role", "area")


class Use(NamedTuple):
    """One mention of a term."""

    turn: str
    document: str
    unit: str
    voice: str
    sector: str
    role: str
    area: str
    words: str


@dataclass
class _Found:
    """What is said in a corpus, by phrase."""

    uses: dict[Phrase, list[Use]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[Phrase, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    counts: Counter[Phrase] = field(default_factory=Counter)
    words: int = 0


@dataclass(frozen=True)
class _Corpus:
    """Document -> its place in time and its date, turn -> its place, phase -> its units."""

    order: Mapping[str, int]
    dates: Mapping[str, str]
    positions: Mapping[str, int]
    phases: Mapping[str, set[str]]

    @classmethod
    def of(cls, turns: pd.DataFrame, documents: pd.DataFrame) -> "_Corpus":
        dated = documents.sort_values(["date", "document"], na_position="last")
        spoken = turns[~turns["interviewer"].astype(bool) & (turns["phase"].map(plain) != "")]
        return cls(
            order={document: at for at, document in enumerate(dated["document"])},
            dates=dict(zip(dated["document"], dated["date"].map(plain), strict=True)),
            positions=dict(zip(turns["turn"], turns["position"].tolist(), strict=True)),
            phases={str(phase): set(own["unit"]) for phase, own in spoken.groupby("phase")},
        )


def emerging_terms(
    turns: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    codebook: Codebook,
    glossary: Iterable[Term] = (),
) -> pd.DataFrame:
    """Terms that several people share and that the codebook and the glossary nowhere use.

    A phrase counts whatever its endings and, in Welsh, mutations. It is known where glossary or
    codebook (names, definitions, what to include and exclude, keywords, examples) have the same
    words side by side; the names of the study's areas are no terms. Its parts must stand together
    more often than chance would have it (`phrases.hangs_together`), and a phrase that mostly stands
    inside a longer one of the list is left out for it.

    Parameters
    ----------
    turns, documents : frames as `SCHEMAS`. What interviewers say counts only for `prompted`.

    Returns
    -------
    pandas.DataFrame
        Columns COLUMNS, those that most people use first (then in most documents, most sectors).
        `phases` tells in how many documents of each phase it is used (in surveys, by how many
        respondents). `growth` is the change in that share from the first phase to the last, with
        its 95% interval (`intervals.newcombe`; NaN where there is one phase); `spreading` is
        "spreading" or "receding" where that interval leaves out 0, else empty. `prompted` are
        documents in which an interviewer said it before anybody else did. `turns` are those in
        which it is used.
    """
    turns = turns.assign(unit=sampled_units(turns, documents))
    glossary = list(glossary)
    found = _read(turns, _subjects(codebook, glossary))
    known = _known(codebook, glossary, documents)
    shared = {
        phrase: uses
        for phrase, uses in found.uses.items()
        if _is_shared(uses)
        and phrase not in known
        and (len(phrase) == 1 or hangs_together(phrase, found.counts, found.words))
    }
    corpus = _Corpus.of(turns, documents)
    inside = _inside_longer(shared)
    rows = [
        _row(uses, found.asked.get(phrase, {}), corpus)
        for phrase, uses in shared.items()
        if phrase not in inside
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = frame.assign(wide=frame["sectors"].map(len)).sort_values(
        ["people", "documents", "wide", "mentions", "term"],
        ascending=[False, False, False, False, True],
    )
    return order.drop(columns="wide").reset_index(drop=True)


def _read(turns: pd.DataFrame, subjects: Collection[str]) -> _Found:
    found = _Found()
    words = Words(turns.loc[turns["language"] != "en", "text"])
    for turn in records(turns):
        told: set[Phrase] = set()
        use = Use(
            turn.turn,
            turn.document,
            turn.unit,
            voice_of(turn.document, turn.participant, speaker=turn.speaker),
            plain(turn.sector),
            plain(turn.role),
            plain(turn.area),
            "",
        )
        for run in words(turn.text, turn.language):
            if not turn.interviewer:
                found.counts.update(sequences(run))
                found.words += len(run)
            for phrase, said in phrases(run, subjects):
                told.add(phrase)
                if not turn.interviewer:
                    found.uses[phrase].append(use._replace(words=said))
        for short in _abbreviations(turn.text):
            told.add((short,))
            if not turn.interviewer:
                found.uses[short,].append(use._replace(words=short))
        for phrase in told if turn.interviewer else ():
            found.asked[phrase].setdefault(turn.document, turn.position)
    return found


def _subjects(codebook: Codebook, glossary: Iterable[Term]) -> set[str]:
    """The forms of the words that codes are named by and that the glossary's terms hold."""
    english = [code.name["en"] for code in codebook] + [term.term_en for term in glossary]
    welsh = [code.name.get("cy", "") for code in codebook] + [term.term_cy for term in glossary]
    words = Words(welsh)
    told = [(text, "en") for text in english] + [(text, "cy") for text in welsh]
    return {form for text, language in told for run in words(text, language) for _, form in run}


def _abbreviations(text: str) -> list[str]:
    if text.isupper():
        return []
    return [short for short in _ABBREVIATION.findall(text) if not empty(short.lower())]


def _is_shared(uses: Collection[Use]) -> bool:
    people = {use.voice for use in uses}
    return len(people) >= LEAST_PEOPLE and len({u.document for u in uses}) >= LEAST_DOCUMENTS


def _inside_longer(shared: Mapping[Phrase, list[Use]]) -> set[Phrase]:
    """The phrases most of whose uses are parts of a longer one that is listed."""
    return {
        part
        for phrase, uses in shared.items()
        for length in range(1, len(phrase))
        for at in range(len(phrase) - length + 1)
        if (part := phrase[at : at + length]) in shared and 2 * len(uses) > len(shared[part])
    }


def _known(codebook: Codebook, glossary: Iterable[Term], documents: pd.DataFrame) -> set[Phrase]:
    """Every phrase and abbreviation of glossary and codebook, and the names of areas."""
    english, welsh = [plain(area) for area in documents["area"].unique()], []
    for term in glossary:
        english += [term.term_en, term.abbreviation_en, term.note]
        welsh += [term.term_cy, term.abbreviation_cy]
    for code in codebook:
        english += [code.name["en"], code.definition, code.include, code.exclude, *code.examples]
        welsh += [code.name.get("cy", ""), *code.keywords]
    words = Words(welsh)
    told = [(text, "en") for text in english] + [(text, "cy") for text in welsh]
    known = {
        phrase
        for text, language in told
        for run in words(text, language)
        for phrase in sequences(run)
        if len(phrase) > 1
    }
    return known | {(short,) for text, _ in told for short in _ABBREVIATION.findall(text)}


def _row(uses: list[Use], asked: dict[str, int], corpus: _Corpus) -> dict[str, Any]:
    inside = {use.document for use in uses}
    first = min(inside, key=lambda document: corpus.order[document])
    forms = Counter(use.words for use in uses)
    first_said: dict[str, int] = {}
    for use in uses:
        at = corpus.positions[use.turn]
        first_said[use.document] = min(at, first_said.get(use.document, at))
    return {
        "term": min(forms, key=lambda form: (-forms[form], form)),
        "people": len({use.voice for use in uses}),
        "documents": len(inside),
        "of_documents": len(corpus.order),
        "mentions": len(uses),
        **{f"{facet}s": _values(uses, facet) for facet in _FACETS},
        "first_document": first,
        "first_date": corpus.dates[first] or None,
        **_growth({use.unit for use in uses}, corpus.phases),
        "prompted": sum(asked[d] < at for d, at in first_said.items() if d in asked),
        "forms": sorted(forms, key=lambda form: (-forms[form], form)),
        "turns": list(dict.fromkeys(use.turn for use in uses)),
    }


def _values(uses: list[Use], facet: str) -> list[str]:
    return sorted({getattr(use, facet) for use in uses} - {""})


def _growth(using: set[str], phases: Mapping[str, set[str]]) -> dict[str, Any]:
    """In how many units of each phase a term is used, and the change from the first to the last."""
    shares = {phase: (len(using & units), len(units)) for phase, units in phases.items()}
    told = "; ".join(f"{phase}: {count} of {of}" for phase, (count, of) in shares.items())
    ends = [shares[phase] for phase in (min(shares), max(shares))] if len(shares) > 1 else []
    before, after = ends or [(0, 0)] * 2
    change = newcombe(wilson(*before), wilson(*after))
    spreading = "spreading" if change.low > 0 else "receding" if change.high < 0 else ""
    return {
        "phases": told,
        "growth": change.value,
        "growth_low": change.low,
        "growth_high": change.high,
        "spreading": spreading,
    }
