"""What the themes and the codebook have in common, and what only the themes hold."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from alnqual.codebook import Codebook
from alnqual.embedding import Encoder
from alnqual.records import Code
from alnqual.tables import schema

if TYPE_CHECKING:
    import pandas as pd

COVERED = 0.4
"""Cosine from which on a code is taken to be about a theme.

With the packaged encoder, 95% of the groups of passages that share a code of the demonstration
study reach it with some code, and 11 of 12 clusters of computer-science titles with none.
"""
_LEAST_CODINGS = 3


def against_codebook(
    theme_segments: "pd.DataFrame",
    vectors: np.ndarray,
    *,
    segments: "pd.DataFrame",
    codebook: Codebook,
    encoder: Encoder,
    codings: "pd.DataFrame",
) -> "pd.DataFrame":
    """Every theme with every code: likeness of meaning, and how often people coded it so.

    ``similarity`` is the cosine of the theme's centroid (mean vector of its segments) and the
    code's anchor (mean vector of its name with its definition, of its keywords, and of each
    example). Each coding belongs to the theme that most of its characters lie in (to none, -1, if
    most lie in no theme); ``codings`` counts a code's in the theme, ``expected`` is what that count
    would be if themes and codes had nothing to do with each other, ``n(theme) * n(code) / n`` over
    all codings that touch a segment, and ``lift = codings / expected`` (NaN where nothing is
    expected).

    Parameters
    ----------
    theme_segments : columns as in ``SCHEMAS["theme_segments"]``.
    vectors : ndarray of shape (len(theme_segments), d), by `encoder`.
    segments : columns `segment`, `document`, `start` and `end`.
    codings : columns `document`, `start`, `end` and `code`; may be empty.

    Returns
    -------
    frame with columns as in ``SCHEMAS["theme_codes"]``, by theme and then as in the codebook.
    """
    import pandas as pd

    labels = theme_segments["theme"].to_numpy()
    themes = sorted(set(labels.tolist()) - {-1})
    codes = list(codebook)
    if not themes or not codes:
        return _frame([])
    centroids = np.stack([_unit(vectors[labels == theme].mean(axis=0)) for theme in themes])
    similarity = centroids @ code_anchors(codes, encoder).T
    owners = pd.Series(
        _owners(codings, segments.merge(theme_segments, on="segment")), index=codings.index
    )
    touching = codings[owners.notna()]
    counts = pd.crosstab(owners[owners.notna()], touching["code"])
    per_theme, per_code, total = counts.sum(axis=1), counts.sum(axis=0), len(touching)
    rows = []
    for theme, likenesses in zip(themes, similarity, strict=True):
        for code, likeness in zip(codes, likenesses, strict=True):
            both = code.id in per_code.index and theme in per_theme.index
            expected = float(per_theme[theme] * per_code[code.id] / total) if both else 0.0
            number = int(counts.loc[theme, code.id]) if both else 0
            lift = number / expected if expected else np.nan
            rows.append((theme, code.id, float(likeness), number, expected, lift))
    return _frame(rows)


def uncovered_themes(theme_codes: "pd.DataFrame", *, similarity: float = COVERED) -> list[int]:
    """Themes that the codebook may miss: none of its codes is like them, nor coded in them.

    A theme is covered if a code's similarity reaches the threshold, or if a code has three codings
    or more in it and more than expected (lift above 1). The default threshold suits the packaged
    encoder; another has another scale. Take the answer as a place to look, not as a finding.
    """
    covered = (theme_codes["similarity"] >= similarity) | (
        (theme_codes["codings"] >= _LEAST_CODINGS) & (theme_codes["lift"] > 1)
    )
    by_theme = covered.groupby(theme_codes["theme"]).any()
    return [int(theme) for theme in by_theme.index[~by_theme]]


def code_anchors(codes: Iterable[Code], encoder: Encoder) -> np.ndarray:
    """Vectors of codes, shape (n_codes, d), unit length."""
    texts = [
        [f"{code.name['en']}. {code.definition}", *_keywords(code), *code.examples]
        for code in codes
    ]
    vectors = encoder.encode([text for own in texts for text in own])
    ends = np.cumsum([len(own) for own in texts])[:-1]
    return np.stack([_unit(part.mean(axis=0)) for part in np.split(vectors, ends)])


def _keywords(code: Code) -> list[str]:
    return [", ".join(code.keywords)] if code.keywords else []


def _owners(codings: "pd.DataFrame", spans: "pd.DataFrame") -> list[int | None]:
    """The theme of most characters of each coding; None where it touches no segment."""
    columns = ("start", "end", "theme")
    by_document = {
        document: tuple(own[column].to_numpy() for column in columns)
        for document, own in spans.groupby("document")
    }
    owners: list[int | None] = []
    spans_coded = zip(codings["document"], codings["start"], codings["end"], strict=True)
    for document, first, last in spans_coded:
        start, end, theme = by_document.get(document, (np.empty(0, dtype=int),) * 3)
        shared = np.minimum(end, last) - np.maximum(start, first)
        inside = shared > 0
        characters = {
            int(name): int(shared[inside & (theme == name)].sum())
            for name in np.unique(theme[inside])
        }
        owners.append(max(characters, key=lambda name: characters[name]) if characters else None)
    return owners


def _unit(vector: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vector)
    return vector / length if length else vector


def _frame(rows: list[tuple]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=schema("theme_codes").names)
