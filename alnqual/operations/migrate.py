"""The codebook changes: files, Label Studio's pages and the codings in force, together.

A migration is written down first, shown, then made. Everything that can refuse is asked before a
file is written; codebook.yaml is written last and decides: until then nothing has changed for
codings, and making the migration again completes it. Stored codings are never touched.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from alnqual.annotation.config import labelling_config
from alnqual.annotation.pages import Pages
from alnqual.annotation.projects import Project, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import Progress
from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.codebook.applying import CODEBOOK, THEORY, Step, Texts
from alnqual.codebook.history import Files, plan, told, undone, with_migrations, without
from alnqual.codebook.migrations import Migration
from alnqual.coding import CodingStore
from alnqual.coding.adjudications import AdjudicationStore
from alnqual.coding.in_force import coders_codings
from alnqual.coding.recoding import recoding_round, round_text
from alnqual.errors import CodebookError, LabelStudioError
from alnqual.records import Coding, Round
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Touched:
    """What one migration touches: codes, codings in force, and changed lines of each file."""

    migration: Migration
    codes: tuple[str, ...]
    codings: int
    coders: int
    documents: int
    recoding: Round | None = None

    def __str__(self) -> str:
        lines = [
            f"version {self.migration.version}: {told(self.migration)}",
            f"    {self.codings} codings of {self.coders} coders in {self.documents} documents "
            f"have {'this code' if len(self.codes) == 1 else 'one of these codes'}",
        ]
        for name, patch in self.migration.patches.items():
            changed = sum(line[:1] == "+" for line in patch.split("\n"))
            lines.append(f"    {name}: {changed} lines change")
        if self.recoding is not None:
            turns = sum(map(len, self.recoding.passages.values()))
            lines.append(
                f"    round {self.recoding.id}: {turns} turns to be coded anew, by "
                f"{', '.join(self.recoding.assignments)}"
            )
        return "\n".join(lines)


@dataclass(slots=True)
class MigrateReport:
    """What migrations touch, or have touched."""

    touched: list[Touched] = field(default_factory=list)
    pages: int = 0
    """Projects whose page was renewed."""
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [str(each) for each in self.touched]
        if not (self.touched or self.notes):
            lines.append("no migration is pending")
        if self.pages:
            lines.append(f"{self.pages} pages in Label Studio renewed; coders reload theirs")
        return "\n".join(lines + self.notes)


def write_down(workspace: Workspace, make: Callable[[Codebook], Migration]) -> Touched:
    """Write a migration into changes.yaml, after those that are pending; it is not made yet.

    Parameters
    ----------
    make : gives the migration for the codebook as it will be by then, as `codebook.proposing` does.

    Raises
    ------
    CodebookError
        The codebook does not allow it, or codebook and theory would have faults afterwards.
    """
    files = _files(workspace)
    now, steps = plan(files)
    migration = make((steps or [now])[-1].book)
    now, steps = plan(files, more=[migration])
    _write_changes(files, [migration])
    return _touched(workspace, [now, *steps])[-1]


def preview(workspace: Workspace) -> MigrateReport:
    """What the pending migrations will touch; nothing is changed."""
    now, steps = plan(_files(workspace))
    return MigrateReport(_touched(workspace, [now, *steps]))


def migrate(
    workspace: Workspace,
    *,
    offline: bool = False,
    confirm: bool = False,
    progress: Progress | None = None,
) -> MigrateReport:
    """Make the pending migrations, and bring Label Studio's pages to the codebook of now.

    Parameters
    ----------
    workspace : the study.
    offline : leave Label Studio alone; the next push brings the pages.
    confirm : go on although a pull would take people's codings away, as for `pull`.
    progress : is told of each project.

    Raises
    ------
    CodebookError
        The files have faults, or would have.
    LabelStudioError
        The server is absent, or refuses the page for one project: nothing has changed.
    """
    files = _files(workspace)
    now, steps = plan(files)
    server = None if offline else _server(workspace)
    if server and any(step.migration.kind == "split" for step in steps):
        pull(workspace, confirm=confirm, progress=progress)
    report = MigrateReport(_touched(workspace, [now, *steps]))
    last = (steps or [now])[-1]
    outdated, config = _check_pages(workspace, server, last)
    if steps:
        _write_changes(files, [step.migration for step in steps])
        for touched in report.touched:
            if touched.recoding is not None:
                _write_round(workspace, touched.recoding)
                report.notes.append(
                    f"put the round {touched.recoding.id} before the coders: alnqual annotate push"
                )
        _write(files, last.texts)
    _renew(workspace, server, outdated, config, report)
    return report


def undo(workspace: Workspace, *, offline: bool = False, confirm: bool = False) -> MigrateReport:
    """Take the last migration back: strike out a pending one, else restore what one changed.

    Raises
    ------
    CodebookError
        Codings were made meanwhile with a code that would vanish (they are named), there is no
        migration, or what it wrote was edited since. Nothing has changed.
    LabelStudioError
        The server is absent, or holds such codings.
    """
    files = _files(workspace)
    pending = Codebook.read(files.codebook).migrations.pending
    text = files.changes.read_text(encoding="utf-8") if files.changes.is_file() else ""
    if pending and not pending[-1].patches:
        write_atomically(files.changes, without(text, pending[-1].version).encode())
        return MigrateReport(notes=[f"struck out, before it was made: {told(pending[-1])}"])
    last, texts = undone(files) if not pending else (pending[-1], plan(files)[0].texts)
    server = None if offline else _server(workspace)
    if server:
        pull(workspace, confirm=confirm)
    changes = with_migrations(text, [replace(last, undone=True, former=(), patches={})])
    before = Codebook.parse(texts[CODEBOOK], changes)
    _refuse_codings(workspace, before, last)
    outdated, config = _check_pages(workspace, server, Step(last, texts, before))
    for name, path in ((CODEBOOK, files.codebook), (THEORY, files.theory)):
        if name in texts:
            write_atomically(path, texts[name].encode())
    write_atomically(files.changes, changes.encode())
    report = MigrateReport(notes=[f"taken back: {told(last)}"])
    if last.round and (workspace.rounds / f"{last.round}.toml").is_file():
        report.notes.append(f"the round {last.round} is still there: delete its file if unused")
    _renew(workspace, server, outdated, config, report)
    return report


def _files(workspace: Workspace) -> Files:
    return Files(workspace.codebook, workspace.theory_of_change, workspace.changes)


def _write_changes(files: Files, migrations: list[Migration]) -> None:
    text = files.changes.read_text(encoding="utf-8") if files.changes.is_file() else None
    write_atomically(files.changes, with_migrations(text, migrations).encode())


def _write(files: Files, texts: Texts) -> None:
    """The theory first: the codebook's version tells that a migration was made."""
    for name, path in ((THEORY, files.theory), (CODEBOOK, files.codebook)):
        if name in texts:
            write_atomically(path, texts[name].encode())


