"""Finding passages: which turns speak to a question, and where a phrase stands."""

from alnqual.search.concordance import concordance
from alnqual.search.index import PassageIndex, turn_vectors
from alnqual.search.ranking import Explanation, Ranking

__all__ = ["Explanation", "PassageIndex", "Ranking", "concordance", "turn_vectors"]
