"""The map of a study's corpus: its points from the tables, and its files."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.codebook import Codebook
from alnqual.errors import InputError
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from alnqual.reporting.theme_map import MapPage, Point
    from alnqual.study.thematic import Thematic

_FACETS = ("Theme", "Code", "Sector", "Role", "Area", "Phase", "Language")
_SCALE = 2.5


def write_map(workspace: Workspace, thematic: "Thematic") -> tuple[Path, ...]:
    """Write the map as a page and as pictures for print (.svg, .png); their paths.

    Raises
    ------
    InputError
        No passage was given to the topic model, or the page would hold an original name; nothing
        is written.
    """
    from alnqual.operations.leaks import refuse_leaks
    from alnqual.reporting.charts import to_png
    from alnqual.reporting.theme_map import (
        DRAWING,
        PAGE,
        PICTURE,
        map_data,
        render_drawing,
        render_page,
    )

    page = _page(workspace, thematic)
    data, drawing = map_data(page), render_drawing(page)
    content = {
        PAGE: render_page(page, data).encode(),
        DRAWING: drawing.encode(),
        PICTURE: to_png(drawing, scale=_SCALE),
    }
    refuse_leaks(workspace, {"theme-map.json": data.encode()})
    for name, each in content.items():
        write_atomically(workspace.reports_out / name, each, mode=0o600)
    return tuple(workspace.reports_out / name for name in content)


def _page(workspace: Workspace, thematic: "Thematic") -> "MapPage":
    import pandas as pd

    from alnqual.embedding import matrix
    from alnqual.reporting.theme_map import MapPage
    from alnqual.synthesis.frames import records
    from alnqual.themes.layout import beside, layout
    from alnqual.themes.lexical import lexical_vectors

    tables, settings = workspace.tables, workspace.settings
    segments = tables.read("theme_segments").merge(tables.read("segments"), on="segment")
    if segments.empty:
        raise InputError("there is nothing to map: no passage was given to the topic model")
    identities, vectors = matrix(tables.read("embeddings"))
    place = {identity: at for at, identity in enumerate(identities)}
    read = segments["segment"].isin(place)
    segments = pd.concat([segments[read], segments[~read]], ignore_index=True)
    rows, unread = [place[each] for each in segments["segment"][: read.sum()]], (~read).sum()
    positions = layout(vectors[rows], seed=settings.themes.seed)
    if unread:
        letters = lexical_vectors(segments["text"].tolist()[read.sum() :])
        positions = beside(positions, layout(letters, seed=settings.themes.seed))
    left = Counter(row.reason for row in records(tables.read("left_out_themes")))
    return MapPage(
        title=settings.report.title or settings.study.title,
        synthetic=settings.study.synthetic,
        facets=_FACETS,
        points=_points(workspace, thematic, segments, positions),
        left_out=tuple(sorted(left.items())),
        apart=int(unread),
    )


def _points(
    workspace: Workspace, thematic: "Thematic", segments: "pd.DataFrame", positions: "np.ndarray"
) -> "list[Point]":
    from alnqual.reporting.found import passage_of
    from alnqual.reporting.heard import group_label
    from alnqual.reporting.theme_map import Point
    from alnqual.study.stages import consent
    from alnqual.synthesis.frames import records
    from alnqual.synthesis.labels import role_label

    themes = thematic.themes
    labels = {row.theme: f"{row.theme}: {row.label}" for row in records(themes)}
    codes, agreed = _codes(workspace, segments), consent(workspace)
    points = []
    for row, (x, y) in zip(records(segments), positions.tolist(), strict=True):
        passage = passage_of(row, agreed)
        told = (
            labels.get(row.theme, ""),
            *(group_label(by, getattr(passage, by)) for by in ("sector", "area", "phase")),
            group_label("language", passage.language),
        )
        theme, sector, area, phase, language = ((value,) if value else () for value in told)
        role = (role_label(passage.role),) if passage.role else ()
        points.append(
            Point(
                id=passage.id,
                turn=passage.turn,
                document=passage.document,
                x=x,
                y=y,
                words=passage.words if passage.quotable else "",
                attribution=passage.attribution,
                language=passage.language if passage.language in ("en", "cy") else "",
                values=(theme, codes[row.segment], sector, role, area, phase, language),
            )
        )
    return points


def _codes(workspace: Workspace, segments: "pd.DataFrame") -> dict[str, tuple[str, ...]]:
    """The names of the codes in force that mark each segment, the most characters first."""
    from alnqual.coding.in_force import codings_in_force
    from alnqual.study.stages import frame_of
    from alnqual.themes.anchors import overlaps

    codebook = Codebook.read(workspace.codebook)
    codings = frame_of(codings_in_force(workspace)[0])
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    identities = segments["segment"].to_numpy()
    for code, (rows, shared) in zip(codings["code"], overlaps(codings, segments), strict=True):
        for identity, characters in zip(identities[rows], shared.tolist(), strict=True):
            marks[identity][code] += characters
    names: Any = workspace.settings.study.names
    return {
        identity: tuple(
            codebook.label(code, names)
            for code in sorted(marks[identity], key=lambda code: (-marks[identity][code], code))
            if code in codebook
        )
        for identity in identities
    }
