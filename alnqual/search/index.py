"""Ranking turns by a query: words in context, and embeddings in context.

In talk, the turn that answers seldom repeats the words of the question. So each word's weight flows
to the turns beside it, further onwards (an answer follows its question) than back; and a turn in
the midst of talk about something is likelier to be about it than one that stands alone.
"""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from alnqual.codebook.glossary import Term
from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.search.context import Neighbourhood
from alnqual.search.lexicon import Lexicon
from alnqual.search.ranking import Explanation, Ranking

_AROUND = 20
"""Turns on either side whose mean score is added to a turn's own."""
_OWN = 5
"""Turns on either side that are a passage's own, when others like it are looked for."""


class PassageIndex:
    """Turns of talk, to be ranked by a query.

    The lexical score of a turn is ``sum over clues of weight * log(1 + spread frequency)``. Clues
    are the query's words and its pairs of neighbouring words; the frequency is BM25's, saturated
    (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework, section 3.4; k1 4, b 0.4),
    over speaker's label and words; weight is ``log(1 + (N - df + 0.5) /
    (df + 0.5))``; spreading adds over the turns of the same group by ``exp(-distance / reach)``.
    With an encoder, the cosine of query and turn is spread likewise as ``log(1 + sum of exp(20 *
    cosine))``, each score is divided by its standard deviation over all turns, and the second is
    added with weight 0.4. Last, each turn's score has the mean of the turns up to 20 away added.
    The constants were chosen on 17 committee meetings and cross-validated by meeting:
    benchmarks/search_senedd.py.

    Parameters
    ----------
    encoder : None to rank by words alone.
    glossary : terms with several names: a query that has one of them finds all, in both languages.

    Examples
    --------
    >>> turns = ["Is there enough time?", "No. I teach all day.", "The bus is late."]
    >>> index = PassageIndex().fit(turns)
    >>> index.rank("time").argsort().tolist()[::-1]
    [0, 1, 2]
    >>> index.explain("time", 1).parts.round(2).tolist()[0]      # owed to the turn before it
    [1.37, 0.0, 0.0]
    """

    def __init__(self, encoder: Encoder | None = None, *, glossary: Iterable[Term] = ()) -> None:
        self.encoder = encoder
        self.glossary = tuple(glossary)

    def fit(
        self,
        turn_texts: Sequence[str],
        speakers: Sequence[str | None] | None = None,
        groups: Sequence[Hashable] | None = None,
        *,
        vectors: np.ndarray | None = None,
        languages: Sequence[str] | None = None,
    ) -> "PassageIndex":
        """Index n turns in the order in which they were spoken.

        Parameters
        ----------
        turn_texts : words of each turn.
        speakers : label of each turn's speaker (name, role); searchable like the words.
        groups : the document of each turn; context never reaches across. None: one document.
        vectors : ndarray of shape (n, d), unit length, of the turns by the same encoder; None to
            encode them here. A row of NaN is a turn that the encoder does not read: only its
            words count.
        languages : of each turn, as in the tables; in Welsh and mixed ones words match whatever
            their mutation.

        Raises
        ------
        AlnqualError
            The lengths differ, or `vectors` are given without an encoder.
        """
        count = len(turn_texts)
        given = {"speakers": speakers, "groups": groups, "vectors": vectors, "languages": languages}
        for name, values in given.items():
            if values is not None and len(values) != count:
                raise AlnqualError(f"{len(values)} {name} for {count} turns")
        if vectors is not None and self.encoder is None:
            raise AlnqualError("vectors were given, but no encoder to read the query with")
        near = self._near = Neighbourhood(groups, count, radius=_AROUND)
        labels = speakers if speakers is not None else [None] * count
        spoken = languages if languages is not None else ["und"] * count
        self._texts = [turn_texts[turn] for turn in near.order]
        self._lexicon = Lexicon(
            self._texts,
            [labels[turn] or "" for turn in near.order],
            [spoken[turn] for turn in near.order],
            glossary=self.glossary,
        )
        if vectors is None and self.encoder is not None:
            vectors = self.encoder.encode(turn_texts)
        # Of a corpus that the encoder does not read at all there are no vectors to rank by.
        read = vectors is not None and not np.isnan(vectors).all()
        self._vectors = vectors[near.order] if vectors is not None and read else None
        return self

    def rank(self, query: str, *, language: str = "und") -> np.ndarray:
        """Score every turn by a query.

        Parameters
        ----------
        query : words or a question.
        language : of the query, as in the tables; where the encoder does not read it, only words
            count. An undetermined one is Welsh if its words were said in Welsh turns alone.

        Returns
        -------
        ndarray of shape (n,), float64: higher is better. Scores of one query compare across groups;
        those of different queries do not.
        """
        return self.ask(query, language=language).scores

    def explain(self, query: str, turn: int, *, language: str = "und") -> Explanation:
        """What of a turn's score it owes to which words, and in which turns."""
        return self.ask(query, language=language).explain(turn)

    def like(self, passage: int | str, *, language: str = "und") -> np.ndarray:
        """Score every turn by its likeness to a passage.

        Parameters
        ----------
        passage : the number of a turn, or any text.
        language : of a text; where the encoder does not read it, only words count.

        Returns
        -------
        ndarray of shape (n,), as `rank` gives. A turn itself, and those of its document up to five
        turns away, have minus infinity, and nothing rests on what is said there.
        """
        return self.ask_like(passage, language=language).scores

    def ask(self, query: str, *, language: str = "und") -> Ranking:
        """What `rank` and `explain` tell, of one query."""
        return Ranking(self._near, self._lexicon.clues(query), self._cosines(query, language))

    def ask_like(self, passage: int | str, *, language: str = "und") -> Ranking:
        """What `like` tells, with reasons."""
        if isinstance(passage, str):
            clues = self._lexicon.like(passage)
            return Ranking(self._near, clues, self._cosines(passage, language))
        place = self._near.place[passage]
        cosines = None if self._vectors is None else self._vectors @ self._vectors[place]
        return Ranking(
            self._near,
            self._lexicon.like(self._texts[place]),
            None if cosines is None or np.isnan(cosines[place]) else cosines,
            hidden=slice(*self._near.within(_OWN, place)),
        )

    def _cosines(self, text: str, language: str) -> np.ndarray | None:
        if self.encoder is None or self._vectors is None:
            return None
        if language == "und" and self._lexicon.welsh(text):
            language = "cy"
        if not self.encoder.reads(language):
            return None
        return self._vectors @ self.encoder.encode([text])[0]


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
