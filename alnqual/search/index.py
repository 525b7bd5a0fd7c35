"""Ranking turns by a query: words in context, and embeddings in context.

In talk, the turn that answers seldom repeats the words of the question. So each term's weight flows
to the turns beside it, further onwards (an answer follows its question) than back.
"""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.search.terms import query_terms, terms

_K1, _B = 1.5, 0.4
_WORDS_REACH = (5.0, 2.5)
"""Turns over which a term's weight falls to 1/e: onwards, back."""
_VECTORS_REACH = (12.0, 2.5)
_SHARPNESS = 12.0
_VECTORS_SHARE = 0.8


class PassageIndex:
    """Turns of talk, to be ranked by a query.

    The lexical score of a turn is ``sum over query terms of idf * log(1 + smoothed tf)``: tf is
    BM25's saturated term frequency (Robertson & Zaragoza 2009, The Probabilistic Relevance
    Framework, section 3.4; k1 1.5, b 0.4) of speaker label and words, idf is
    ``log(1 + (N - df + 0.5) / (df + 0.5))``, and smoothing adds over the turns of the same group
    with weight ``exp(-distance / reach)``. With an encoder, the cosine of query and turn is
    smoothed likewise as ``log(1 + sum of exp(12 * cosine))``, both scores are standardised over all
    turns, and the second is added with weight 0.8. The constants were chosen on 17 committee
    meetings and cross-validated by meeting: benchmarks/search_senedd.py.

    Parameters
    ----------
    encoder : None to rank by words alone.

    Examples
    --------
    >>> turns = ["Is there enough time?", "No. I teach all day.", "The bus is late."]
    >>> PassageIndex().fit(turns).rank("time").argmax()
    0
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder

    def fit(
        self,
        turn_texts: Sequence[str],
        speakers: Sequence[str | None] | None = None,
        groups: Sequence[Hashable] | None = None,
        *,
        vectors: np.ndarray | None = None,
    ) -> "PassageIndex":
        """Index n turns in the order in which they were spoken.

        Parameters
        ----------
        turn_texts : words of each turn.
        speakers : label of each turn's speaker; searchable like its words.
        groups : the document of each turn; context never reaches across. None: one document.
        vectors : ndarray of shape (n, d), unit length, of the turns by the same encoder; None to
            encode them here. A row of NaN is a turn that the encoder does not read: only its
            words count.

        Raises
        ------
        AlnqualError
            The lengths differ, or `vectors` are given without an encoder.
        """
        from scipy.sparse import csc_array
        from sklearn.feature_extraction.text import CountVectorizer

        count = len(turn_texts)
        for name, values in (("speakers", speakers), ("groups", groups), ("vectors", vectors)):
            if values is not None and len(values) != count:
                raise AlnqualError(f"{len(values)} {name} for {count} turns")
        if vectors is not None and self.encoder is None:
            raise AlnqualError("vectors were given, but no encoder to read the query with")
        labels = speakers if speakers is not None else [""] * count
        texts = [f"{label or ''} {text}" for label, text in zip(labels, turn_texts, strict=True)]
        self._runs = _runs(groups, count)
        vectorizer = CountVectorizer(analyzer=terms, dtype=np.float64)
        try:
            counts = vectorizer.fit_transform(texts).tocsc()
            self._columns: dict[str, int] = vectorizer.vocabulary_
        except ValueError:  # no turns, or none with a word that is not a stop word
            counts, self._columns = csc_array((count, 0)), {}
        self._weights, self._idf = _bm25(counts)
        self._vectors = vectors
        if vectors is None and self.encoder is not None:
            self._vectors = self.encoder.encode(turn_texts)
        return self

    def rank(self, query: str, *, language: str = "und") -> np.ndarray:
        """Score every turn by a query.

        Parameters
        ----------
        query : words or a question.
        language : of the query, as in the tables; where the encoder does not read it, only words
            count.

        Returns
        -------
        ndarray of shape (n,), float64: higher is better. Scores of one query compare across groups;
        those of different queries do not.
        """
        words = self._by_words(query)
        if self.encoder is None or self._vectors is None or not self.encoder.reads(language):
            return words
        similarity = self._vectors @ self.encoder.encode([query])[0]
        return _standard(words) + _VECTORS_SHARE * _standard(self._by_vectors(similarity))

    def _by_words(self, query: str) -> np.ndarray:
        columns = [self._columns[term] for term in query_terms(query) if term in self._columns]
        weights = self._weights[:, columns].toarray()
        return np.log1p(_smooth(weights, self._runs, _WORDS_REACH)) @ self._idf[columns]

    def _by_vectors(self, similarity: np.ndarray) -> np.ndarray:
        read = np.where(np.isnan(similarity), 0.0, np.exp(_SHARPNESS * similarity))
        return np.log1p(_smooth(read[:, None], self._runs, _VECTORS_REACH)[:, 0])


def turn_vectors(
    turns: Sequence[str], segment_turns: Sequence[str], vectors: np.ndarray, *, words: Sequence[int]
) -> np.ndarray:
    """Vectors of turns from those of their segments: the mean by words, to unit length.

    Parameters
    ----------
    turns : n turn ids.
    segment_turns : the turn id of each of m segments.
    vectors : ndarray of shape (m, d).
    words : words of each segment.

    Returns
    -------
    ndarray of shape (n, d), float32; NaN for a turn without a segment.
    """
    place = {turn: index for index, turn in enumerate(turns)}
    owners = np.array([place[turn] for turn in segment_turns], dtype=int)
    sums = np.zeros((len(turns), vectors.shape[1]))
    np.add.at(sums, owners, vectors * np.asarray(words, dtype=float)[:, None])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=np.full_like(sums, np.nan), where=lengths > 0).astype(
        np.float32
    )


def _runs(groups: Sequence[Hashable] | None, count: int) -> list[np.ndarray]:
    """The turns of each group, in order."""
    if groups is None:
        return [np.arange(count)]
    codes: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        codes.setdefault(group, []).append(index)
    return [np.array(indices) for indices in codes.values()]


def _bm25(counts: Any) -> tuple[Any, np.ndarray]:
    """Saturated term frequencies (n, terms), sparse, and idf (terms,)."""
    from scipy.sparse import csc_array

    rows, columns = counts.shape
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    norm = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0)) if rows else lengths
    saturated = counts.data * (_K1 + 1) / (counts.data + norm[counts.indices])
    documents = np.diff(counts.indptr)
    idf = np.log1p((rows - documents + 0.5) / (documents + 0.5))
    return csc_array((saturated, counts.indices, counts.indptr), shape=(rows, columns)), idf


def _smooth(values: np.ndarray, runs: list[np.ndarray], reach: tuple[float, float]) -> np.ndarray:
    """Add to each row its neighbours in the run, by exp(-distance / reach); shape (n, k)."""
    from scipy.signal import lfilter

    onwards, back = ([1.0, -np.exp(-1 / turns)] for turns in reach)
    smoothed = np.empty_like(values)
    for run in runs:
        own = values[run]
        smoothed[run] = (
            lfilter([1.0], onwards, own, axis=0)
            + lfilter([1.0], back, own[::-1], axis=0)[::-1]
            - own
        )
    return smoothed


def _standard(scores: np.ndarray) -> np.ndarray:
    spread = scores.std() if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
