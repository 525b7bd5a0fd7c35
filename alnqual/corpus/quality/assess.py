"""The quality report: everything that is wrong, doubtful or missing in a study's corpus."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alnqual.corpus import language as languages
from alnqual.corpus.check import Inputs, load, ordered
from alnqual.corpus.findings import Finding
from alnqual.corpus.key import read_key
from alnqual.corpus.quality.asked import Asked, Encode, asked_findings, questions_asked
from alnqual.corpus.quality.coverage import Coverage, coverage, coverage_findings
from alnqual.corpus.quality.duplicates import duplicate_findings
from alnqual.corpus.quality.encoding import encoding_findings
from alnqual.corpus.quality.metadata import metadata_findings
from alnqual.corpus.quality.names import NamesLeft, name_findings, names_left
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.speakers import speaker_findings
from alnqual.corpus.quality.times import time_findings
from alnqual.corpus.register import RegisterRow
from alnqual.corpus.review import vocabulary
from alnqual.errors import EncoderError, InputError
from alnqual.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How much was looked at.

    `registered` documents have a row, `documents` of them were read. `speakers` are people heard
    besides interviewers; `known_words` those of speakers that participants.csv or a survey's column
    names, or of interviewers. `languages`: words by language of their turn.
    """

    registered: int
    documents: int
    turns: int
    words: int
    speakers: int
    known_words: int
    languages: Mapping[str, int]


@dataclass(frozen=True)
class Quality:
    """What `assess` found.

    `names` is None where they were not looked for: the corpus has not been ingested, or its vault
    is locked; `names_reason` says which. `files` are the documents of each path in raw/.
    """

    title: str
    synthetic: bool
    findings: tuple[Finding, ...]
    looked_at: LookedAt
    coverage: Coverage
    asked: tuple[Asked, ...]
    names: tuple[NamesLeft, ...] | None
    names_reason: str
    files: Mapping[str, tuple[str, ...]]

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        return sum(finding.severity == "error" for finding in self.findings)


def assess(workspace: Workspace) -> Quality:
    """Look at register, people, guides and every transcript; each file is read once.

    Names are looked for in the text of the last ingestion, which is what leaves raw/.
    """
    inputs = load(workspace)
    heard = coverage(inputs.readings, inputs.people)
    asked = questions_asked(
        inputs.guides, inputs.readings, encode=_meaning() if inputs.guides else None
    )
    names, reason = _names(workspace)
    findings = [*inputs.findings, *_found(workspace, inputs)]
    findings += coverage_findings(
        heard, inputs.people, participants=workspace.relative(workspace.participants)
    )
    findings += asked_findings(asked, inputs.guides, folder=workspace.relative(workspace.guides))
    files = {reading.row.id: reading.file for reading in inputs.readings}
    findings += name_findings(names or (), files)
    return Quality(
        workspace.settings.study.title,
        workspace.settings.study.synthetic or any(row.synthetic for row in inputs.rows),
        tuple(ordered(findings)),
        _looked_at(inputs, heard),
        heard,
        tuple(asked),
        None if names is None else tuple(names),
        reason,
        _files(workspace, inputs.rows),
    )


def _files(workspace: Workspace, rows: Iterable[RegisterRow]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        path = workspace.relative(workspace.raw / row.file)
        found[path] = (*found.get(path, ()), row.id)
    return found


def _found(workspace: Workspace, inputs: Inputs) -> Iterator[Finding]:
    yield from metadata_findings(
        inputs.rows,
        inputs.people,
        register=workspace.relative(workspace.register),
        participants=workspace.relative(workspace.participants),
    )
    yield from speaker_findings(inputs.readings, inputs.speakers)
    yield from time_findings(inputs.readings)
    yield from encoding_findings(inputs.readings)
    yield from duplicate_findings(inputs.readings)


def _looked_at(inputs: Inputs, heard: Coverage) -> LookedAt:
    by_language: Counter[str] = Counter()
    known = turns = 0
    for reading in inputs.readings:
        turns += len(reading.words)
        texts = [turn.text for turn in reading.transcript.turns]
        for found, words in zip(languages.detect(texts), reading.words, strict=True):
            by_language[found] += words
        known += _known_words(reading)
    return LookedAt(
        len(inputs.rows),
        len(inputs.readings),
        turns,
        by_language.total(),
        len({each.participant for each in heard.heard}),
        known,
        dict(sorted(by_language.items())),
    )


def _known_words(reading: Reading) -> int:
    return sum(
        words
        for _, _, voice, words in reading.turns()
        if voice.interviewer or voice.participant is not None
    )


def _names(workspace: Workspace) -> tuple[Sequence[NamesLeft] | None, str]:
    if not workspace.tables.exists("turns"):
        return None, "the corpus has not been ingested yet"
    try:
        entries = read_key(workspace)
        words = vocabulary(workspace)
    except InputError as error:
        return None, f"{error.where}: {error.what}"
    turns = workspace.tables.read("turns", columns=["turn", "document", "text"])
    return names_left(turns, entries, vocabulary=words), ""


def _meaning() -> Encode | None:
    """The packaged encoder, loaded when it is first asked; None where it is missing.

    It keeps no cache: the words are as they were read, with names in them.
    """
    from alnqual.embedding import Encoder

    try:
        return Encoder().encode
    except EncoderError:
        return None
