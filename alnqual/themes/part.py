"""Themes of texts whose vectors can be compared with one another."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from alnqual.embedding.models import work_offline
from alnqual.errors import AlnqualError
from alnqual.themes.components import NeighbourComponents
from alnqual.themes.consensus import MOST_ROWS, ConsensusKMeans
from alnqual.themes.recurrence import recurrence
from alnqual.themes.sequence import alike, alone, in_context, shared
from alnqual.themes.terms import (
    corpus_stop_words,
    is_small_talk,
    theme_terms,
    vocabulary,
    words_of,
)
from alnqual.transcripts.roles import interviewer_labels

FEWEST_TEXTS = 15
_FEWEST_WORDS = 2
_TERMS = 10
_REPRESENTATIVES = 5


@dataclass(frozen=True, slots=True)
class Said:
    """Texts with the document and the speaker of each, where they are known."""

    texts: Sequence[str]
    groups: Sequence[Hashable] | None = None
    speakers: Sequence[str | None] | None = None

    def __getitem__(self, places: np.ndarray) -> "Said":
        texts, groups, speakers = (
            None if values is None else [values[place] for place in places]
            for values in (self.texts, self.groups, self.speakers)
        )
        return Said(texts or [], groups, speakers)

    @property
    def different(self) -> int:
        return len(set(self.texts))


@dataclass(frozen=True, slots=True)
class Part:
    """A fitted model of n texts.

    Attributes
    ----------
    bertopic : the fitted BERTopic.
    labels, strengths : ndarrays of shape (n,), as in ThemeModel.
    terms : a tuple of terms for each theme.
    stability : ndarray of shape (themes,).
    centres : ndarray of shape (themes, d), mean vectors of unit length.
    representatives : indices of texts for each theme.
    agreement : mean adjusted Rand index between runs.
    steady : whether that is high enough for the themes to be taken as they are.
    lexical : whether the vectors are of letters alone.
    """

    bertopic: Any
    labels: np.ndarray
    strengths: np.ndarray
    terms: list[tuple[str, ...]]
    stability: np.ndarray
    centres: np.ndarray
    representatives: list[tuple[int, ...]]
    agreement: float
    steady: bool
    lexical: bool


def fit_part(said: Said, vectors: np.ndarray, *, seed: int, lexical: bool = False) -> Part:
    """Find themes in n texts by their vectors, of shape (n, d), float32.

    Raises
    ------
    AlnqualError
        Fewer than 15 different texts, or vectors, that say something, or fewer than 2 words that
        could describe a theme.
    """
    from threadpoolctl import threadpool_limits

    words = vocabulary(said.texts, said.groups, without=said.speakers or ())
    if len(words) < _FEWEST_WORDS:
        raise AlnqualError("the texts hold no words that could describe themes")
    with threadpool_limits(1):  # the order of sums over several threads is not fixed
        rows, heard = _placed(said, vectors)
        topics, clusters = _bertopic(said.texts, rows, words, heard=heard, seed=seed)
        labels = np.array(topics.topics_)
        counts = _without_idle_words(topics, words, said, sample=clusters.sample_)
        stability = recurrence(labels[clusters.sample_], clusters.runs_, counts)
    themes = [np.flatnonzero(labels == theme) for theme in range(labels.max() + 1)]
    centres = np.array([_direction(rows[members]) for members in themes])
    centres = centres.reshape(len(themes), rows.shape[1])
    return Part(
        bertopic=topics,
        labels=labels,
        strengths=clusters.strengths_,
        terms=[
            tuple(term for term, _ in topics.get_topic(theme) or () if term)
            for theme in range(len(themes))
        ],
        stability=stability,
        centres=centres,
        representatives=[
            _different_first(
                members[np.argsort(-(rows[members] @ centre), kind="stable")],
                said.speakers or said.groups,
            )
            for members, centre in zip(themes, centres, strict=True)
        ],
        agreement=clusters.agreement_,
        steady=clusters.steady_,
        lexical=lexical,
    )


def _placed(said: Said, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The vectors to cluster, and which texts take part, bool of shape (n,)."""
    asking = interviewer_labels([name for name in said.speakers or () if name])
    names = words_of(said.speakers or ())
    heard = np.array([not is_small_talk(text, names) for text in said.texts])
    if asking:
        heard &= np.array([name not in asking for name in said.speakers or ()])
    places = np.flatnonzero(heard)
    enough(said[places].different)
    own = in_context(vectors[places], said[places].groups)
    own = shared(own, alike(said[places].texts, vectors[places]))
    enough(len(np.unique(own[:MOST_ROWS].round(6), axis=0)))
    rows = vectors.copy()
    rows[places] = own
    nowhere = alone(vectors[places])
    if (~nowhere).sum() >= FEWEST_TEXTS:
        heard[places[nowhere]] = False
    return rows, heard


def _without_idle_words(
    topics: Any, words: list[str], said: Said, *, sample: np.ndarray
) -> csr_matrix:
    """Describe the themes without the corpus' own stop words; the counts of the other terms."""
    own = said[sample]
    counts = _counting(words).transform(own.texts)
    idle = corpus_stop_words(counts, np.array(topics.topics_)[sample], own.groups)
    if not idle.any() or len(words) - idle.sum() < _FEWEST_WORDS:
        return counts
    telling = [word for word, tells_nothing in zip(words, idle, strict=True) if not tells_nothing]
    topics.update_topics(
        list(said.texts), vectorizer_model=_counting(telling), ctfidf_model=_weighting()
    )
    return counts[:, ~idle]


def enough(different: int) -> None:
    """Raise where so many different texts are too few."""
    if different < FEWEST_TEXTS:
        raise AlnqualError(
            f"{different} different texts are too few to find themes in",
            do=f"Themes need {FEWEST_TEXTS}, and mean little below some hundred.",
        )


def _bertopic(
    texts: Sequence[str], vectors: np.ndarray, words: list[str], *, heard: np.ndarray, seed: int
) -> tuple[Any, ConsensusKMeans]:
    work_offline()
    from bertopic import BERTopic

    clusters = ConsensusKMeans(seed)
    topics = BERTopic(
        language="multilingual",  # "english" would strip hyphens and accents from the words
        umap_model=NeighbourComponents(),
        hdbscan_model=clusters,
        vectorizer_model=_counting(words),
        ctfidf_model=_weighting(),
        top_n_words=_TERMS,
    )
    return topics.fit(list(texts), embeddings=vectors, y=np.where(heard, 0, -1)), clusters


def _counting(words: list[str]) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(analyzer=theme_terms, vocabulary=words)


def _weighting() -> Any:
    from bertopic.vectorizers import ClassTfidfTransformer

    return ClassTfidfTransformer(reduce_frequent_words=True)


def _direction(vectors: np.ndarray) -> np.ndarray:
    mean = vectors.mean(axis=0, dtype=np.float64)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


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
