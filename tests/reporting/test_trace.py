from html import escape

import pytest

from alnqual.errors import AlnqualError
from alnqual.reporting.html import all_quotes
from alnqual.reporting.trace import trace
from tests.synthesis.small import RELEASE, evidence


def find(identity):
    given = evidence()
    return trace(identity, **{name: given[name] for name in ("excerpts", "segments", "turns",
                                                            "documents")})  # fmt: skip


@pytest.mark.parametrize("written", ["[q:aaaaaaaaaaa1]", "q:aaaaaaaaaaa1", " aaaaaaaaaaa1 "])
def test_a_quote_leads_to_document_turn_and_span(written):
    found = find(written)
    assert (found.kind, found.document, found.turn) == ("coding", "i01", "i01-0002")
    assert (found.code, found.coder, found.round) == ("inputs.staff.release", "a", "r1")
    assert found.words == RELEASE
    assert found.before.endswith("P01: ")
    assert RELEASE in str(found)


def test_a_notebook_shows_the_words_marked_and_lets_no_markup_through():
    found = find("aaaaaaaaaaa2")
    shown = found._repr_html_()
    assert "<script>" in found.words and "<script>" not in shown
    marked = shown.partition("<mark")[2].partition(">")[2].partition("</mark>")[0]
    assert marked == escape(found.words)
    for fact in (found.document, found.turn, found.attribution, found.code, found.coder):
        assert fact in shown


def test_a_notebook_says_that_words_must_not_be_quoted():
    assert "Not to be quoted" in find("aaaaaaaaaaa4")._repr_html_()
    assert "Not to be quoted" not in find("aaaaaaaaaaa1")._repr_html_()


def test_every_quote_of_a_report_can_be_traced(report):
    for quote in all_quotes(report):
        assert find(quote.reference).words == quote.words


def test_every_row_of_the_spreadsheet_can_be_traced(report):
    for row in report.excerpts:
        found = find(row.id)
        assert (found.document, found.turn) == (row.document, row.turn)
        assert found.quotable == row.quotable


def test_an_unknown_id_says_what_to_do():
    with pytest.raises(AlnqualError) as caught:
        find("[q:ffffffffffff]")
    assert "ffffffffffff" in str(caught.value) and "alnqual run" in str(caught.value)
