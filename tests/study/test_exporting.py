"""Exports hold what may be quoted, and the same excerpts give the same bytes."""

from zipfile import ZipFile


def test_a_workbook_does_not_tell_when_it_was_written(own_study, tmp_path):
    """The time of day stood in it, so that two exports of the same excerpts differed."""
    own_study.ingest()
    own_study.segment()
    own_study.synthesise()
    own_study.export(tmp_path / "x.xlsx")
    with ZipFile(tmp_path / "x.xlsx") as book:
        assert b">2000-01-01T00:00:00Z</dcterms:created>" in book.read("docProps/core.xml")
