"""Where everything of a study lies, and its settings.

A study is a folder with an `alnqual.toml`. Inputs (corpus/, codebook/, annotation/) are people's
work and are only read here; `.alnqual/` and `reports/out/` are derived and may be deleted.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alnqual.errors import StudyError
from alnqual.tables import Tables

SETTINGS_FILE = "alnqual.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StudySettings(_Section):
    title: str = "Untitled study"
    synthetic: bool = False
    """True for a demonstration: every report says that its people and places are invented."""
    names: Annotated[str, Field(pattern="^(en|cy)$")] = "en"
    """The language in which codes are named."""


class ReadingSettings(_Section):
    seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    """A file that takes longer to read is left out, with the reason."""
    memory_mb: Annotated[int, Field(ge=100)] = 2048
    """The address space that the process which reads a file may take, where the system can tell."""
    file_mb: Annotated[int, Field(ge=1)] = 100
    """Larger files are left out."""
    unpacked_mb: Annotated[int, Field(ge=1)] = 200
    """An archive (.docx, .odt, .xlsx) that says it holds more is left out unopened."""


class SegmentSettings(_Section):
    target_words: Annotated[int, Field(ge=5, le=400)] = 60
    """Sentences of a turn are gathered until a segment has about this many words."""
    context_below: Annotated[int, Field(ge=0, le=100)] = 8
    """A segment of fewer words is embedded with the end of the one before it."""


class EncoderSettings(_Section):
    model: str = ""
    """Empty for the packaged English model, else a hub name or a local path."""


class ThemeSettings(_Section):
    seed: Annotated[int, Field(ge=0)] = 0
    minimum_words: Annotated[int, Field(ge=1)] = 8
    """Segments with fewer words are left out of topic modelling, counted and listed."""


class AnnotationSettings(_Section):
    part_words: Annotated[int, Field(ge=0)] = 5000
    """A longer document is put before its coders in parts of about this many words; 0: never."""
    context_turns: Annotated[int, Field(ge=1, le=50)] = 2
    """Turns that are shown before and after a part or a passage."""


class AgreementSettings(_Section):
    unit: Annotated[str, Field(pattern="^(turn|segment|document)$")] = "turn"
    """What coders are compared on, in tables and reports."""
    resamples: Annotated[int, Field(ge=100, le=100_000)] = 1000
    """Of the documents, for intervals."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Of the resamples."""


class SuggestionSettings(_Section):
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.5
    """A code is suggested for a passage from this score on."""
    codes_per_passage: Annotated[int, Field(ge=1, le=10)] = 2
    words: Annotated[int, Field(ge=5, le=200)] = 25
    """A passage gathers sentences of a turn until it has about this many words."""


class CoderServerSettings(_Section):
    url: str
    token_file: str


class LabelStudioSettings(_Section):
    url: str = ""
    """Empty for the local server that alnqual starts, else the team's server."""
    token_file: str = ""
    """With `url`: the file that holds the token, relative to the study."""
    command: str = ""
    """The label-studio program; empty to look in .venv-label-studio and on the PATH."""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    """The port of the local server; 0 for 8080 or, if that is taken, any other."""
    coders: Mapping[str, CoderServerSettings] = {}
    """Servers of single coders, for rounds that are blind by server."""


class ReportSettings(_Section):
    title: str = ""
    quotes_per_code: Annotated[int, Field(ge=1, le=50)] = 3


class Settings(_Section):
    """`alnqual.toml`, section by section. Unknown keys are errors."""

    study: StudySettings = StudySettings()
    reading: ReadingSettings = ReadingSettings()
    segments: SegmentSettings = SegmentSettings()
    encoder: EncoderSettings = EncoderSettings()
    themes: ThemeSettings = ThemeSettings()
    annotation: AnnotationSettings = AnnotationSettings()
    agreement: AgreementSettings = AgreementSettings()
    suggestions: SuggestionSettings = SuggestionSettings()
    label_studio: LabelStudioSettings = LabelStudioSettings()
    report: ReportSettings = ReportSettings()


def read_settings(path: Path) -> Settings:
    """Read and check `alnqual.toml`.

    Raises
    ------
    StudyError
        The file is no TOML, has an unknown key or a value out of range; each fault is named.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"is not valid TOML: {error}", where=path) from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        faults = [_fault(dict(fault), Settings) for fault in error.errors()]
        raise StudyError(
            "; ".join(faults),
            where=path,
            do="See docs/settings.md for every key; `alnqual doctor` checks the file.",
        ) from error


def _fault(fault: dict, settings: type[BaseModel]) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{key}: {fault['msg']}"
    known = settings
    for part in fault["loc"][:-1]:
        if part in known.model_fields:  # and no coder's id
            annotation = known.model_fields[part].annotation
            known = (get_args(annotation) or (annotation,))[-1]
    return f"unknown key {key!r} (known here: {', '.join(sorted(known.model_fields))})"


class Workspace:
    """The paths of one study and its settings."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings = read_settings(self.root / SETTINGS_FILE)

        self.corpus = self.root / "corpus"
        self.register = self.corpus / "register.csv"
        self.participants = self.corpus / "participants.csv"
        self.speakers = self.corpus / "speakers.csv"
        self.turn_ids = self.corpus / "turn_ids.json"
        self.withdrawals = self.corpus / "withdrawals"
        self.guides = self.corpus / "guides"
        self.raw = self.corpus / "raw"

        self.codebook = self.root / "codebook" / "codebook.yaml"
        self.theory_of_change = self.root / "codebook" / "theory_of_change.yaml"
        self.glossary = self.root / "codebook" / "glossary.csv"
        self.changes = self.root / "codebook" / "changes.yaml"
        self.theme_names = self.root / "codebook" / "theme_names.csv"

        self.annotation = self.root / "annotation"
        self.coders = self.annotation / "coders.csv"
        self.rounds = self.annotation / "rounds"
        self.codings = self.annotation / "codings"
        self.unplaced = self.annotation / "unplaced"
        self.history = self.annotation / "history"
        self.adjudications = self.annotation / "adjudications"
        self.recorded = self.annotation / "recorded"

        self.reports = self.root / "reports"
        self.reports_out = self.reports / "out"
        self.exports = self.reports / "exports.json"

        self.derived = self.root / ".alnqual"
        self.cache = self.derived / "cache"
        self.tables = Tables(self.derived / "tables")

        self.label_studio = self.root / ".label-studio"
        self.vault = self.root / ".vault"

    @classmethod
    def find(cls, path: str | Path | None = None) -> "Workspace":
        """The study at `path`, or the one that holds the working folder.

        Raises
        ------
        StudyError
            There is no `alnqual.toml` there.
        """
        if path is not None:
            root = Path(path)
            if (root / SETTINGS_FILE).is_file():
                return cls(root)
            searched = root.resolve()
        else:
            searched = Path.cwd()
            for root in (searched, *searched.parents):
                if (root / SETTINGS_FILE).is_file():
                    return cls(root)
        raise StudyError(
            f"no study here (no {SETTINGS_FILE})",
            where=searched,
            do="Go to a study's folder, give one with --study PATH, or make one: alnqual init PATH",
        )

    def relative(self, path: Path) -> str:
        """A path as people of the study would write it."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )
