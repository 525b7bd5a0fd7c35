"""The coder's guide: what each code means and how this study is coded, as HTML and Word.

It is made from codebook, theory of change, glossary, rounds and settings, and names no coder. Names
of codes are in the study's language, definitions in the language in which they were written.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from alnqual.annotation.config import GROUP_KEYS
from alnqual.annotation.page_words import WORDS, PageWords
from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.codebook.glossary import Term, read_glossary
from alnqual.coding import read_rounds
from alnqual.records import Code, Link, Round
from alnqual.reporting.guide_docx import render_docx
from alnqual.reporting.guide_text import HOW, round_rules
from alnqual.reporting.html import page_environment
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

HTML, DOCX = "guide.html", "guide.docx"


@dataclass(frozen=True)
class Guide:
    """What the guide holds, for whatever it is written as."""

    title: str
    synthetic: bool
    language: str
    codebook: Codebook
    links: tuple[Link, ...]
    terms: tuple[Term, ...]
    rounds: tuple[Round, ...]

    @property
    def words(self) -> PageWords:
        return WORDS[self.language]

    @property
    def how(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return HOW

    def name(self, code: str) -> str:
        return self.codebook.label(code, self.language)

    def spoken(self, code: str) -> str:
        """The language that a code's name is in."""
        return self.language if self.codebook[code].name.get(self.language) else "en"

    @property
    def groups(self) -> list[Code]:
        """The groups that passages are coded in from now on, in the order of their keys."""
        return [group for group in self.codebook.roots if self.codebook.offered(group.id)]

    def below(self, group: Code) -> list[tuple[int, Code]]:
        """A group and what is offered below it, each with its depth, in the codebook's order."""
        found = [(0, group)]
        for child in self.codebook.children(group.id):
            if not self.codebook.offered(child.id):
                continue
            found += [(depth + 1, code) for depth, code in self.below(child)]
        return found

    def page_keys(self) -> list[tuple[str, str]]:
        """The keys of the labelling page: (key, what it does)."""
        groups = zip(GROUP_KEYS, self.groups, strict=False)
        keys = [(key, self.name(group.id)) for key, group in groups]
        stances = zip("bfm", self.words.stances.values(), strict=True)
        directions = zip("scx", self.words.directions.values(), strict=True)
        keys += [(key, f"{self.words.stance}: {value}") for key, value in stances]
        if self.links:
            keys += [(key, f"{self.words.link}: {value}") for key, value in directions]
        return keys

    def rules(self) -> list[tuple[Round, list[str]]]:
        return [(round_, round_rules(round_)) for round_ in self.rounds]


def gather(workspace: Workspace) -> Guide:
    """Read all that the guide is made from.

    Raises
    ------
    CodebookError, InputError
        A file of the study has faults.
    """
    codebook = Codebook.read(workspace.codebook)
    links: tuple[Link, ...] = ()
    if workspace.theory_of_change.is_file():
        links = TheoryOfChange.read(workspace.theory_of_change, workspace.codebook).links
    study = workspace.settings.study
    return Guide(
        study.title,
        study.synthetic,
        study.names,
        codebook,
        links,
        tuple(read_glossary(workspace.glossary)),
        tuple(read_rounds(workspace)) if workspace.coders.is_file() else (),
    )


def write_guide(workspace: Workspace) -> list[Path]:
    """Write guide.html and guide.docx into reports/out/; their paths."""
    guide = gather(workspace)
    rendered = {HTML: render_html(guide).encode(), DOCX: render_docx(guide)}
    for name, content in rendered.items():
        write_atomically(workspace.reports_out / name, content, mode=0o600)
    return [workspace.reports_out / name for name in rendered]


def render_html(guide: Guide) -> str:
    """The guide as one page without a script; everything from the study is escaped."""
    environment = page_environment()
    environment.filters["anchor"] = lambda identity: "code-" + re.sub(r"\W", "-", identity)
    return environment.get_template("guide.html.j2").render(guide=guide)
