"""`Study`: a study's inputs, tables and actions behind one object."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook, Fault, TheoryOfChange, check
from alnqual.study.agreement import Agreement
from alnqual.study.changes import Changes
from alnqual.study.protection import Protection
from alnqual.study.rounds import Rounds
from alnqual.study.searching import Search
from alnqual.study.starting import start
from alnqual.study.studio import Studio
from alnqual.study.thematic import Thematic
from alnqual.tables import Tables
from alnqual.workspace import Settings, Workspace

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.annotation.play import PlayReport
    from alnqual.annotation.pull import PullReport
    from alnqual.annotation.push import Progress, PushReport
    from alnqual.corpus.documents import IngestResult
    from alnqual.corpus.quality.assess import Quality
    from alnqual.reporting.trace import Trace


class Study:
    """A study: its documents, codebook, codings, themes and reports.

    Frames (`documents`, `turns`, `segments`, `codings`, `excerpts`, `themes`) are read from disk
    at each use; their columns are listed in docs/tables.md.

    Examples
    --------
    >>> from alnqual import Study
    >>> study = Study.open()                                    # doctest: +SKIP
    >>> study.search("who pays for speech therapy")             # doctest: +SKIP
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @classmethod
    def open(cls, path: str | Path | None = None) -> "Study":
        """The study in the folder `path`, or the one that holds the working folder.

        Raises
        ------
        StudyError
            There is none, or its settings do not hold.
        """
        return cls(Workspace.find(path))

    @classmethod
    def init(cls, path: str | Path) -> "Study":
        """Make an empty study in the folder `path`.

        Raises
        ------
        StudyError
            There is a study already.
        """
        start(Path(path))
        return cls.open(path)

    def __repr__(self) -> str:
        return f"<Study {self.settings.study.title!r} in {self.workspace.root}>"

    @property
    def settings(self) -> Settings:
        return self.workspace.settings

    @property
    def tables(self) -> Tables:
        return self.workspace.tables

    @cached_property
    def codebook(self) -> Codebook:
        """The codes, an iterable of Code."""
        return Codebook.read(self.workspace.codebook)

    @cached_property
    def theory_of_change(self) -> TheoryOfChange:
        """The theory of change; `.links`, `.research_questions`, `.recommendations`."""
        return TheoryOfChange.read(self.workspace.theory_of_change, self.workspace.codebook)

    @property
    def documents(self) -> "pd.DataFrame":
        """A row a document, with its canonical text."""
        return self.tables.read("documents")

    @property
    def turns(self) -> "pd.DataFrame":
        """A row a turn; `text` is the span `start` to `end` of the document's text."""
        return self.tables.read("turns")

    @property
    def segments(self) -> "pd.DataFrame":
        """A row a segment: one to a few sentences of a turn."""
        return self.tables.read("segments")

    @property
    def codings(self) -> "pd.DataFrame":
        """A row a coding, as pulled; `text` is the quote."""
        from alnqual.study import stages

        return stages.codings(self.workspace)

    @property
    def excerpts(self) -> "pd.DataFrame":
        """A row a coding, with who said it."""
        return self.tables.read("excerpts")

    @property
    def themes(self) -> "pd.DataFrame":
        """A row a theme, the largest first, under the names that people gave."""
        return self.thematic.themes

    @property
    def thematic(self) -> Thematic:
        """Themes against the codebook (`.gaps()`), across the study (`.rates()`), their names."""
        return Thematic(self.workspace)

    @property
    def agreement(self) -> Agreement:
        """How far coders agree: `study.agreement()` is a frame, a row a code, pair, ..."""
        return Agreement(self.workspace, self.codebook)

    @property
    def search(self) -> Search:
        """Passages: `study.search("...")` is a frame of turns, best first."""
        return Search(self.workspace)

    @property
    def protection(self) -> Protection:
        """What keeps the study's people safe: pseudonyms, the search for leaks, withdrawal."""
        return Protection(self.workspace)

    @property
    def rounds(self) -> Rounds:
        """The coding rounds: plan, status, coder's guide, adjudication."""
        return Rounds(self.workspace)

    @property
    def changes(self) -> Changes:
        """How the codebook changes: migrations written down, made, and taken back."""
        return Changes(self.workspace)

    def run(self, *stages: str) -> None:
        """Bring what is stale up to date: everything, or some stages and what they need.

        Raises
        ------
        StageError
            A stage failed; the tables that it was to replace still stand.
        """
        from alnqual.study.pipeline import run

        run(self.workspace, stages)

    def check_corpus(self) -> "Quality":
        """The quality of the corpus: `.findings`, who was heard (`.coverage`), questions asked."""
        from alnqual.corpus.quality.assess import assess

        return assess(self.workspace)

    def check_codebook(self) -> list[Fault]:
        """Every fault of codebook, theory of change and migrations, with its line."""
        paths = self.workspace
        return check(paths.codebook, paths.theory_of_change, paths.changes)

    def ingest(self) -> "IngestResult":
        """Make documents and turns from the registered files; `.left_out`: what not, and why."""
        from alnqual.study import stages

        return stages.ingest(self.workspace)

    def segment(self) -> None:
        """Cut the turns into segments."""
        from alnqual.study import stages

        stages.segment(self.workspace)

    def embed(self) -> "pd.DataFrame":
        """Embed the segments; those that the encoder cannot read, and why."""
        from alnqual.study import stages

        return stages.embed(self.workspace)

    def find_themes(self) -> "pd.DataFrame":
        """Fit the topic model; the segments that it was not given, and why."""
        from alnqual.study import stages

        return stages.find_themes(self.workspace, self.codebook)

    def measure_agreement(self) -> "pd.DataFrame":
        """Measure agreement afresh; the table."""
        from alnqual.study import stages

        return stages.measure_agreement(self.workspace, self.codebook)

    def synthesise(self) -> "pd.DataFrame":
        """Join the codings with who said them and count them; the excerpts."""
        from alnqual.study import stages

        return stages.synthesise(self.workspace, self.codebook)

    def report(self) -> list[Path]:
        """Write the reports from the tables; their paths."""
        from alnqual.study import stages

        return stages.report(self.workspace, self.theory_of_change)

    def trace(self, identity: str) -> "Trace":
        """From the id of a quote, segment or turn to its document, turn and span.

        Raises
        ------
        InputError
            Nothing of this study has the id.
        """
        from alnqual.reporting.trace import trace

        return trace(
            identity,
            excerpts=self.excerpts,
            segments=self.segments,
            turns=self.turns,
            documents=self.documents,
        )

    def export(
        self, path: str | Path, *, code: str | None = None, overwrite: bool = False
    ) -> tuple[int, int]:
        """Write coded excerpts as .xlsx, .csv or .json.

        Raises
        ------
        InputError
            The name has another ending, lies among the study's own files, or exists already and
            `overwrite` is not set.

        Returns
        -------
        (written, withheld) : how many excerpts were written, and how many not, because the person
            did not agree to be quoted.
        """
        from alnqual.study.exporting import export, record_export, refuse_to_replace

        refuse_to_replace(self.workspace, Path(path), overwrite=overwrite)
        excerpts = self.excerpts
        if code is not None:
            self.codebook[code]
            below = excerpts["code"].str.startswith(f"{code}.")
            excerpts = excerpts[below | (excerpts["code"] == code)]
        counts = export(excerpts, Path(path), codebook=self.codebook)
        record_export(self.workspace, Path(path))
        return counts

    @property
    def label_studio(self) -> Studio:
        """The Label Studio that the study works with: `.up()`, `.backup()`, `.url` and more."""
        return Studio(self.workspace)

    def push(
        self,
        *,
        break_lock: bool = False,
        overwrite: bool = False,
        progress: "Progress | None" = None,
    ) -> "PushReport":
        """Put the documents before the coders, as the rounds say; nothing goes twice."""
        return self.rounds.push(break_lock=break_lock, overwrite=overwrite, progress=progress)

    def play(self, *, progress: "Progress | None" = None) -> "PlayReport":
        """Place the recorded codings of a synthetic study, as its coders would."""
        from alnqual.annotation.play import play

        return play(self.workspace, progress=progress)

    def pull(
        self, *, confirm: bool = False, full: bool = False, progress: "Progress | None" = None
    ) -> "PullReport":
        """Bring the coders' work into annotation/codings/.

        Raises
        ------
        ConfirmationNeeded
            It would take people's work away, and `confirm` is not set; nothing was changed.
        """
        from alnqual.annotation.pull import pull

        return pull(self.workspace, confirm=confirm, full=full, progress=progress)

    def progress(self) -> "pd.DataFrame":
        """Each coder's progress in each round, as of the last pull."""
        return self.rounds.status()

    def _repr_html_(self) -> str:
        from html import escape

        made = [name for name in ("documents", "turns", "segments") if self.tables.exists(name)]
        rows = (f"<tr><th>{name}</th><td>{len(self.tables.read(name))}</td></tr>" for name in made)
        cells = "".join(rows)
        study = self.settings.study
        note = " · synthetic demonstration" if study.synthetic else ""
        return f"<div><strong>{escape(study.title)}</strong>{note}<table>{cells}</table></div>"
