"""What the themes and the codebook have in common, code by code."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from alnqual.codebook import Codebook
from alnqual.coding.agreement.resampling import bootstrap, unknown
from alnqual.embedding import Encoder, unit
from alnqual.tables import schema
from alnqual.themes.anchors import code_anchors, coded_passages, overlaps

if TYPE_CHECKING:
    import pandas as pd

_LEAST_DOCUMENTS = 2
_GROUPS = 300


def against_codebook(
    theme_segments: "pd.DataFrame",
    vectors: np.ndarray,
    *,
    segments: "pd.DataFrame",
    codebook: Codebook,
    encoder: Encoder,
    codings: "pd.DataFrame",
    resamples: int = 1000,
    seed: int = 0,
) -> "pd.DataFrame":
    """Every theme with every code: likeness of meaning, and how often people coded it so.

    ``similarity`` is the cosine of what sets the theme apart from the corpus (the mean vector of
    its segments less that of all) and what sets the code apart from the others (`code_anchors`,
    with what is coded so). ``near`` is whether it exceeds what random groups of as many segments
    reach with the code that is most like them, in 95 of 100; a theme of segments that the encoder
    does not read is like no code (NaN), its codings tell. Each coding belongs to the theme that
    most of its characters lie in (to none, -1, if most lie in no theme); ``codings`` counts a
    code's in the theme, ``expected`` is what that count would be if themes and codes had nothing
    to do with each other, ``n(theme) * n(code) / n`` over all codings that touch a segment, and
    ``lift = codings / expected`` (NaN where nothing is expected). ``lift_low`` and ``lift_high``
    are the ends of its 95% interval, documents being resampled (NaN for fewer than two).

    Parameters
    ----------
    theme_segments : columns as in ``SCHEMAS["theme_segments"]``.
    vectors : ndarray of shape (len(theme_segments), d), by `encoder`; NaN where it does not read.
    segments : columns `segment`, `document`, `start` and `end`.
    codings : columns `document`, `start`, `end` and `code`; may be empty.
    resamples, seed : of documents.

    Returns
    -------
    frame with columns as in ``SCHEMAS["theme_codes"]``, by theme and then as in the codebook.
    """
    import pandas as pd

    labels = theme_segments["theme"].to_numpy()
    themes = sorted(set(labels.tolist()) - {-1})
    codes = list(codebook)
    if not themes or not codes:
        return pd.DataFrame([], columns=schema("theme_codes").names)
    spans = theme_segments.merge(segments, on="segment")
    read = ~np.isnan(vectors).any(axis=1)
    passages = coded_passages(codings, spans[read], vectors[read]) if read.any() else None
    anchors = code_anchors(codes, encoder, passages=passages)
    own = vectors[read] - vectors[read].mean(axis=0) if read.any() else vectors[read]
    counts = _counts(codings, spans, themes=themes, codes=[code.id for code in codes])
    frames = []
    for at, theme in enumerate(themes):
        inside = labels == theme
        similarity, chance = np.full(len(codes), np.nan), np.inf
        if read[inside].all():
            similarity = anchors @ unit(own[labels[read] == theme].mean(axis=0))
            chance = _similarity_by_chance(own, anchors, int(inside.sum()), seed=seed)
        lift, low, high = _lift(counts, at, resamples=resamples, seed=seed)
        together = counts.sum(axis=0)
        expected = together[at].sum() * together.sum(axis=0) / max(together.sum(), 1)
        frames.append(
            pd.DataFrame(
                {
                    "theme": theme,
                    "code": [code.id for code in codes],
                    "similarity": similarity,
                    "near": similarity > chance,
                    "codings": together[at, :-1].astype(int),
                    "expected": expected[:-1],
                    "lift": lift,
                    "lift_low": low,
                    "lift_high": high,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _similarity_by_chance(
    vectors: np.ndarray, anchors: np.ndarray, size: int, *, seed: int
) -> float:
    """What the highest similarity of a random group of segments seldom exceeds."""
    random = np.random.default_rng(seed)
    groups = [
        unit(vectors[random.choice(len(vectors), size, replace=False)].mean(axis=0))
        for _ in range(_GROUPS)
    ]
    return float(np.quantile((np.array(groups) @ anchors.T).max(axis=1), 0.95))


def _counts(
    codings: "pd.DataFrame", spans: "pd.DataFrame", *, themes: list[int], codes: list[str]
) -> np.ndarray:
    """Codings of each document by theme and code: (n_documents, n_themes + 1, n_codes + 1).

    The last row is of no theme, the last column of codes that the codebook lacks. Codings that
    touch no segment are in no cell.
    """
    rows = {theme: at for at, theme in enumerate(themes)}
    columns = {code: at for at, code in enumerate(codes)}
    documents = {name: at for at, name in enumerate(sorted(set(codings["document"])))}
    counts = np.zeros((len(documents), len(themes) + 1, len(codes) + 1))
    labels = spans["theme"].to_numpy()
    places = zip(codings["document"], codings["code"], overlaps(codings, spans), strict=True)
    for document, code, (inside, shared) in places:
        if len(inside):
            theme = _most(labels[inside], shared)
            counts[
                documents[document], rows.get(theme, len(themes)), columns.get(code, len(codes))
            ] += 1
    return counts[counts.any(axis=(1, 2))]


def _most(labels: np.ndarray, characters: np.ndarray) -> int:
    """The theme of most characters; of equals the first."""
    found: Counter[int] = Counter()
    for label, number in zip(labels.tolist(), characters.tolist(), strict=True):
        found[label] += number
    return min(found, key=lambda label: (-found[label], label))


def _lift(
    counts: np.ndarray, theme: int, *, resamples: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lift of every code in a theme, and the ends of its interval over documents."""
    if not len(counts):
        nothing = np.full(counts.shape[2] - 1, np.nan)
        return nothing, nothing, nothing
    own, codes = counts[:, theme], counts.sum(axis=1)

    def lift(sums: np.ndarray) -> np.ndarray:
        inside, all_codes = sums[:, 0], sums[:, 1]
        expected = inside.sum(axis=1, keepdims=True) * all_codes
        product = inside * all_codes.sum(axis=1, keepdims=True)
        ratio = np.divide(product, expected, out=np.full_like(product, np.nan), where=expected > 0)
        return ratio[:, :-1]

    sums = np.stack([own, codes], axis=1)
    found, ends = bootstrap(lift, sums, resamples=resamples, seed=seed)
    if len(counts) < _LEAST_DOCUMENTS:
        ends = unknown(ends)
    return found, ends.low, ends.high
