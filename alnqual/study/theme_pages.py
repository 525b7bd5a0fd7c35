"""The pages about a study's themes, and the gaps as data for programs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.codebook import Codebook
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from alnqual.study.thematic import Thematic, ThemeGaps
    from alnqual.synthesis.quotes import Passage


def write_gaps_page(workspace: Workspace, thematic: "Thematic", gaps: "ThemeGaps") -> Path:
    """Write what themes and codebook do not have in common as one HTML page; its path.

    Raises
    ------
    InputError
        The page would hold an original name; nothing is written.
    """
    from alnqual.operations.leaks import refuse_leaks
    from alnqual.reporting.gaps_page import PAGE, GapsPage, render_page

    settings = workspace.settings
    page = GapsPage(
        title=settings.report.title or settings.study.title,
        synthetic=settings.study.synthetic,
        names=settings.study.names,
        codebook=Codebook.read(workspace.codebook),
        themes=thematic.themes,
        codes=gaps.codes,
        candidates=gaps.candidates,
        unsupported=gaps.unsupported,
        splits=gaps.splits,
        terms=gaps.terms,
        lost_names=tuple(
            (place.name.name, place.reason) for place in thematic.names() if place.theme is None
        ),
    )
    content = render_page(page).encode()
    refuse_leaks(workspace, {PAGE: content})
    write_atomically(workspace.reports_out / PAGE, content, mode=0o600)
    return workspace.reports_out / PAGE


def gaps_as_data(gaps: "ThemeGaps") -> dict[str, Any]:
    """The gaps as JSON has them; words of people who did not agree to be quoted are left out."""
    passages: Any = [[_passage(each) for each in own] for own in gaps.candidates["passages"]]
    frames = {
        "candidates": gaps.candidates.assign(passages=passages),
        "unsupported": gaps.unsupported,
        "splits": gaps.splits,
        "terms": gaps.terms,
        "codes": gaps.codes,
    }
    return {
        name: json.loads(frame.to_json(orient="records", force_ascii=False))
        for name, frame in frames.items()
    }


def _passage(passage: "Passage") -> dict[str, Any]:
    told = {
        "segment": passage.id,
        "turn": passage.turn,
        "document": passage.document,
        "attribution": passage.attribution,
    }
    return told | ({"words": passage.words} if passage.quotable else {})