def _write_round(workspace: Workspace, round_: Round) -> None:
    path = workspace.rounds / f"{round_.id}.toml"
    write_atomically(path, round_text(round_).encode())


def _server(workspace: Workspace) -> Pages | None:
    """The study's pages on the server; None for a study that was never pushed."""
    try:
        return Pages.of(workspace)
    except LabelStudioError as error:
        raise LabelStudioError(
            error.what,
            where=error.where,
            do=f"{error.do or ''} Nothing has changed. With --offline the files change now, and "
            "the next push brings the pages.".strip(),
        ) from error


def _check_pages(
    workspace: Workspace, server: Pages | None, step: Step
) -> tuple[list[Project], str]:
    """The projects that need the page of a codebook, all of which the server lets have it."""
    if server is None:
        return [], ""
    theory = TheoryOfChange.parse(step.texts[THEORY], step.book) if THEORY in step.texts else None
    config = labelling_config(step.book, theory, language=workspace.settings.study.names)
    return server.outdated(config), config


def _renew(
    workspace: Workspace,
    server: Pages | None,
    outdated: list[Project],
    config: str,
    report: MigrateReport,
) -> None:
    if server is not None:
        server.renew(outdated, config)
        report.pages = len(outdated)
        report.notes += [
            f"{each.round}, {each.coder}: the page was edited in Label Studio and is left as it "
            "is; to see how: alnqual annotate push"
            for each in server.edited
        ]
    elif study_id(workspace) is not None:
        report.notes.append("Label Studio's pages are as they were: alnqual annotate push")


def _touched(workspace: Workspace, steps: list[Step]) -> list[Touched]:
    """What each step after the first touches, by the codings of now."""
    if len(steps) < 2:
        return []
    has_codings = bool(CodingStore(workspace.codings).read())
    codings = coders_codings(workspace)[0] if has_codings else []
    start = steps[0].book.version
    touched = []
    for before, step in pairwise(steps):
        migration, book = step.migration, before.book
        standing = [
            replace(coding, code=book.migrations.now(coding.code, start)) for coding in codings
        ]
        codes = tuple(former.id for former in migration.former) or tuple(
            below.id
            for code in migration.codes
            for below in (book.subtree(code) if migration.kind == "retire" else (book[code],))
        )
        own = [coding for coding in standing if coding.code in codes]
        touched.append(
            Touched(
                migration,
                codes,
                len(own),
                len({coding.coder for coding in own}),
                len({coding.document for coding in own}),
                _recoding(workspace, migration, book, own),
            )
        )
    return touched


def _recoding(
    workspace: Workspace, migration: Migration, book: Codebook, own: list[Coding]
) -> Round | None:
    if migration.kind != "split" or not own:
        return None
    (code,) = migration.codes
    return recoding_round(
        migration.round,
        code,
        title=f"Re-coding: {book.label(code, workspace.settings.study.names)}",
        codings=own,
        turns=workspace.tables.read("turns"),
    )


def _refuse_codings(workspace: Workspace, before: Codebook, last: Migration) -> None:
    """Refuse to take back a code that people have used since."""
    decided = [each.coding for each in AdjudicationStore(workspace.adjudications).read()]
    made = [*CodingStore(workspace.codings).read(), *decided]
    used = [coding for coding in made if not before.knows(coding.code)]
    if used:
        listed = sorted({f"{c.code}: {c.coder}, {c.document}" for c in used})
        raise CodebookError(
            f"{len(used)} codings were made with codes that would be gone:\n  "
            + "\n  ".join(listed),
            do=f"Nothing has changed. To undo {told(last)!r} all the same, write a migration that "
            "leads back, such as a rename or a merge.",
        )
