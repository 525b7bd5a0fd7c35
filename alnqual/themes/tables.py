"""Themes of a study as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alnqual.codebook import Codebook
from alnqual.embedding import matrix
from alnqual.errors import AlnqualError
from alnqual.tables import schema
from alnqual.themes.model import ThemeModel
from alnqual.themes.part import FEWEST_TEXTS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """Themes of a study's segments.

    Attributes
    ----------
    model : None where there were too few segments to find themes in.
    segments : the rows that themes were sought in.
    vectors : ndarray of shape (n, d), theirs; NaN where the encoder does not read a segment.
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
    seed, minimum_words : the settings of the section `themes`. Segments of interviewers and of
        fewer words are left out, and listed; so are those without a vector where they are too few
        to be themed by their letters.
    """
    identities, read = matrix(embeddings)
    reasons = [_reason(row, minimum_words) for row in segments.itertuples()]
    fit = np.array([reason is None for reason in reasons], dtype=bool)
    unread = fit & ~segments["segment"].isin(identities).to_numpy(dtype=bool)
    if segments.loc[unread, "text"].nunique() < FEWEST_TEXTS:
        for place in np.flatnonzero(unread):
            language = segments["language"].iloc[place]
            reasons[place] = f"has no vector: the encoder does not read its language ({language})"
        fit &= ~unread
    used = segments[fit].reset_index(drop=True)
    vector_of = dict(zip(identities, read, strict=True))
    nothing = np.full(read.shape[1] or 1, np.nan, dtype=np.float32)
    own = np.array([vector_of.get(segment, nothing) for segment in used["segment"]])
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
    candidates = theme_codes[theme_codes["code"].isin(leaves) & theme_codes["similarity"].notna()]
    rows: list[dict[str, Any]] = []
    model = found.model
    if model is None:
        return pd.DataFrame(rows, columns=schema("themes").names)
    for theme in model.themes_:
        own = found.segments[model.labels_ == theme.id]
        codes = candidates[candidates["theme"] == theme.id].sort_values(
            ["similarity", "code"], ascending=[False, True]
        )
        apart = model.apart_ if theme.lexical else None
        measured = (apart.agreement, apart.steady) if apart else (model.agreement_, model.steady_)
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
                "agreement": measured[0],
                "steady": measured[1],
                "stability": theme.stability,
                "basis": "letters" if theme.lexical else "meaning",
            }
        )
    return pd.DataFrame(rows, columns=schema("themes").names)


def _reason(row: Any, minimum_words: int) -> str | None:
    if row.interviewer:
        return "the interviewer's words"
    if row.words < minimum_words:
        return f"fewer than {minimum_words} words"
    return None
