"""Codes for passages that nobody has coded yet, from what the codebook says."""

from collections.abc import Iterable, Sequence

import numpy as np

from alnqual.corpus.language import detect
from alnqual.embedding import Encoder, unit
from alnqual.errors import CodebookError
from alnqual.records import Code
from alnqual.suggestion.keywords import KeywordFinder

_USUAL = np.array([5.0, 5.0])
"""What keywords and meaning usually weigh: about what a codebook of 95 codes taught."""
_SPREAD = 2.5
"""How far a codebook may easily teach otherwise, as the standard deviation around that."""


class CodeSuggester:
    """Scores every code for passages, by keywords and by likeness of meaning.

    A passage's evidence for a code is ``w1 * keywords + w2 * cosine``: how much the code's keywords
    and names in it speak for the code (`KeywordFinder`), and the cosine of the passage's vector and
    the code's, which is the mean of the vectors of name with definition, keywords, and each
    example. Passages in a language that the encoder does not read are judged by keywords alone. A
    score is ``softmax(evidence)`` over the codes: a conditional logit (McFadden 1974, Conditional
    logit analysis of qualitative choice behavior). Its two weights are taught by the codebook
    itself: they make the codes of its own examples likely, each example judged by a vector that it
    had no part in, and codes above or below its own left aside. A normal prior around usual weights
    keeps a codebook of few examples from teaching much.

    So a score is the probability of the code **if the passage is about one code of this codebook
    and spoken as its examples are**. Talk is also about other things: the share of right ones among
    suggestions of a score is lower (docs/measurements.md). Scores order passages and codes; they
    are no measured precision.

    Parameters
    ----------
    codebook : the codes, in the order of the scores' columns.
    encoder : None to judge by keywords alone.

    Attributes
    ----------
    classes_ : ndarray of shape (n_codes,), ids of the codes.
    weights_ : ndarray of shape (2,), of keywords and of meaning.

    Examples
    --------
    >>> from alnqual import Study                                        # doctest: +SKIP
    >>> suggester = CodeSuggester(Study.open().codebook).fit()           # doctest: +SKIP
    >>> suggester.predict_proba(["The grant runs out."]).argmax(axis=1)  # doctest: +SKIP
    """

    version = "1"
    """Part of what suggestions are marked with: another one scores otherwise."""

    def __init__(self, codebook: Iterable[Code], *, encoder: Encoder | None = None) -> None:
        self.codebook = codebook
        self.encoder = encoder

    def fit(self) -> "CodeSuggester":
        """Learn from the codebook.

        Raises
        ------
        CodebookError
            It has no codes.
        EncoderError
            The model cannot be loaded.
        """
        codes = list(self.codebook)
        if not codes:
            raise CodebookError(
                "there are no codes to suggest", do="Write some into codebook/codebook.yaml."
            )
        self.classes_ = np.array([code.id for code in codes])
        self._keywords = KeywordFinder(codes)
        owners = np.array([row for row, code in enumerate(codes) for _ in code.examples], dtype=int)
        examples = [example for code in codes for example in code.examples]
        features = np.zeros((2, len(examples), len(codes)))
        features[0] = self._keywords.weigh(examples, detect(examples))
        if self.encoder is not None:
            features[1] = self._read_codebook(codes, examples, owners, encoder=self.encoder)
        self.weights_ = _taught(features, owners, _rivals(codes)[owners])
        return self

    def predict_proba(
        self, texts: Sequence[str], *, languages: Sequence[str] | None = None
    ) -> np.ndarray:
        """Score every code for each text.

        Parameters
        ----------
        texts : n passages.
        languages : of each: "en", "cy", "mixed" or "und"; None to detect them.

        Returns
        -------
        ndarray of shape (n, n_codes): from 0 to 1, the row's sum 1.
        """
        languages = detect(texts) if languages is None else languages
        evidence = self.weights_[0] * self._keywords.weigh(texts, languages)
        if self.encoder is not None:
            read = [row for row, each in enumerate(languages) if self.encoder.reads(each)]
            if read:
                vectors = self.encoder.encode([texts[row] for row in read])
                evidence[read] += self.weights_[1] * (vectors @ self._vectors.T)
        return np.exp(_log_softmax(evidence))

    def _read_codebook(
        self,
        codes: Sequence[Code],
        examples: Sequence[str],
        owners: np.ndarray,
        *,
        encoder: Encoder,
    ) -> np.ndarray:
        """Keep the codes' vectors; the cosine of each example and code, its own without it."""
        read = [row for row, each in enumerate(detect(examples)) if encoder.reads(each)]
        owners = owners[read]
        said = encoder.encode([f"{code.name['en']}. {code.definition}" for code in codes])
        listed = encoder.encode([", ".join(code.keywords) or code.name["en"] for code in codes])
        shown = encoder.encode([examples[row] for row in read])
        sums = said + listed
        np.add.at(sums, owners, shown)
        self._vectors = unit(sums)
        similarity = np.zeros((len(examples), len(codes)))
        similarity[read] = shown @ self._vectors.T
        similarity[read, owners] = (unit(sums[owners] - shown) * shown).sum(axis=1)
        return similarity


def _rivals(codes: Sequence[Code]) -> np.ndarray:
    """Which codes compete with which, (n_codes, n_codes): not those above or below one."""
    parents = {code.id: code.parent for code in codes}
    column = {code.id: number for number, code in enumerate(codes)}
    rivals = np.ones((len(codes), len(codes)), dtype=bool)
    for code in codes:
        above = code.parent
        while above is not None:
            pair = column[code.id], column[above]
            rivals[pair] = rivals[pair[::-1]] = False
            above = parents[above]
    return rivals


def _taught(features: np.ndarray, owners: np.ndarray, rivals: np.ndarray) -> np.ndarray:
    """The weights under which the examples' own codes are likeliest, given the prior.

    Parameters
    ----------
    features : ndarray of shape (2, n_examples, n_codes).
    owners : ndarray of shape (n_examples,), the column of each example's code.
    rivals : ndarray of shape (n_examples, n_codes), the codes that it is told apart from.
    """
    from scipy.optimize import minimize

    rows = np.arange(len(owners))

    def loss(weights: np.ndarray) -> float:
        evidence = np.where(rivals, np.tensordot(weights, features, axes=1), -np.inf)
        likelihood = _log_softmax(evidence)[rows, owners].sum()
        return float((((weights - _USUAL) / _SPREAD) ** 2).sum() / 2 - likelihood)

    return minimize(loss, _USUAL, method="BFGS").x


def _log_softmax(evidence: np.ndarray) -> np.ndarray:
    shifted = evidence - evidence.max(axis=1, keepdims=True, initial=-np.inf)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
