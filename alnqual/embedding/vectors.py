"""What is done with vectors, whoever made them."""

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors of length 1, along the last axis; one of length 0 stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)
