"""A coding holds on to its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.coding import anchor, coding_id, locate
from alnqual.errors import InputError

TEXT = "P01: It eats my Sundays, it does.\n\nP01: My Sundays, my evenings. 🐑 Dŵr."


@given(st.text(max_size=80), st.data())
def test_an_anchor_is_the_words_and_their_surroundings(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote, prefix, suffix = anchor(text, start, end)
    assert quote == text[start:end]
    assert text[:start].endswith(prefix) and text[end:].startswith(suffix)


def test_a_quote_is_found_where_it_stands():
    start, end = locate(TEXT, "🐑 Dŵr")
    assert TEXT[start:end] == "🐑 Dŵr"


def test_a_quote_that_occurs_twice_needs_the_words_before_it():
    with pytest.raises(InputError, match="more than once"):
        locate(TEXT, "y Sundays")
    start, _ = locate(TEXT, "y Sundays", after="P01: M")
    assert start > TEXT.index("\n")


def test_a_quote_that_is_not_there_is_an_error_that_shows_little_of_it():
    with pytest.raises(InputError) as raised:
        locate(TEXT, "what she said about the head teacher in private")
    assert "private" not in str(raised.value)


def test_ids_last_and_tell_codings_apart():
    assert coding_id(1, 2, "abc", "x") == coding_id("1", "2", "abc", "x")
    assert len({coding_id(1, 2, "abc", "x"), coding_id(1, 2, "abc", "y"),
                coding_id(1, 2, "abc", "x", 1), coding_id(12, "", "abc", "x")}) == 4  # fmt: skip
