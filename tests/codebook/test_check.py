"""Every fault of a codebook is reported, with its line."""

from pathlib import Path

import pytest

from alnqual.codebook import Codebook, TheoryOfChange, check
from alnqual.errors import CodebookError

BOOK = """\
title: A book
version: 1
codes:
  - id: inputs
    name: {en: Inputs, cy: Mewnbynnau}
    stage: inputs
    definition: What is put in.
  - id: inputs.money
    parent: inputs
    name: {en: Money}
    stage: inputs
    definition: Money.
    basis: [s1]
  - id: outcomes
    name: {en: Outcomes}
    stage: outcomes
    definition: What changes.
"""
THEORY = """\
title: A theory
documents: [{id: d, citation: A document}]
sources: [{id: s1, document: d, kind: heading, title: Funding}]
links:
  - {id: l1, from: inputs.money, to: outcomes, assumption: Money helps., basis: [s1]}
"""


def faults(tmp_path: Path, book: str = BOOK, theory: str = THEORY) -> list[tuple[int, str]]:
    (tmp_path / "codebook.yaml").write_text(book, encoding="utf-8")
    (tmp_path / "theory_of_change.yaml").write_text(theory, encoding="utf-8")
    found = check(tmp_path / "codebook.yaml", tmp_path / "theory_of_change.yaml")
    return [(fault.line, fault.message) for fault in found]


