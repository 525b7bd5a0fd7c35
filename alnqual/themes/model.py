"""The topic model: a BERTopic whose themes are the consensus of many runs."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.themes.lexical import lexical_vectors
from alnqual.themes.part import FEWEST_TEXTS, Part, Said, enough, fit_part
from alnqual.themes.terms import label


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a fitted model.

    `id` counts from 0, the largest first; `terms` are its c-TF-IDF terms, best first; `size` is its
    number of texts; `representatives` are indices of the texts nearest to its centre, different
    speakers first; `groups` and `speakers` say from how many its texts come (None if not given).
    `stability` is the share of runs in which it recurs. `lexical` themes are of texts that the
    encoder does not read, and come from their letters alone.
    """

    id: int
    label: str
    terms: tuple[str, ...]
    size: int
    representatives: tuple[int, ...]
    groups: int | None = None
    speakers: int | None = None
    stability: float | None = None
    lexical: bool = False


class ThemeModel:
    """Themes in short texts: the consensus of many runs, their number found and not asked for.

    A BERTopic (Grootendorst 2022) whose parts are `NeighbourComponents` in place of UMAP and
    `ConsensusKMeans` in place of HDBSCAN. At this size BERTopic's own defaults leave many texts out
    and find another number of themes with another seed (benchmarks/themes_topics.py). The same
    texts, vectors and seed give the same themes, to the last bit on one machine.

    Texts are given in the order they were said: where neighbours prove alike, what stands around a
    text helps to place it. Texts that say nearly the same are in one theme. Courtesies,
    back-channels and what an interviewer says (told by the labels of speakers) are in none; nor are
    texts that are further from their like than any two texts are from each other, and those that
    the runs put now here, now there. Where nothing holds there are no themes. Of more than 5,000
    texts a fixed draw of 5,000 makes the themes, and the others are assigned to them.

    Parameters
    ----------
    seed : of subsamples and k-means.
    encoder : reads the texts when `fit` gets no vectors; None for the packaged model.

    Attributes
    ----------
    labels_ : ndarray of shape (n,), theme of each text; -1 for none.
    strengths_ : ndarray of shape (n,), how far the runs agree about that, 0 to 1; see
        `ConsensusKMeans`.
    themes_ : list of Theme.
    stability_ : ndarray of shape (n_themes,), the share of runs in which each recurs, by its
        members and by its words; see `recurrence`.
    hierarchy_ : ndarray of shape (n_themes - 1, 4), SciPy's linkage of the themes: average cosine
        distance of their centres. Lexical themes join the others last, at a distance of 1.
    agreement_ : mean adjusted Rand index between runs.
    steady_ : False where that is low: other runs would give rather different themes. Say so where
        such themes are shown.
    bertopic_ : the fitted BERTopic; give its `transform` embeddings, it holds no encoder.
    apart_ : Part, the model of the texts that the encoder does not read, None if there are none or
        too few. Their themes follow the others in `themes_`; agreement and BERTopic of the two are
        apart. Where no other text is left, this is what the attributes above show.

    Examples
    --------
    >>> model = ThemeModel(seed=0).fit(texts)
    >>> [theme.label for theme in model.themes_]
    """

    def __init__(self, seed: int = 0, *, encoder: Encoder | None = None) -> None:
        self.seed = seed
        self.encoder = encoder

    def fit(
        self,
        texts: Sequence[str],
        vectors: np.ndarray | None = None,
        groups: Sequence[Hashable] | None = None,
        speakers: Sequence[str | None] | None = None,
    ) -> "ThemeModel":
        """Find themes in n texts.

        Parameters
        ----------
        texts : segments of talk, or answers, in their order.
        vectors : ndarray of shape (n, d), unit length; None to encode the texts here. Rows of NaN
            stand for texts that the encoder does not read, 15 different ones or more; they get
            vectors of their letters and themes of their own.
        groups : document of each text; order counts within one, documents are counted, and a term
            has to occur in two of them.
        speakers : speaker of each text; counted, and the words of their labels are no terms.

        Raises
        ------
        AlnqualError
            The lengths differ, a vector is not finite, or there are fewer than 15 different texts
            (or vectors) that say something, or fewer than 2 words that could describe a theme.
        """
        texts = list(texts)
        for name, values in (("vectors", vectors), ("groups", groups), ("speakers", speakers)):
            if values is not None and len(values) != len(texts):
                raise AlnqualError(f"{len(values)} {name} for {len(texts)} texts")
        said = Said(texts, groups, speakers)
        enough(said.different)
        vectors = self._encoded(texts) if vectors is None else _checked(np.asarray(vectors), said)
        read = ~np.isnan(vectors).any(axis=1)
        parts, refused = [], []
        for lexical, places in ((False, np.flatnonzero(read)), (True, np.flatnonzero(~read))):
            own = said[places]
            try:
                enough(own.different)
                rows = lexical_vectors(own.texts) if lexical else vectors[places]
                part = fit_part(own, rows.astype(np.float32), seed=self.seed, lexical=lexical)
                parts.append((places, part))
            except AlnqualError as error:
                refused.append(error)
        if not parts:
            raise refused[0]
        self._join(parts, said)
        return self

    def _encoded(self, texts: list[str]) -> np.ndarray:
        from alnqual.corpus.language import detect

        encoder = self.encoder or Encoder()
        if encoder.languages is None:
            return encoder.encode(texts)
        read = np.array([encoder.reads(language) for language in detect(texts)])
        vectors = encoder.encode([text for text, reads in zip(texts, read, strict=True) if reads])
        all_vectors = np.full((len(texts), vectors.shape[1]), np.nan, dtype=np.float32)
        all_vectors[read] = vectors
        return all_vectors

    def _join(self, parts: list[tuple[np.ndarray, Part]], said: Said) -> None:
        self.labels_ = np.full(len(said.texts), -1)
        self.strengths_ = np.zeros(len(said.texts))
        self.themes_: list[Theme] = []
        for places, part in parts:
            first = len(self.themes_)
            self.labels_[places] = np.where(part.labels < 0, -1, part.labels + first)
            self.strengths_[places] = part.strengths
            self.themes_ += [
                _theme(first, theme, part, places, said) for theme in range(len(part.terms))
            ]
        self.stability_ = np.concatenate([part.stability for _, part in parts])
        self.hierarchy_ = _hierarchy([part.centres for _, part in parts])
        main = parts[0][1]
        self.agreement_, self.steady_, self.bertopic_ = main.agreement, main.steady, main.bertopic
        self.apart_ = parts[-1][1] if parts[-1][1].lexical else None


