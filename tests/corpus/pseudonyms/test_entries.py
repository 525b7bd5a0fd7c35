import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.corpus.pseudonyms.entries import (
    KINDS,
    Entry,
    applies,
    read_entries,
    write_entries,
)
from alnqual.errors import InputError
from alnqual.transcripts.words import clean

HEADINGS = "decision,original,kind,replacement,document,source,times,example,note\n"
WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12
).filter(lambda text: clean(text) == text and "person" not in text.casefold())


def sheet(*rows: str) -> bytes:
    return (HEADINGS + "".join(f"{row}\n" for row in rows)).encode()


@given(st.lists(WORDS, unique=True, max_size=5), WORDS)
def test_what_is_written_is_read_again(originals, note):
    entries = [
        Entry(name, "person", f"[person {k}]", "accept", "i01", "guess", k, note=note)
        for k, name in enumerate(originals)
        if name not in f"[person {k}]"
    ]
    assert read_entries(write_entries(entries)) == entries


def test_a_spreadsheet_never_runs_a_cell():
    entries = [Entry("+44 1632 960284", "phone", "[phone number]", note="=1+1")]
    content = write_entries(entries)
    cells = list(csv.reader(StringIO(content.decode("utf-8-sig"))))[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert read_entries(content)[0].original == "+44 1632 960284"
    assert read_entries(content)[0].note == "=1+1"


def test_what_a_person_saved_is_read_with_or_without_a_mark_and_in_any_case():
    for mark in (b"", b"\xef\xbb\xbf"):
        (entry,) = read_entries(mark + sheet("ACCEPT,Siân Pŵel,Person,[person 1],,,,,"))
        assert (entry.decision, entry.kind, entry.source) == ("accept", "person", "hand")


def test_empty_rows_and_missing_columns_that_are_not_needed_do_not_matter():
    content = b"decision,original,kind,replacement\n,Bala,place,[place 1]\n,,,\n"
    assert read_entries(content) == [Entry("Bala", "place", "[place 1]", source="hand")]


def test_decisions_do_not_vanish_with_a_heading_that_was_changed():
    """With "decide" for "decision" every decision was dropped and the file written anew."""
    content = b"decide,original,kind,replacement\naccept,Bala,place,[place 1]\n"
    with pytest.raises(InputError, match=r"no column 'decision'.*'decide' is unknown"):
        read_entries(content)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("maybe,Bala,place,[place 1],,,,,", "neither accept nor reject"),
        (",Bala,town,[place 1],,,,,", "the kind 'town'"),
        ("accept,Bala,place,,,,,,", "has no replacement"),
        (",Bala,place,,,register,,,", "has no replacement"),
        (",Bala,place,[Bala],,,,,", "holds the original"),
        (",,place,[place 1],,,,,", "the original is missing"),
        (",Bala,place,[place 1],,rumour,,,", "the source 'rumour'"),
        (",Bala,place,[place 1],,,many,,", "times"),
    ],
)
def test_faults_name_the_row(row, fault):
    with pytest.raises(InputError, match="row 3") as error:
        read_entries(sheet("accept,Ann,person,[person 1],,,,,", row))
    assert fault in str(error.value)


def test_two_rows_for_the_same_original_are_refused_unless_of_two_documents():
    one, other = "accept,Ann,person,[person 1],i01,,,,", "accept,Ann,person,[person 2],i01,,,,"
    with pytest.raises(InputError, match="row 3: row 2 has the same"):
        read_entries(sheet(one, other))
    assert len(read_entries(sheet(one, other.replace("i01", "i02")))) == 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"original;kind;replacement\n", "has no column"),
        (b"", "has no column"),
        (HEADINGS.encode("utf-16"), "not UTF-8"),
    ],
)
def test_what_is_no_such_table_is_refused(content, fault):
    with pytest.raises(InputError, match=fault):
        read_entries(content)


def test_what_is_certain_applies_before_anybody_decides():
    applied = {
        source: applies(Entry("a", "person", "[b]", source=source))
        for source in ("register", "pattern", "gazetteer", "model", "guess", "hand")
    }
    assert [source for source, applied in applied.items() if applied] == ["register", "pattern"]
    assert applies(Entry("a", "person", "[b]", "accept", source="guess"))
    assert not applies(Entry("a", "person", "[b]", "reject", source="register"))
    assert len(set(KINDS)) == 12
