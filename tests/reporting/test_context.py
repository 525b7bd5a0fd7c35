import pytest

from alnqual.errors import InputError
from alnqual.reporting.context import numeric_columns, read_official_table, read_official_tables

TABLE = """area,year,aln_pupils,idps_la_maintained,note
Bro Carwen,2022/23,2318,[c],synthetic
Glan Hefin,2022/23,1902,*,synthetic
All areas,2022/23,4220,.,synthetic
"""


def read(tmp_path, content):
    path = tmp_path / "aln-pupils.csv"
    path.write_text(content, encoding="utf-8")
    return read_official_table(path)


def test_cells_stay_as_given_and_marks_are_explained(tmp_path):
    table = read(tmp_path, TABLE)
    assert table.rows[0] == ("Bro Carwen", "2022/23", "2318", "[c]")
    assert [mark for mark, _ in table.marks] == ["[c]", "*", "."]
    assert table.columns == ("Area", "Year", "ALN pupils", "IDPs LA maintained")
    assert table.synthetic


def test_a_column_with_marks_is_still_one_of_numbers(tmp_path):
    assert numeric_columns(read(tmp_path, TABLE).rows) == [False, False, True, True]


def test_a_folder_gives_its_tables_by_name(tmp_path):
    assert read_official_tables(tmp_path) == ()
    for name in ("b", "a"):
        (tmp_path / f"{name}.csv").write_text(TABLE, encoding="utf-8")
    assert [table.title for table in read_official_tables(tmp_path)] == ["A", "B"]


def test_a_row_of_another_length_is_named(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, "a,b\n1,2\n1,2,3\n")
    assert "row 3" in str(caught.value)


def test_the_demonstrations_table_can_be_shown():
    from tests.conftest import ROOT

    table = read_official_table(ROOT / "corpus" / "statistics" / "aln-pupils.csv")
    assert table.synthetic and len(table.marks) == 3
