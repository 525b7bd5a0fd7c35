"""Themes of a study as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alnqual.codebook import Codebook
from alnqual.embedding import matrix
from alnqual.errors import AlnqualError
from alnqual.tables import schema
from alnqual.themes.model import FEWEST_TEXTS, ThemeModel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """Themes of a study's segments.

    Attributes
    ----------
    model : None where there were too few segments to find themes in.
    segments : the rows that themes were sought in.
    vectors : ndarray of shape (n, d), theirs.
    left_out : rows as in ``SCHEMAS["left_out_themes"]``.
    """

    model: ThemeModel | None
    segments: "pd.DataFrame"
    vectors: np.ndarray
    left_out: list[Mapping[str, Any]]

    @property
    def theme_segments(self) -> "pd.DataFrame":
        """Columns as in ``SCHEMAS["theme_segments"]``, a row a segment; -1 belongs to no theme."""
        import pandas as pd

        count = len(self.segments) if self.model else 0
        return pd.DataFrame(
            {
                "segment": self.segments["segment"].to_numpy()[:count],
                "theme": self.model.labels_ if self.model else np.empty(0, dtype=int),
                "strength": self.model.strengths_ if self.model else np.empty(0),
            }
        )


def find_themes(
    segments: "pd.DataFrame",
    embeddings: "pd.DataFrame",
    *,
    seed: int = 0,
    minimum_words: int = 8,
) -> FoundThemes:
    """Find themes in what the participants of a study said.

    Parameters
    ----------
    segments : columns as in ``SCHEMAS["segments"]``.
    embeddings : columns as in ``SCHEMAS["embeddings"]``.
    seed, minimum_words : the settings of the section `themes`. Segments of interviewers, of fewer
        words, and without a vector are left out, and listed.
    """
    identities, vectors = matrix(embeddings)
    place = {identity: index for index, identity in enumerate(identities)}
    reasons = [
        _reason(row, readable=row.segment in place, minimum_words=minimum_words)
        for row in segments.itertuples()
    ]
    fit = np.array([reason is None for reason in reasons], dtype=bool)
    used = segments[fit].reset_index(drop=True)
    own = vectors[[place[identity] for identity in used["segment"]]]
    model, lacking = _fitted(used, own, seed)
    if lacking is not None:
        reasons = [reason or lacking for reason in reasons]
        used, own = used.iloc[:0], own[:0]
    left_out: list[Mapping[str, Any]] = [
        {"document": row.document, "item": row.segment, "reason": reason}
        for row, reason in zip(segments.itertuples(), reasons, strict=True)
        if reason
    ]
    return FoundThemes(model, used, own, left_out)


def _fitted(
    segments: "pd.DataFrame", vectors: np.ndarray, seed: int
) -> tuple[ThemeModel | None, str | None]:
    """The model of segments, or why there is none: a small study is no fault."""
    if segments["text"].nunique() < FEWEST_TEXTS:
        return None, f"fewer than {FEWEST_TEXTS} different segments were left to find themes in"
    try:
        model = ThemeModel(seed).fit(
            segments["text"].tolist(),
            vectors,
            groups=segments["document"].tolist(),
            speakers=segments["speaker"].tolist(),
        )
    except AlnqualError as error:
        return None, f"no themes were sought: {error.what}"
    return model, None


def theme_tables(
    found: FoundThemes, theme_codes: "pd.DataFrame", codebook: Codebook
) -> "pd.DataFrame":
    """Columns as in ``SCHEMAS["themes"]``, a row a theme.

    Parameters
    ----------
    theme_codes : by `against_codebook`; a theme's nearest code is the most similar one among those
        that have no codes below them.
    """
    import pandas as pd

    leaves = {code.id for code in codebook.leaves}
    candidates = theme_codes[theme_codes["code"].isin(leaves)]
    rows = []
    for theme in found.model.themes_ if found.model else ():
        own = found.segments[found.model.labels_ == theme.id]  # type: ignore[union-attr]
        codes = candidates[candidates["theme"] == theme.id].sort_values(
            ["similarity", "code"], ascending=[False, True]
        )
        rows.append(
            {
                "theme": theme.id,
                "label": theme.label,
                "terms": list(theme.terms),
                "segments": len(own),
                "words": int(own["words"].sum()),
                "documents": own["document"].nunique(),
                "participants": own["participant"].nunique(),
                "representatives": [
                    found.segments["segment"].iloc[index] for index in theme.representatives
                ],
                "nearest_code": codes["code"].iloc[0] if len(codes) else None,
                "similarity": float(codes["similarity"].iloc[0]) if len(codes) else np.nan,
                "agreement": found.model.agreement_,  # type: ignore[union-attr]
                "steady": found.model.steady_,  # type: ignore[union-attr]
            }
        )
    return pd.DataFrame(rows, columns=schema("themes").names)


def _reason(row: Any, *, readable: bool, minimum_words: int) -> str | None:
    if row.interviewer:
        return "the interviewer's words"
    if row.words < minimum_words:
        return f"fewer than {minimum_words} words"
    if not readable:
        return f"has no vector: the encoder does not read its language ({row.language})"
    return None
