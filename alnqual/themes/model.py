"""The topic model: a BERTopic with settings for some hundreds or thousands of segments."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from alnqual.embedding import Encoder
from alnqual.embedding.models import work_offline
from alnqual.errors import AlnqualError
from alnqual.themes.terms import label, theme_terms, vocabulary

FEWEST_TEXTS = 15
_FEWEST_WORDS = 2
_COMPONENTS = 20
_TERMS = 10
_REPRESENTATIVES = 5


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a fitted model.

    `id` counts from 0, the largest first; `terms` are its c-TF-IDF terms, best first; `size` is its
    number of texts; `representatives` are indices of the texts nearest to its centre, different
    speakers first; `groups` and `speakers` say from how many its texts come (None if not given).
    """

    id: int
    label: str
    terms: tuple[str, ...]
    size: int
    representatives: tuple[int, ...]
    groups: int | None = None
    speakers: int | None = None


class ThemeModel:
    """Themes in short texts, the number of themes found and not asked for.

    A BERTopic (Grootendorst 2022) whose parts are 20 principal components in place of UMAP and
    `SteadyKMeans` in place of HDBSCAN. At this size BERTopic's own defaults leave many texts out
    and find another number of themes with another seed (benchmarks/themes_topics.py). The same
    texts, vectors and seed give the same themes, to the last bit on one machine.

    Parameters
    ----------
    seed : of subsamples and k-means.
    encoder : reads the texts when `fit` gets no vectors; None for the packaged model.

    Attributes
    ----------
    labels_ : ndarray of shape (n,), theme of each text; -1 where fewer than 40% of the models on
        subsamples agree about it.
    strengths_ : ndarray of shape (n,), that share.
    themes_ : list of Theme.
    stability_ : ndarray of shape (n_themes,); NaN, as that of single themes is not measured yet.
    agreement_ : stability of the whole: mean adjusted Rand index between models on subsamples.
    steady_ : False where no number of themes is steady in the texts, so that it follows their
        number; see `SteadyKMeans`. Say so where such themes are shown.
    bertopic_ : the fitted BERTopic; give its `transform` embeddings, it holds no encoder.

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
        texts : segments of talk, or answers.
        vectors : ndarray of shape (n, d), unit length; None to encode the texts here.
        groups : document of each text; counted, and a term has to occur in two of them.
        speakers : speaker of each text; counted, and the words of their labels are no terms.

        Raises
        ------
        AlnqualError
            The lengths differ, a vector is not finite, or there are fewer than 15 different texts
            (or vectors), or fewer than 2 words that could describe a theme.
        """
        texts = list(texts)
        for name, values in (("vectors", vectors), ("groups", groups), ("speakers", speakers)):
            if values is not None and len(values) != len(texts):
                raise AlnqualError(f"{len(values)} {name} for {len(texts)} texts")
        _enough(len(set(texts)))
        if vectors is None:
            vectors = (self.encoder or Encoder()).encode(texts)
        vectors = np.asarray(vectors, dtype=np.float64)
        if not np.isfinite(vectors).all():
            raise AlnqualError(
                "a vector is not finite", do="Leave out texts that the encoder does not read."
            )
        _enough(len(np.unique(vectors.round(6), axis=0)))  # "Yes." and "yes" have the same vector
        words = vocabulary(texts, groups, without=[name for name in speakers or () if name])
        if len(words) < _FEWEST_WORDS:
            raise AlnqualError("the texts hold no words that could describe themes")
        self._fit(texts, vectors, words)
        self.themes_ = self._describe(vectors, groups, speakers)
        self.stability_ = np.full(len(self.themes_), np.nan)
        return self

    def _fit(self, texts: list[str], vectors: np.ndarray, words: list[str]) -> None:
        work_offline()
        from bertopic import BERTopic
        from bertopic.vectorizers import ClassTfidfTransformer
        from sklearn.decomposition import PCA
        from sklearn.feature_extraction.text import CountVectorizer
        from threadpoolctl import threadpool_limits

        from alnqual.themes.clustering import SteadyKMeans

        components = min(_COMPONENTS, len(texts) - 1, vectors.shape[1])
        clusters = SteadyKMeans(self.seed)
        self.bertopic_: Any = BERTopic(
            language="multilingual",  # "english" would strip hyphens and accents from the words
            umap_model=PCA(components, svd_solver="covariance_eigh"),
            hdbscan_model=clusters,
            vectorizer_model=CountVectorizer(analyzer=theme_terms, vocabulary=words),
            ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
            top_n_words=_TERMS,
        )
        with threadpool_limits(1):  # the order of sums over several threads is not fixed
            self.bertopic_.fit(texts, embeddings=vectors)
        self.labels_ = np.array(self.bertopic_.topics_)
        self.strengths_ = clusters.strengths_
        self.agreement_ = clusters.agreement_[clusters.number_]
        self.steady_ = clusters.steady_

    def _describe(
        self,
        vectors: np.ndarray,
        groups: Sequence[Hashable] | None,
        speakers: Sequence[str | None] | None,
    ) -> list[Theme]:
        themes = []
        for theme in sorted(set(self.labels_.tolist()) - {-1}):
            members = np.flatnonzero(self.labels_ == theme)
            nearest = members[
                np.argsort(-(vectors[members] @ vectors[members].mean(axis=0)), kind="stable")
            ]
            terms = tuple(term for term, _ in self.bertopic_.get_topic(theme) or () if term)
            themes.append(
                Theme(
                    id=theme,
                    label=label(terms) or f"theme {theme}",
                    terms=terms,
                    size=len(members),
                    representatives=_different_first(nearest, speakers or groups),
                    groups=len({groups[i] for i in members}) if groups is not None else None,
                    speakers=len({speakers[i] for i in members}) if speakers is not None else None,
                )
            )
        return themes


def _enough(different: int) -> None:
    if different < FEWEST_TEXTS:
        raise AlnqualError(
            f"{different} different texts are too few to find themes in",
            do=f"Themes need {FEWEST_TEXTS}, and mean little below some hundred.",
        )


def _different_first(
    indices: np.ndarray, sources: Sequence[Hashable] | None, count: int = _REPRESENTATIVES
) -> tuple[int, ...]:
    """The first indices, one from each source before a second from any."""
    if sources is None:
        return tuple(indices[:count].tolist())
    seen: set[Hashable] = set()
    first: list[int] = []
    rest: list[int] = []
    for index in indices.tolist():
        (rest if sources[index] in seen else first).append(index)
        seen.add(sources[index])
    return tuple((first + rest)[:count])
