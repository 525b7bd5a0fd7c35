"""Original names where only pseudonyms may stand.

A name counts as a leak where the study's own replacement of names would replace it in that text, so
that the verb "will" is none where a Will took part. A whole name that is replaced in one document
is looked for everywhere: what is made from the documents does not always say from which. Original
names belong in `corpus/raw/`, `corpus/speakers.csv` and `.vault/`, which are not searched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path, PurePosixPath

from alnqual.corpus.names import AMBIGUOUS
from alnqual.corpus.pseudonyms.entries import Entry, applies
from alnqual.corpus.pseudonyms.patterns import find_patterns
from alnqual.corpus.pseudonyms.replace import NAMES, Mention, Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words
from alnqual.corpus.received import entries_of, receive
from alnqual.errors import InputError
from alnqual.operations import markup
from alnqual.operations.contents import Contents, Passage, Unopened
from alnqual.operations.files import study_files
from alnqual.transcripts.words import clean
from alnqual.workspace import Workspace

_SEARCHED = frozenset(
    ["annotation", "codebook", "corpus", "notebooks", "reports", ".alnqual", ".label-studio"]
)
_EXPORTS = frozenset(
    """
    .csv .docx .htm .html .ipynb .json .jsonl .odt .parquet .pdf .pptx .tsv .xlsx .zip
    """.split()  # noqa: SIM905
)
"""In folders that are not a study's own, what may hold something made from it."""
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A place where an original name stands.

    `where` is the file and the place in it, `kind` what sort of name, `replacement` what should
    stand there, `times` how often; `name` is the name itself, which is not shown unasked.
    """

    where: str
    kind: str
    replacement: str
    times: int
    name: str


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What a search found: the leaks, sorted; what could not be opened; how much was searched."""

    leaks: tuple[Leak, ...]
    unopened: tuple[Unopened, ...]
    files: int
    entries: int


_WRITTEN_ANYHOW = ("phone", "postcode", "nhs-number", "pupil-number")


class NameSearch:
    """Finds the original names of a study in texts.

    Parameters
    ----------
    entries : names and what stands for them; those that apply are searched for. What holds for
        one document and is nobody else's (a name of several words, an address) is searched for
        everywhere: a report does not say of which document it speaks.
    ordinary : the words that the corpus writes in lower case too.
    """

    def __init__(self, entries: Iterable[Entry], *, ordinary: frozenset[str]) -> None:
        given = tuple(entries)
        self.entries = tuple(entry for entry in given if applies(entry))
        self._replacer = Replacer([*self.entries, *_everywhere(given)], ordinary=ordinary)
        self._numbers = {_number(e.original): e for e in self.entries if e.kind in _WRITTEN_ANYHOW}
        self._seen: dict[tuple[str, str], tuple[tuple[Entry, int, int], ...]] = {}

    def __call__(self, passage: Passage) -> Iterator[Leak]:
        """The leaks in a text, a name once with how often it stands there."""
        found: dict[Entry, tuple[int, int]] = {}
        for entry, line, _ in self._mentions(passage.text, passage.document):
            first, times = found.get(entry, (line, 0))
            found[entry] = (first, times + 1)
        for entry, (line, times) in found.items():
            where = f"{passage.where}, line {line}" if line else passage.where
            yield Leak(where, entry.kind, entry.replacement, times, entry.original)

    def _mentions(self, text: str, document: str) -> tuple[tuple[Entry, int, int], ...]:
        """Each mention with its line (0 in a text of one line) and place; texts recur in tables."""
        known = self._seen.get((text, document))
        if known is None:
            mentions = list(self._replacer(text, document).mentions)
            mentions += self._otherwise_written(text, mentions)
            many = "\n" in text
            known = tuple(
                (
                    mention.entry,
                    text.count("\n", 0, mention.start) + 1 if many else 0,
                    mention.start,
                )
                for mention in mentions
            )
            self._seen[text, document] = known
        return known

    def _otherwise_written(self, text: str, found: Iterable[Mention]) -> list[Mention]:
        """Numbers and postcodes of the key with other spaces, or with +44 for 0."""
        taken = {mention.start for mention in found}
        return [
            Mention(start, end, self._numbers[number])
            for start, end, _ in (find_patterns(text) if self._numbers else ())
            if start not in taken and (number := _number(text[start:end])) in self._numbers
        ]


def _number(written: str) -> str:
    plain = re.sub(r"[\W_]", "", written).casefold()
    return f"0{plain[2:]}" if plain.startswith("44") else plain


