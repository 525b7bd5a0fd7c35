"""Finding passages: which turns speak to a question."""

from alnqual.search.index import PassageIndex, turn_vectors

__all__ = ["PassageIndex", "turn_vectors"]
