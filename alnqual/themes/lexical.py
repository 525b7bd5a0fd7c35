"""Vectors from letters alone, for texts in a language that the encoder cannot read."""

from collections.abc import Sequence

import numpy as np

from alnqual.embedding import unit

_COMPONENTS = 100


def lexical_vectors(texts: Sequence[str]) -> np.ndarray:
    """TF-IDF of pieces of words (2 to 5 letters), to 100 components: (n, d), float32, unit length.

    Pieces of words see through Welsh mutations and endings ("cymorth", "gymorth", "cymorthdal").
    Latent semantic analysis (Deerwester et al. 1990) of the texts among themselves: such vectors
    can be compared with one another, and with nothing else.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from threadpoolctl import threadpool_limits

    weighting = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=2, max_df=0.5, sublinear_tf=True
    )
    try:
        weights = weighting.fit_transform(texts)
    except ValueError:  # no piece is in two texts
        return np.eye(len(texts), dtype=np.float32)
    with threadpool_limits(1):  # the order of sums over several threads is not fixed
        count = min(_COMPONENTS, min(weights.shape) - 1)
        if count < 1:
            return np.eye(len(texts), dtype=np.float32)
        reduced = TruncatedSVD(count, random_state=0).fit_transform(weights)
    return unit(reduced.astype(np.float32))
