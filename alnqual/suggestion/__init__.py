"""Which codes a passage may deserve: a suggester on plain arrays, in scikit-learn's style."""

from alnqual.suggestion.suggester import CodeSuggester

__all__ = ["CodeSuggester"]