def _everywhere(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of single documents that are told from others' without their document."""
    decided = {
        entry.original
        for entry in entries
        if not entry.document and (entry.decision or applies(entry))
    }
    found: dict[str, Entry] = {}
    for entry in entries:
        sure = " " in entry.original or entry.kind not in NAMES
        if entry.document and applies(entry) and sure and entry.original not in decided:
            copy = replace(entry, document="")
            if found.setdefault(entry.original, copy).replacement != copy.replacement:
                found[entry.original] = replace(copy, replacement=AMBIGUOUS)
    return list(found.values())


def name_search(workspace: Workspace) -> NameSearch:
    """The search for the names that ingestion replaces: of the key, of speakers, and patterns.

    Raises
    ------
    InputError
        The key is damaged, or encrypted and the passphrase is missing; or the register has faults.
    """
    received = receive(workspace)
    return NameSearch(
        entries_of(workspace, received),
        ordinary=ordinary_words(text for texts in received.texts.values() for text in texts),
    )


def find_leaks(workspace: Workspace, *, server: bool = False) -> LeakReport:
    """Search the study for original names, outside the places where they belong.

    Parameters
    ----------
    workspace : the study.
    server : ask a team's server, too; the local one is searched in its database.

    Raises
    ------
    InputError
        The key of pseudonyms is damaged, or encrypted and the passphrase is missing.
    """
    search, contents = name_search(workspace), Contents()
    leaks: list[Leak] = []
    files = 0
    for path in _searched(workspace):
        files += 1
        where = workspace.relative(path)
        leaks += _found(search, _names_in_path(where))
        leaks += _found(search, contents.of_file(path, where))
    if server:
        leaks += _found(search, _on_server(workspace, contents))
    return LeakReport(_distinct(leaks), tuple(contents.unopened), files, len(search.entries))


def refuse_leaks(workspace: Workspace, rendered: Mapping[str, bytes]) -> None:
    """Refuse what is about to be written if it holds an original name.

    Parameters
    ----------
    workspace : the study.
    rendered : name of a file -> its content.

    Raises
    ------
    InputError
        A name stands in it, or a file could not be searched; the places are listed, not the names.
    """
    search, contents = name_search(workspace), Contents()
    leaks = _distinct(
        leak
        for name, content in sorted(rendered.items())
        for leak in _found(search, contents.of_bytes(content, name))
    )
    places = [f"{leak.where}: {leak.kind}, to be {leak.replacement}" for leak in leaks]
    places += [f"{unopened.where}: {unopened.reason}" for unopened in contents.unopened]
    if not places:
        return
    more = len(places) - _MOST_LISTED
    shown = places[:_MOST_LISTED] + ([f"and {more} more"] if more > 0 else [])
    raise InputError(
        f"{len(places)} place(s) of the report hold an original name; nothing was written:\n  "
        + "\n  ".join(shown),
        do="`alnqual corpus leaks --show-names` lists where names stand in what the report is "
        "made from. Mend them, run `alnqual run`, and build it again.",
    )


def _found(search: NameSearch, passages: Iterable[Passage]) -> Iterator[Leak]:
    for passage in passages:
        yield from search(passage)


def _distinct(leaks: Iterable[Leak]) -> tuple[Leak, ...]:
    """The leaks, sorted; a name in marked-up text once, though that is read in two ways."""
    found = set(leaks)
    plain = {(leak.where.partition(", line ")[0], leak.name) for leak in found}
    return tuple(
        sorted(
            leak
            for leak in found
            if markup.JOINED not in leak.where
            or (leak.where.partition(markup.JOINED)[0], leak.name) not in plain
        )
    )


def _searched(workspace: Workspace) -> Iterator[Path]:
    """The files in which no original name may stand."""
    state = workspace.label_studio
    accounts = (state / "coders", *state.glob("servers/*/coders"))
    private = (workspace.raw, workspace.vault, *accounts)
    secrets = (workspace.speakers, state / "owner.json", *state.glob("servers/*/owner.json"))
    for path in study_files(workspace):
        if path in secrets or any(path.is_relative_to(folder) for folder in private):
            continue
        top, *below = path.relative_to(workspace.root).parts
        program = below and (workspace.root / top / "__init__.py").is_file()
        if top in _SEARCHED or not below or (path.suffix.lower() in _EXPORTS and not program):
            yield path


def _on_server(workspace: Workspace, contents: Contents) -> Iterator[Passage]:
    """What the study's projects hold on a team's server."""
    from alnqual.annotation.client import explained
    from alnqual.annotation.listing import list_json
    from alnqual.annotation.projects import study_id
    from alnqual.annotation.servers import Servers
    from alnqual.errors import LabelStudioError

    study = study_id(workspace)
    settings = workspace.settings.label_studio
    if not (settings.url or settings.coders) or study is None:
        return
    try:
        servers = Servers(workspace)
        for project in servers.all_projects(study):
            client = servers.client(project.server)
            with explained("its tasks could not be read"):
                for task in list_json(client, project.id, page=50, fields="all"):
                    where = f"Label Studio: {project.round}, {project.coder}, task {task['id']}"
                    held = [task.get(of) for of in ("data", "annotations", "drafts", "predictions")]
                    yield from contents.of_value(held, where)
    except LabelStudioError as error:
        contents.unopened.append(Unopened("the team's Label Studio", error.what))


def _names_in_path(path: str) -> Iterator[Passage]:
    """The names of a file and its folders, as they stand and parted at capitals ("SianMorris")."""
    file = PurePosixPath(path)
    named = [(file, file.stem, "file")]
    named += [(folder, folder.name, "folder") for folder in file.parents if folder.name]
    for part, name, kind in named:
        spaced = clean(name).replace("_", " ").replace("-", " ")
        for text in dict.fromkeys([spaced, _parted(spaced.rstrip("0123456789 "))]):
            yield Passage(f"{part} (the name of the {kind})", text)


def _parted(text: str) -> str:
    """A text with a space where a small letter meets a capital."""
    return text[:1] + "".join(
        f" {after}" if before.islower() and after.isupper() else after
        for before, after in pairwise(text)
    )
