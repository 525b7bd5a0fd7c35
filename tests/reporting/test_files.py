"""The Word and Excel files, and how all three are written."""

import hashlib
import io
import itertools
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from alnqual.errors import StageError
from alnqual.reporting.docx import render_docx
from alnqual.reporting.files import render_report, write_report
from alnqual.reporting.xlsx import render_xlsx
from tests.synthesis.small import ASKED, NAME, REFUSED, RELEASE, WELSH

HASHES = """
import hashlib
from alnqual.reporting.content import build_report
from alnqual.reporting.docx import render_docx
from alnqual.reporting.html import render_html
from alnqual.reporting.xlsx import render_xlsx
from tests.synthesis.small import evidence
report = build_report(evidence())
for content in (render_html(report).encode(), render_docx(report), render_xlsx(report)):
    print(hashlib.sha256(content).hexdigest())
"""


@pytest.fixture(scope="module")
def word(report):
    return docx.Document(io.BytesIO(render_docx(report)))


@pytest.fixture(scope="module")
def book(report):
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(report)))


def test_files_are_the_same_bytes_in_another_process_and_year(tmp_path):
    """Guards against clocks, hash seeds and set order."""
    from tests.conftest import ROOT

    found = set()
    for seed in ("1", "2"):
        result = subprocess.run(
            [sys.executable, "-c", HASHES],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(result.stdout)
    assert len(found) == 1
    assert len(hashlib.sha256().hexdigest()) * 3 + 3 == len(found.pop())


def test_no_part_of_a_file_carries_a_time(report):
    for content in (render_docx(report), render_xlsx(report)):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_word_has_real_headings_without_a_gap(word):
    levels = [
        int(paragraph.style.name.split()[1])
        for paragraph in word.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert levels[0] == 1 and max(levels) == 4
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_word_quotes_stand_in_the_quote_style_with_their_reference(word):
    paragraphs = list(word.paragraphs)
    at = next(i for i, p in enumerate(paragraphs) if RELEASE in p.text)
    assert paragraphs[at].style.name == "Quote"
    assert paragraphs[at + 1].text.endswith("[q:aaaaaaaaaaa1]")
    assert "ALNCo, primary, Cwm Serennog, phase 2" in paragraphs[at + 1].text


def test_word_marks_welsh_as_welsh(word):
    run = next(p for p in word.paragraphs if WELSH in p.text).runs[0]
    assert run._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "cy-GB"


def test_word_tables_repeat_their_header(word):
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_word_pictures_have_words_for_those_who_cannot_see_them(word):
    assert len(word.inline_shapes) == 2
    assert all(shape._inline.docPr.get("descr") for shape in word.inline_shapes)


def _table(word, heading):
    """The texts of the first table whose header row holds a heading."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    return next(table for table in tables if heading in table[0])


def test_word_reasons_keep_the_case_of_names(report):
    row = replace(report.left_out[0], reason="all-MiniLM-L6-v2 cannot read Welsh")
    word = docx.Document(io.BytesIO(render_docx(replace(report, left_out=(row,)))))
    assert _table(word, "Reason")[1][1] == "All-MiniLM-L6-v2 cannot read Welsh"


def test_word_says_how_many_coders_a_document_had(word, report):
    heading, *rows = _table(word, "Coders")
    at = heading.index("Coders")
    assert [row[at] for row in rows] == [str(row.coders) for row in report.documents]


def test_word_and_workbook_call_marks_marks(word, book):
    assert _table(word, "Alpha")[0][7] == "Marks"
    headings = [cell.value for cell in book["Agreement"][1]]
    assert "Marks" in headings and "Turns marked" not in headings
    notes = [cell.value or "" for cell in book["Read me"]["A"]]
    assert any("“Marks” adds up" in note for note in notes)


def test_word_says_that_the_study_is_synthetic(word, report):
    assert any("demonstration" in p.text for p in word.paragraphs[:4])
    plain = docx.Document(io.BytesIO(render_docx(replace(report, synthetic=False))))
    assert not any("demonstration" in p.text for p in plain.paragraphs[:4])


def test_workbook_has_its_sheets_with_filters_and_frozen_headers(book):
    assert book.sheetnames == ["Read me", "Excerpts", "Codes", "Themes", "Agreement"]
    for name in book.sheetnames[1:]:
        assert book[name].auto_filter.ref
        assert book[name].freeze_panes == "B2"


def test_no_cell_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    words = {cell.value for cell in book["Excerpts"]["B"]}
    assert any(str(value).startswith("=cmd") for value in words), "kept as it was said"


def test_workbook_has_a_row_for_each_coding(book, report):
    assert book["Excerpts"].max_row == len(report.excerpts) + 1
    assert [cell.value for cell in book["Excerpts"]["A"]][1:] == [r.id for r in report.excerpts]


def test_words_too_long_for_a_cell_say_that_they_were_cut(report):
    long = replace(report.excerpts[0], words="word " * 20_000)
    content = render_xlsx(replace(report, excerpts=(long,)))
    value = openpyxl.load_workbook(io.BytesIO(content))["Excerpts"]["B2"].value
    assert len(value) == 32_767 and value.endswith("[cut: too long for a cell]")


def test_no_file_holds_a_name_or_words_that_must_not_be_quoted(report, tmp_path):
    for path in write_report(render_report(report), tmp_path):
        if path.suffix == ".html":
            everything = path.read_text(encoding="utf-8")
        else:
            with zipfile.ZipFile(path) as file:
                everything = "".join(
                    file.read(name).decode("utf-8", "replace") for name in file.namelist()
                )
        for secret in (NAME, REFUSED, ASKED):
            assert secret not in everything, path.name


def test_writing_twice_changes_nothing_and_only_the_owner_may_read(report, tmp_path):
    assert all(write_report(render_report(report), tmp_path).values())
    again = write_report(render_report(report), tmp_path)
    assert not any(again.values())
    assert {stat.S_IMODE(path.stat().st_mode) for path in again} == {0o600}


def test_a_report_that_cannot_be_written_leaves_the_old_one(report, tmp_path, monkeypatch):
    write_report(render_report(report), tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("alnqual.tables.os.fsync", full)
    with pytest.raises(StageError):
        write_report(render_report(replace(report, title="Another title")), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
