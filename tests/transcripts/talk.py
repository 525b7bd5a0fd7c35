"""Dialogues that hypothesis makes up, to be written in a format and read again."""

from hypothesis import strategies as st

SPEAKERS = ("Interviewer", "Siân Puw", "P1")

_WORD = st.sampled_from(
    ["well", "ysgol", "ŵyr", "tŷ", "it's", "Caerdydd,", "well-being", "naïve", "👩‍👧", "e\u0301", 
     "½", "“quoted”", "—", "Note:",
      "a & b", "1 < 2", "{braced}", "back\\slash", "100%", "#tag", "yes."]
)  # fmt: skip
_WORDS = st.lists(_WORD, min_size=1, max_size=12).map(lambda words: " ".join(["so", *words]))


@st.composite
def dialogues(draw: st.DrawFn, words: st.SearchStrategy[str] = _WORDS) -> list[tuple[str, str]]:
    """Turns of speakers who take turns; each speaks at least twice."""
    rounds = draw(st.integers(2, 5))
    return [(speaker, draw(words)) for _ in range(rounds) for speaker in SPEAKERS]


def plain_words(*, without: str) -> st.SearchStrategy[str]:
    """Words that hold none of the signs that a format uses as codes."""
    return _WORDS.map(lambda words: "".join(char for char in words if char not in without).strip())
