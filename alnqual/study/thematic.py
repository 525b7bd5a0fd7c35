"""`Study.thematic`: themes against the codebook and across the study, their names, and the map."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.codebook import Codebook
from alnqual.errors import InputError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.operations.migrate import Touched
    from alnqual.synthesis.quotes import Passage
    from alnqual.themes.names import Found


@dataclass(frozen=True)
class ThemeGaps:
    """What themes and codebook do not have in common; frames as in docs/tables.md.

    `codes` is every theme with every code, `candidates` are themes that no code covers, each with
    the entry that would add it (`draft`) and the `command` that does, `unsupported` codes without a
    theme, `splits` codes that hold several, `terms` what spreads and is defined nowhere.
    """

    codes: "pd.DataFrame"
    candidates: "pd.DataFrame"
    unsupported: "pd.DataFrame"
    splits: "pd.DataFrame"
    terms: "pd.DataFrame"


class Thematic:
    """What can be asked of a study's themes, once `alnqual run` has found them.

    Examples
    --------
    >>> study.thematic.gaps().terms                             # doctest: +SKIP
    >>> study.thematic.rates(by="sector")                       # doctest: +SKIP
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def themes(self) -> "pd.DataFrame":
        """A row a theme, the largest first, under the names that people gave."""
        from alnqual.themes.names import with_names

        return with_names(self._workspace.tables.read("themes"), self.names())

    def names(self) -> "list[Found]":
        """People's names for themes, each with the theme that bears it now or why none does."""
        from alnqual.themes.names import find_names, read_names

        names = read_names(self._workspace.theme_names)
        return find_names(names, self._workspace.tables.read("theme_segments")) if names else []

    def rename(self, theme: int, name: str) -> None:
        """Give a theme a name that it keeps when themes are found anew.

        Raises
        ------
        InputError
            There is no such theme, or the name is empty, long, or that of another theme.
        """
        from alnqual.themes.names import rename

        tables = self._workspace.tables
        rename(
            self._workspace.theme_names,
            theme,
            name,
            themes=tables.read("themes"),
            theme_segments=tables.read("theme_segments"),
        )

    def gaps(self) -> ThemeGaps:
        """Themes no code covers, codes no theme supports, codes that hold two, emerging terms."""
        from alnqual.synthesis.theme_gaps import codes_to_split, unsupported_codes

        codebook, themes = self._codebook(), self.themes
        codes = self._workspace.tables.read("theme_codes")
        return ThemeGaps(
            codes=codes,
            candidates=self._candidates(themes, codes, codebook),
            unsupported=unsupported_codes(codes, codebook),
            splits=codes_to_split(codes, themes, codebook),
            terms=self.terms(),
        )

    def page(self, gaps: ThemeGaps | None = None) -> Path:
        """Write the gaps as theme-gaps.html among the study's reports, and say where.

        Raises
        ------
        InputError
            The page would hold an original name; nothing is written.
        """
        from alnqual.study.theme_pages import write_gaps_page

        return write_gaps_page(self._workspace, self, gaps or self.gaps())

    def map(self) -> tuple[Path, ...]:
        """Write the map of the corpus as a page and as pictures for print; their paths.

        Raises
        ------
        InputError
            The page would hold an original name; nothing is written.
        """
        from alnqual.study.theme_map import write_map

        return write_map(self._workspace, self)

    def terms(self) -> "pd.DataFrame":
        """Terms that several people share and neither codebook nor glossary uses, widest first.

        `theme` is the theme in which most of what is said with the term lies (missing where in
        none); the other columns as `synthesis.emerging.emerging_terms`.
        """
        from alnqual.codebook import read_glossary
        from alnqual.synthesis.emerging import emerging_terms
        from alnqual.synthesis.frames import records

        tables = self._workspace.tables
        found = emerging_terms(
            tables.read("turns"),
            tables.read("documents"),
            codebook=self._codebook(),
            glossary=read_glossary(self._workspace.glossary),
        )
        themes = tables.read("theme_segments").merge(
            tables.read("segments", columns=["segment", "turn", "text"]), on="segment"
        )
        own: Any = [_theme_of(row, themes) for row in records(found)]
        return found.assign(theme=own).astype({"theme": "Int64"})

    def rates(self, *, by: str | None = None) -> "pd.DataFrame":
        """Each theme among sectors, roles, areas, phases or languages, with 95% intervals.

        See `synthesis.theme_rates.theme_rates`; without `by`, everybody together.
        """
        from alnqual.synthesis.theme_rates import theme_rates

        return theme_rates(*self._said(), by=by, seed=self._seed)

    def change(self, before: str = "", after: str = "") -> "pd.DataFrame":
        """How each theme's share changed from one phase to another; by default first to last.

        See `synthesis.theme_rates.theme_change`.

        Raises
        ------
        InputError
            There is no such phase, or only one.
        """
        from alnqual.synthesis.theme_rates import theme_change

        said = self._said()
        phases = sorted({phase for phase in said[1]["phase"] if isinstance(phase, str) and phase})
        if len(phases) < 2:
            raise InputError("there is no change to tell: the study has not two phases")
        ends = before or phases[0], after or phases[-1]
        return theme_change(*said, before=ends[0], after=ends[1], seed=self._seed)

    def course(self) -> "pd.DataFrame":
        """When themes come up: their share of each tenth of interviews and workshops.

        See `synthesis.theme_rates.theme_course`.
        """
        from alnqual.synthesis.theme_rates import theme_course

        return theme_course(*self._said(), seed=self._seed)

    def adopt(
        self,
        theme: int,
        *,
        code: str = "",
        name: str = "",
        name_cy: str = "",
        definition: str = "",
    ) -> "Touched":
        """Write a migration that adds a theme to the codebook; what is not given is drafted.

        Raises
        ------
        InputError
            There is no such theme.
        CodebookError
            The codebook does not allow the id.
        """
        from alnqual.study.changes import Changes

        row, entry = self.draft(theme)
        entry["id"] = code or entry["id"]
        entry["name"] = {"en": name or entry["name"]["en"]} | ({"cy": name_cy} if name_cy else {})
        entry["definition"] = definition or entry["definition"]
        seen = ", ".join(row.representatives)
        reason = f"a theme that no code covers ({row.label}); passages: {seen}"
        return Changes(self._workspace).add(entry, reason=reason)

    def draft(self, theme: int) -> tuple[Any, dict[str, Any]]:
        """A theme's row, and the entry of codebook.yaml that is drafted from it."""
        from alnqual.synthesis.frames import records
        from alnqual.synthesis.theme_gaps import draft_code

        rows = [row for row in records(self.themes) if row.theme == theme]
        if not rows:
            raise InputError(
                f"there is no theme {theme}", do="`alnqual themes show` lists the themes."
            )
        return rows[0], draft_code(rows[0], self._codebook())

    def _candidates(
        self, themes: "pd.DataFrame", codes: "pd.DataFrame", codebook: Codebook
    ) -> "pd.DataFrame":
        """Themes that no code covers, those without any associated code first, with drafts."""
        from alnqual.coding.in_force import submissions_in_force
        from alnqual.synthesis.frames import records
        from alnqual.synthesis.theme_gaps import draft_code, theme_cover
        from alnqual.synthesis.voices import handed_in

        tables = self._workspace.tables
        cover = theme_cover(
            codes,
            tables.read("theme_segments"),
            segments=tables.read("segments"),
            excerpts=tables.read("excerpts"),
            documents=handed_in(submissions_in_force(self._workspace)),
            codebook=codebook,
            seed=self._seed,
        )
        found = themes.merge(cover[~cover["covered"]], on="theme")
        found = found.sort_values(["share", "theme"], na_position="first", ignore_index=True)
        drafts: list[Any] = []
        for row in records(found):
            drafts.append(draft_code(row, codebook, taken={each["id"] for each in drafts}))
        commands = [
            f"alnqual themes adopt {theme} --id {draft['id']}"
            for theme, draft in zip(found["theme"], drafts, strict=True)
        ]
        passages: Any = self._passages(found)
        return found.assign(draft=drafts, command=commands, passages=passages)

    def _passages(self, themes: "pd.DataFrame") -> "list[list[Passage]]":
        """The passages nearest to the middle of each theme."""
        from alnqual.reporting.found import passage_of
        from alnqual.study.stages import consent
        from alnqual.synthesis.frames import records

        segments, agreed = self._workspace.tables.read("segments"), consent(self._workspace)
        wanted = segments[segments["segment"].isin(set(themes["representatives"].explode()))]
        found = {row.segment: passage_of(row, agreed) for row in records(wanted)}
        return [[found[each] for each in own] for own in themes["representatives"]]

    def _said(self) -> "tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]":
        tables = self._workspace.tables
        return tables.read("theme_segments"), tables.read("segments"), tables.read("documents")

    @property
    def _seed(self) -> int:
        return self._workspace.settings.themes.seed

    def _codebook(self) -> Codebook:
        return Codebook.read(self._workspace.codebook)


def _theme_of(term: Any, themes: "pd.DataFrame") -> int | None:
    """The theme of most segments in which a term stands; of its turns, where it spans two."""
    own = themes[themes["turn"].isin(term.turns) & (themes["theme"] >= 0)]
    said = own["text"].str.lower()
    inside = own[[any(form in text for form in term.forms) for text in said]]
    themes_of = (inside if len(inside) else own)["theme"].tolist()
    return min(themes_of, key=lambda theme: (-themes_of.count(theme), theme), default=None)