def _checked(vectors: np.ndarray, said: Said) -> np.ndarray:
    unread = np.isnan(vectors).all(axis=1)
    few = unread.any() and said[np.flatnonzero(unread)].different < FEWEST_TEXTS
    if few or not np.isfinite(vectors[~unread]).all():
        raise AlnqualError(
            "a vector is not finite",
            do="Leave out texts that the encoder does not read; from "
            f"{FEWEST_TEXTS} different ones on, give them vectors of NaN, to theme them apart.",
        )
    return vectors


def _theme(first: int, theme: int, part: Part, places: np.ndarray, said: Said) -> Theme:
    own = said[places[part.labels == theme]]
    terms = part.terms[theme]
    return Theme(
        id=first + theme,
        label=label(terms) or f"theme {first + theme}",
        terms=terms,
        size=len(own.texts),
        representatives=tuple(int(places[index]) for index in part.representatives[theme]),
        groups=None if own.groups is None else len(set(own.groups)),
        speakers=None if own.speakers is None else len(set(own.speakers)),
        stability=float(part.stability[theme]),
        lexical=part.lexical,
    )


def _hierarchy(centres: list[np.ndarray]) -> np.ndarray:
    from scipy.cluster.hierarchy import linkage
    from scipy.linalg import block_diag
    from scipy.spatial.distance import squareform

    likeness = block_diag(*(np.clip(own @ own.T, 0, 1) for own in centres))
    if len(likeness) < 2:
        return np.empty((0, 4))
    return linkage(squareform(1 - likeness, checks=False), method="average")
