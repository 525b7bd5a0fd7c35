"""English words: which carry no subject, and what a word's stem is."""

from functools import cache
from typing import Any

FILLERS = frozenset(
    str.split("""
um umm er erm uh uhm hmm hm mm mmm mhm yeah yep yes okay ok oh ah well just like really
actually basically obviously kind kinda sort gonna wanna got get gets getting lot lots
bit thing things stuff know knows mean guess suppose think thinks thought say says said
saying don doesn didn isn aren wasn weren won wouldn couldn shouldn ain ll ve re going
went gone come comes inaudible laughs laughter crosstalk unclear
""")
)
"""What speech is full of and no theme is about."""
_SUBJECTS = frozenset(
    str.split("""
amount bill bottom call computer con cry describe detail empty fill fire front hundred
interest mill mine move name part serious show side sincere system thick thin top
""")
)
"""Words that scikit-learn's list holds although people talk about them."""


@cache
def stop_words() -> frozenset[str]:
    """Scikit-learn's English stop words, less those that can be a subject ("system", "fire")."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) - _SUBJECTS


@cache
def stem(word: str) -> str:
    """The stem of a lower-case word by the Snowball ("Porter 2") algorithm, as in NLTK."""
    return _stemmer().stem(word)


@cache
def _stemmer() -> Any:
    from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()
