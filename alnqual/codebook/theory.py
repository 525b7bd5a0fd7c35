"""The theory of change: what is expected to lead to what, and on which assumption."""

from pathlib import Path
from typing import Any

from alnqual.codebook.codebook import Codebook, raise_faults
from alnqual.codebook.drawing import draw
from alnqual.codebook.source import load_yaml
from alnqual.records import Link, Recommendation, ResearchQuestion, Source


class TheoryOfChange:
    """Links between codes, with the questions and sources that they come from."""

    def __init__(
        self,
        codebook: Codebook,
        links: tuple[Link, ...],
        *,
        title: str = "",
        sources: tuple[Source, ...] = (),
        research_questions: tuple[ResearchQuestion, ...] = (),
        recommendations: tuple[Recommendation, ...] = (),
        documents: dict[str, str] | None = None,
    ) -> None:
        self.codebook = codebook
        self.links = links
        self.title = title
        self.sources = sources
        self.research_questions = research_questions
        self.recommendations = recommendations
        self.documents = documents or {}

    @classmethod
    def read(cls, path: Path, codebook_path: Path) -> "TheoryOfChange":
        """Read `theory_of_change.yaml` with the codebook that it speaks of.

        Raises
        ------
        CodebookError
            With each fault of either file and its line.
        """
        raise_faults(codebook_path, path)
        return cls.parse(path.read_text(encoding="utf-8"), Codebook.read(codebook_path))

    @classmethod
    def parse(cls, text: str, codebook: Codebook) -> "TheoryOfChange":
        """The theory of a file's text, which has been checked with the codebook."""
        content = load_yaml(text)
        return cls(
            codebook,
            tuple(
                Link(entry["id"], entry["from"], entry["to"], entry["assumption"], _basis(entry))
                for entry in content.get("links", ())
            ),
            title=content.get("title", ""),
            sources=tuple(
                Source(entry["id"], entry["document"], entry["kind"], entry["title"])
                for entry in content.get("sources", ())
            ),
            research_questions=tuple(
                ResearchQuestion(entry["id"], dict(entry["text"]), _codes(entry), _basis(entry))
                for entry in content.get("research_questions", ())
            ),
            recommendations=tuple(
                Recommendation(
                    entry["id"], entry["addressee"], entry["text"], _codes(entry), _basis(entry)
                )
                for entry in content.get("recommendations", ())
            ),
            documents={entry["id"]: entry["citation"] for entry in content.get("documents", ())},
        )

    def __repr__(self) -> str:
        return f"<TheoryOfChange {self.title!r}: {len(self.links)} links>"

    def _repr_svg_(self) -> str:
        return draw(self.codebook, self.links, title=self.title)


def _basis(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("basis", ()))


def _codes(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("codes", ()))
