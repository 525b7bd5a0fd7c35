"""Finding passages: which turns speak to a question, and where a phrase stands."""

from alnqual.search.concordance import concordance
from alnqual.search.index import PassageIndex, turn_vectors

__all__ = ["PassageIndex", "concordance", "turn_vectors"]
