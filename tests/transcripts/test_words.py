import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from alnqual.transcripts.words import clean, count_words


@given(st.text(alphabet=st.characters(), max_size=60))
def test_cleaning_is_settled_after_once_and_leaves_nfc_with_single_spaces(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode("utf-8")


def test_what_looks_alike_is_alike():
    assert clean("y\u0302 w\u0302\u00a0yn\r\n  dda\ufeff") == "ŷ ŵ yn dda"
    assert clean("co\u00adoperate") == "cooperate"


def test_emoji_of_several_code_points_stay_whole():
    family = "👩‍👩‍👧"
    assert clean(f"my {family}!") == f"my {family}!"


def test_words_are_counted_with_their_apostrophes_and_without_dashes():
    assert count_words("Mae'r plant — na, wel, 3 o'r plant – yn iawn…") == 9
    assert count_words("— … !") == 0
