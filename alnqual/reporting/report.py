"""What a report says, as frozen records: the one content behind the HTML, Word and Excel files."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a speaker. `id` is a coding's or, in a theme, a segment's: `trace` resolves it."""

    id: str
    words: str
    language: str
    attribution: str
    role: str
    sector: str
    area: str
    phase: str
    stance: str = ""
    coders: int = 0

    @property
    def reference(self) -> str:
        return f"[q:{self.id}]"


@dataclass(frozen=True, slots=True)
class Count:
    """Participants of a denominator, and how they split by stance."""

    participants: int
    of: int
    codings: int
    documents: int
    barrier: int
    mixed: int
    facilitator: int

    @property
    def no_stance(self) -> int:
        return self.participants - self.barrier - self.mixed - self.facilitator


@dataclass(frozen=True, slots=True)
class CodeSection:
    """What was heard under one code; `codes` are those below it under which something was."""

    id: str
    stage: str
    name: str
    definition: str
    colour: str
    count: Count
    alpha: float | None
    passages: int
    withheld: int
    quotes: tuple[Quote, ...]
    codes: tuple["CodeSection", ...]
    unheard: tuple[str, ...]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "CodeSection"]]:
        """This section and all below it, each with its depth."""
        yield depth, self
        for code in self.codes:
            yield from code.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class Share:
    """`number` of `of` participants in a sector, area or phase."""

    group: str
    number: int
    of: int

    @property
    def step(self) -> int:
        """From 0 (nobody) to 4 (three in four or more)."""
        return min(4, 1 + int(4 * self.number / self.of)) if self.number and self.of else 0


@dataclass(frozen=True, slots=True)
class ThemeSection:
    """A theme that the topic model found, and where it stands against the codebook.

    `best_code` is the code that marks most of its passages: `covered` of `compared`, those in
    documents that were coded. `recurs` is in how many of the runs it came back. `held` says whether
    codes of its subject cover it; None where nothing was coded. `change` tells how its share of the
    words changed from the first phase to the last; empty where it cannot be told.
    """

    number: int
    label: str
    terms: tuple[str, ...]
    passages: int
    words: int
    documents: int
    participants: int
    of_participants: int
    recurs: str
    held: bool | None
    best_code: str
    covered: int
    any_code: int
    compared: int
    nearest_code: str
    similarity: float | None
    often: tuple[str, ...]
    speakers: tuple[tuple[str, tuple[Share, ...]], ...]
    change: str
    quotes: tuple[Quote, ...]
    withheld: int


@dataclass(frozen=True, slots=True)
class CrossTab:
    """Participants by code and group; a row is (code name, depth, its shares by group)."""

    title: str
    groups: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, int, tuple[Share, ...]], ...]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """An assumed link of the theory of change, and the participants who spoke to it."""

    id: str
    source: str
    target: str
    assumption: str
    supports: int
    challenges: int
    mixed: int


@dataclass(frozen=True, slots=True)
class AgreementRow:
    code: str
    name: str
    depth: int
    alpha: float | None
    low: float | None
    high: float | None
    kappa: float | None
    seconded: float | None
    prevalence: float | None
    bias: float | None
    units: int
    documents: int
    coders: int
    marked: int
    agreed: int
    reason: str
    reading: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    id: str
    kind: str
    area: str
    sector: str
    language: str
    date: str
    phase: str
    words: int
    turns: int
    participants: int
    coders: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    stage: str
    reason: str
    items: int
    documents: int


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A small table in the style of official statistics, cells as given."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[str, str], ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """A coding for the spreadsheet; words that must not be quoted are already replaced."""

    id: str
    words: str
    code: str
    code_id: str
    group: str
    stage: str
    stance: str
    link: str
    direction: str
    memo: str
    attribution: str
    role: str
    sector: str
    area: str
    phase: str
    language: str
    document: str
    turn: str
    coder: str
    round: str
    quotable: bool


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    subtitle: str
    synthetic: bool
    names: str
    key_numbers: tuple[tuple[str, str], ...]
    summary: tuple[str, ...]
    heard: tuple[CodeSection, ...]
    crosstabs: tuple[CrossTab, ...]
    theory_title: str
    drawing: str
    links: tuple[LinkRow, ...]
    themes: tuple[ThemeSection, ...]
    agreement: tuple[AgreementRow, ...]
    agreement_summary: str
    official_tables: tuple[OfficialTable, ...]
    method: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: tuple[LeftOut, ...]
    documents: tuple[DocumentRow, ...]
    excerpts: tuple[ExcerptRow, ...] = field(repr=False)

    @property
    def new_themes(self) -> tuple[ThemeSection, ...]:
        """Themes that no code covers, or all where nothing was coded."""
        return tuple(theme for theme in self.themes if not theme.held)

    @property
    def held_themes(self) -> tuple[ThemeSection, ...]:
        return tuple(theme for theme in self.themes if theme.held)

    def sections(self) -> list[tuple[int, CodeSection]]:
        """Every code section in the order of the report, with its depth."""
        return [pair for root in self.heard for pair in root.walk()]