def test_a_sound_pair_of_files_has_no_fault(tmp_path):
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("id: outcomes", "id: inputs", 14, "used twice"),
        ("parent: inputs", "parent: moneys", 9, "unknown parent 'moneys'"),
        ("    definition: Money.\n", "", 8, "'definition' is missing"),
        ("definition: Money.", 'definition: ""', 12, "'definition' is missing"),
        ("name: {en: Money}", "name: {cy: Arian}", 10, "English name is missing"),
        ("    stage: outcomes", "    stage: outcome", 16, "'stage' is one of"),
        ("basis: [s1]", "basis: [s2]", 13, "unknown basis 's2'"),
        ("definition: Money.", "defintion: Money.", 12, "unknown key 'defintion'"),
        ("definition: Money.", "definition: [Money.", 13, "YAML error"),
        ("version: 1", "version: one", 2, "'version' must be a whole number"),
    ],
)
def test_each_fault_of_the_codebook_names_its_line(tmp_path, before, after, line, said):
    assert before in BOOK
    found = faults(tmp_path, book=BOOK.replace(before, after))
    assert any(number == line and said in message for number, message in found), found


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("to: outcomes", "to: outcome", 5, "there is no code 'outcome'"),
        ("from: inputs.money, to: outcomes", "from: outcomes, to: inputs", 5, "cycle among stages"),
        ("sources: [", "sources: [{id: s9, document: d, kind: k, title: T}, ", 3, "of no code"),
        ("assumption: Money helps., ", "", 5, "'assumption' is missing"),
        ("title: A theory", "\ttitle: A theory", 1, "YAML error"),
    ],
)
def test_each_fault_of_the_theory_names_its_line(tmp_path, before, after, line, said):
    assert before in THEORY
    found = faults(tmp_path, theory=THEORY.replace(before, after))
    assert any(number == line and said in message for number, message in found), found


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("id: outcomes", "id: 7", 14, "'id' must be text"),
        ("id: outcomes", "id: [x]", 14, "'id' must be text"),
        ("parent: inputs", "parent: [inputs]", 9, "'parent' must be text"),
        ("basis: [s1]", "basis: [[s1]]", 13, "'basis' must be a list of words"),
        ("  - id: outcomes\n", "  - outcomes\n  - id: outcomes\n", 14, "set of keys and values"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_fault_and_not_a_crash(tmp_path, before, after, line, said):
    found = faults(tmp_path, book=BOOK.replace(before, after))
    assert any(number == line and said in message for number, message in found), found


def test_links_in_a_circle_within_a_stage_are_found(tmp_path):
    book = BOOK.replace(
        "  - id: outcomes",
        "  - id: inputs.staff\n    parent: inputs\n    name: "
        "{en: Staff}\n    stage: inputs\n    definition: Staff.\n  - id: outcomes",
    )
    circle = THEORY + (
        "  - {id: l2, from: inputs.money, to: inputs.staff, assumption: A.}\n"
        "  - {id: l3, from: inputs.staff, to: inputs.money, assumption: B.}\n"
    )  # fmt: skip
    assert any("a cycle: " in message for _, message in faults(tmp_path, book, circle))


def test_reading_a_faulty_codebook_lists_every_fault(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text(BOOK.replace("stage: outcomes", "stage: x").replace("Money.", "''"), "utf-8")
    with pytest.raises(CodebookError, match="2 faults") as raised:
        Codebook.read(path)
    assert "codebook.yaml:16" in str(raised.value)


def test_a_missing_file_is_a_fault_not_a_crash(tmp_path):
    assert "does not exist" in str(check(tmp_path / "codebook.yaml")[0])


def test_the_tree_can_be_walked(tmp_path):
    faults(tmp_path)
    theory = TheoryOfChange.read(tmp_path / "theory_of_change.yaml", tmp_path / "codebook.yaml")
    book = theory.codebook
    assert [code.id for code in book] == ["inputs", "inputs.money", "outcomes"]
    assert [code.id for code in book.leaves] == ["inputs.money", "outcomes"]
    assert [code.id for code in book.ancestors("inputs.money")] == ["inputs"]
    assert book.label("inputs", "cy") == "Mewnbynnau"
    assert book.label("inputs.money", "cy") == "Money"
    with pytest.raises(CodebookError, match="no code 'x'"):
        book["x"]


def test_both_render_in_jupyter_with_what_they_say_escaped(tmp_path):
    faults(tmp_path, book=BOOK.replace("name: {en: Money}", 'name: {en: "<b>Money"}'))
    theory = TheoryOfChange.read(tmp_path / "theory_of_change.yaml", tmp_path / "codebook.yaml")
    page, picture = theory.codebook._repr_html_(), theory._repr_svg_()
    assert "&lt;b&gt;Money" in page and "<b>Money" not in page
    assert picture.startswith("<svg") and "&lt;b&gt;Money" in picture and "<b>Money" not in picture


CHANGES = """\
migrations:
  - version: 2
    kind: rename
    codes: [inputs.cash]
    to: inputs.money
    former:
      - {id: inputs.cash, now: inputs.money, parent: inputs, name: {en: Cash}}
    patches: {}
  - version: 3
    kind: retire
    codes: [inputs.money]
"""


def change_faults(tmp_path: Path, changes: str, version: int = 2) -> list[tuple[int, str]]:
    faults(tmp_path, BOOK.replace("version: 1", f"version: {version}"))
    (tmp_path / "changes.yaml").write_text(changes, encoding="utf-8")
    paths = (tmp_path / name for name in ("codebook.yaml", "theory_of_change.yaml", "changes.yaml"))
    return [(fault.line, fault.message) for fault in check(*paths)]


def test_sound_migrations_made_and_to_be_made_have_no_fault(tmp_path):
    assert change_faults(tmp_path, CHANGES) == []
    assert change_faults(tmp_path, "migrations: []\n") == []


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("kind: rename", "kind: renome", 3, "'kind' is one of rename, move"),
        ("version: 3", "version: 2", 9, "must stand before that to version 2"),
        ("    to: inputs.money\n", "", 2, "a rename needs 'to'"),
        ("now: inputs.money", "now: inputs.monies", 7, "which the codebook does not have"),
        ("{id: inputs.cash, now", "{ids: x, id: inputs.cash, now", 7, "unknown key 'ids'"),
        ("    patches: {}\n", "", 2, "was not made, but codebook.yaml is in version 2"),
        ("migrations:", "migration:", 1, "unknown key 'migration'"),
        ("codes: [inputs.money]", "codes: inputs.money", 11, "must be a list"),
        ("    former:\n", "    former: x\n    entries:\n", 6, "'former' must be a list"),
    ],
)  # fmt: skip
def test_each_fault_of_the_migrations_is_found_on_its_line(tmp_path, before, after, line, said):
    assert before in CHANGES
    found = change_faults(tmp_path, CHANGES.replace(before, after))
    assert any(at == line and said in message for at, message in found), found
