"""The cells of a table in text are the same however often it is written and read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alnqual.transcripts.delimited import Delimited, format_delimited, parse_delimited


def test_the_delimiter_is_the_one_that_makes_rows_alike_not_the_commonest():
    heading = "Respondent ID;Was it good, bad, or in between, overall?"
    table = parse_delimited(f"{heading}\nS1;Good\nS2;Bad\n")
    assert (table.delimiter, table.declared) == (";", False)
    assert table.rows == [heading.split(";"), ["S1", "Good"], ["S2", "Bad"]]


def test_a_delimiter_that_cannot_be_told_any_more_is_declared():
    rows = [["a, b", "c"], ["d, e", "f"]]
    text = format_delimited(Delimited(";", False, rows))
    assert text == "sep=;\na, b;c\nd, e;f\n"
    assert parse_delimited(text).rows == rows


cells = st.text(st.sampled_from('ab ,;|\t\n"='), max_size=6)
tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(tables, st.sampled_from(",;\t|"), st.booleans())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_what_is_written_is_read_again(rows, delimiter, declared):
    read = parse_delimited(format_delimited(Delimited(delimiter, declared, rows)))
    assert (read.delimiter, read.rows) == (delimiter, rows)
