"""Migrations change the files where they must and nowhere else, and can be taken back."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alnqual.annotation.config import labelling_config
from alnqual.codebook import Codebook, check
from alnqual.codebook import proposing as propose
from alnqual.codebook.applying import CODEBOOK, THEORY
from alnqual.codebook.history import Files, plan, undone, with_migrations
from alnqual.codebook.migrations import Migration
from alnqual.errors import CodebookError
from tests.conftest import ROOT

NAMES = {"codebook": CODEBOOK, "theory": THEORY, "changes": "changes.yaml"}


def new(identity: str) -> dict[str, object]:
    return {"id": identity, "name": {"en": "New: one"}, "definition": "What is new."}


def files_in(folder: Path) -> Files:
    return Files(**{key: folder / name for key, name in NAMES.items()})


CODES = (
    "inputs", "inputs.funding", "inputs.funding.sufficiency", "inputs.funding.transparency",
    "inputs.funding.time-limited", "inputs.workforce", "activities", "activities.aln-role",
    "activities.aln-role.workload", "context", "context.language", "impacts",
)  # fmt: skip
THEORY_TEXT = """\
links:
  - {id: l1, from: inputs.funding.sufficiency, to: inputs.workforce, assumption: It pays.}
research_questions:
  - id: q
    text: {en: What?}
    # in the order of the guide
    codes: [inputs.funding.sufficiency, inputs.funding, inputs.funding.transparency]
"""


def book_text(codes: Iterable[str]) -> str:
    """A codebook as people write one, with comments, folded lines and quotes here and there."""
    lines = ["# A codebook", "title: Small", "version: 1  # of the file", "", "codes:"]
    for number, code in enumerate(codes):
        parent = code.rpartition(".")[0]
        name = code.rpartition(".")[2].title()
        if number % 3 == 0:
            lines += [f"  # ---- {name}", ""]
        lines.append(f"  - id: {code}" if number % 4 else f'  - id: "{code}"  # as agreed')
        lines += [f"    parent: {parent}"] if parent else []
        lines += [f"    name: {{en: {name}, cy: {name} (cy)}}", f"    stage: {code.split('.')[0]}"]
        lines += ["    definition: >-", f"      What {name}", "      is."]
        lines += [""] if number % 5 else []
    return "\n".join(lines) + "\n"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    files = files_in(tmp_path)
    files.codebook.write_text(book_text(CODES), "utf-8")
    files.theory.write_text(THEORY_TEXT, "utf-8")
    return files


@pytest.fixture
def demonstration(tmp_path: Path) -> Files:
    for name in NAMES.values():
        shutil.copy(ROOT / "codebook" / name, tmp_path / name)
    return files_in(tmp_path)


def make(files: Files, *migrations: Migration) -> Codebook:
    """Make migrations, as `alnqual codebook migrate` does without a server."""
    _, steps = plan(files, more=migrations)
    text = files.changes.read_text("utf-8") if files.changes.is_file() else None
    files.changes.write_text(with_migrations(text, [step.migration for step in steps]), "utf-8")
    for name, path in ((THEORY, files.theory), (CODEBOOK, files.codebook)):
        if name in steps[-1].texts:
            path.write_bytes(steps[-1].texts[name].encode())
    return Codebook.read(files.codebook)


def test_a_rename_changes_the_ids_and_the_version_and_no_other_line(demonstration):
    before = demonstration.codebook.read_text("utf-8").split("\n")
    book = Codebook.read(demonstration.codebook)
    after = make(demonstration, propose.rename(book, "inputs.funding", "inputs.money"))
    changed = [
        (old, new)
        for old, new in zip(
            before, demonstration.codebook.read_text("utf-8").split("\n"), strict=True
        )
        if old != new
    ]
    assert ("version: 1", "version: 2") in changed
    assert all(
        new == old.replace("inputs.funding", "inputs.money").replace("version: 1", "version: 2")
        for old, new in changed
    )
    assert "inputs.money.sufficiency" in after and "inputs.funding" not in after
    assert after.migrations.now("inputs.funding.sufficiency", 1) == "inputs.money.sufficiency"
    assert check(*(demonstration.codebook, demonstration.theory, demonstration.changes)) == []
    assert "inputs.funding" not in demonstration.theory.read_text("utf-8")


def test_a_move_of_a_group_takes_those_below_along(files):
    book = Codebook.read(files.codebook)
    after = make(files, propose.move(book, "inputs.funding", "inputs.workforce"))
    assert after["inputs.workforce.funding.sufficiency"].parent == "inputs.workforce.funding"
    assert after.migrations.now("inputs.funding", 1) == "inputs.workforce.funding"
    tree = [code.id for code in after]
    assert tree.index("inputs.workforce.funding") > tree.index("inputs.workforce")


def test_a_group_of_another_stage_gives_its_stage(files):
    book = Codebook.read(files.codebook)
    after = make(files, propose.move(book, "context.language", "activities"))
    assert after["activities.language"].stage == "activities"


def test_a_merge_takes_the_entry_out_and_names_no_code_twice(files):
    book = Codebook.read(files.codebook)
    merged = ["inputs.funding.sufficiency", "inputs.funding.transparency"]
    after = make(files, propose.merge(book, merged, "inputs.funding"))
    assert not any(code in after for code in merged)
    assert "codes: [inputs.funding]\n" in files.theory.read_text()


def test_a_retired_and_a_split_code_stay_but_are_not_offered(files):
    book = Codebook.read(files.codebook)
    parts = [new("inputs.funding.sufficiency.a"), new("inputs.funding.part-b")]
    make(files, propose.split(book, "inputs.funding.sufficiency", parts))
    book = Codebook.read(files.codebook)
    after = make(files, propose.retire(book, "activities.aln-role"))
    assert after["inputs.funding.sufficiency"].retired
    assert after.offered("inputs.funding.sufficiency"), "by the code below it"
    assert not after.offered("activities.aln-role.workload")
    assert after["inputs.funding.part-b"].parent == "inputs.funding"


def test_a_migration_that_would_leave_a_fault_is_refused(files):
    book = Codebook.read(files.codebook)
    before = files.codebook.read_bytes()
    with pytest.raises(CodebookError, match="a cycle among stages"):
        plan(files, more=[propose.move(book, "inputs.funding", "activities")])
    assert files.codebook.read_bytes() == before


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda b: propose.rename(b, "inputs.funding", "activities.funding"), "does not lie under"),
        (lambda b: propose.rename(b, "inputs.funding", "inputs.Funding"), "is no id"),
        (lambda b: propose.rename(b, "inputs.funding", "inputs.workforce"), "already"),
        (lambda b: propose.rename(b, "inputs.fundings", "inputs.x"), "no code 'inputs.fundings'"),
        (lambda b: propose.move(b, "inputs", "inputs.funding"), "below itself"),
        (lambda b: propose.move(b, "inputs.funding", "inputs"), "there already"),
        (lambda b: propose.merge(b, ["inputs.funding"], "inputs"), "has codes below it"),
        (lambda b: propose.split(b, "inputs.funding", [new("inputs.x")]), "two codes or more"),
        (lambda b: propose.split(b, "inputs.funding", [new("context.x")] * 2), "neither below"),
        (lambda b: propose.add(b, new("nowhere.x")), "no code 'nowhere'"),
        (lambda b: propose.add(b, new("feelings")), "needs a stage"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(files, ask, said):
    book = Codebook.read(files.codebook)
    with pytest.raises(CodebookError, match=said):
        ask(book)


def test_an_id_that_was_is_given_to_no_other_code_but_back_to_its_own(files):
    book = Codebook.read(files.codebook)
    book = make(files, propose.rename(book, "inputs.funding", "inputs.money"))
    with pytest.raises(CodebookError, match="refer to it for ever"):
        propose.add(book, new("inputs.funding"))
    with pytest.raises(CodebookError, match="refer to it for ever"):
        propose.rename(book, "inputs.workforce", "inputs.funding")
    after = make(files, propose.rename(book, "inputs.money", "inputs.funding"))
    assert after.migrations.now("inputs.funding.sufficiency", 1) in after
    assert set(after.migrations.former) == {f"inputs.money{t}" for t in ("", *TAILS)}


TAILS = (".sufficiency", ".transparency", ".time-limited")


def test_an_edit_made_since_stays_when_a_migration_is_taken_back_and_one_in_it_stops_that(files):
    before = files.codebook.read_text("utf-8")
    book = Codebook.read(files.codebook)
    make(files, propose.rename(book, "inputs.funding", "inputs.money"))
    files.codebook.write_text(
        files.codebook.read_text("utf-8").replace("en: Impacts", "en: Effects"), "utf-8"
    )
    _, texts = undone(files)
    assert texts[CODEBOOK] == before.replace("en: Impacts", "en: Effects")
    text = files.codebook.read_text("utf-8")
    files.codebook.write_text(text.replace("cy: Funding (cy)}", "cy: Arian}"), "utf-8")
    with pytest.raises(CodebookError, match=r"codebook\.yaml, near line 1\d: .*edited since"):
        undone(files)


def test_json_and_odd_ways_of_writing_stay_as_they_are(tmp_path):
    files = files_in(tmp_path)
    files.codebook.write_text(
        '{"title": "J", "version": 1, "codes": [{"id": "a", "name": {"en": "A"}, "stage": "inputs",'
        ' "definition": "A."}, {"id": "a.b", "parent": "a", "name": {"en": "B"}, "stage": '
        '"inputs", "definition": "B."}]}'
    )
    book = Codebook.read(files.codebook)
    make(files, propose.rename(book, "a", "z"))
    book = Codebook.read(files.codebook)
    make(files, propose.add(book, new("z.c")))
    book = Codebook.read(files.codebook)
    make(files, propose.retire(book, "z.b"))
    found = json.loads(files.codebook.read_text())
    assert [code["id"] for code in found["codes"]] == ["z", "z.b", "z.c"]
    assert found["codes"][1]["retired"] is True
    book = Codebook.read(files.codebook)
    make(files, propose.merge(book, ["z.b"], "z"))
    assert [c["id"] for c in json.loads(files.codebook.read_text())["codes"]] == ["z", "z.c"]


def test_windows_line_ends_stay(tmp_path):
    files = files_in(tmp_path)
    text = book_text(CODES)
    files.codebook.write_bytes(text.replace("\n", "\r\n").encode())
    before = files.codebook.read_bytes()
    make(files, propose.add(Codebook.read(files.codebook), new("inputs.new")))
    after = files.codebook.read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n")
    assert undone(files)[1][CODEBOOK].encode() == before


KINDS = ("rename", "move", "merge", "split", "retire", "add")


def ask(draw: st.DrawFn, book: Codebook, number: int) -> Migration:
    """A migration of any kind; what the codebook does not allow is refused by it."""
    kind = draw(st.sampled_from(KINDS))
    ids = [code.id for code in book]
    code, other = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    known = [*ids, *book.migrations.former]
    last = draw(st.sampled_from([f"n{number}", *(i.rpartition(".")[2] for i in known)]))
    beside = f"{code.rpartition('.')[0]}.{last}".lstrip(".")
    if kind == "rename":
        return propose.rename(book, code, beside)
    if kind == "move":
        return propose.move(book, code, draw(st.sampled_from([other, ""])))
    if kind == "merge":
        below = [each.id for each in book.subtree(code)]
        return propose.merge(book, draw(st.sampled_from([[code], below, [code, last]])), other)
    if kind == "split":
        return propose.split(book, code, [new(f"{code}.{last}"), new(f"{code}.m{number}")])
    if kind == "retire":
        return propose.retire(book, code)
    return propose.add(book, new(f"{code}.{last}"))


@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_coding_survives_every_sequence_of_migrations(tmp_path_factory, data):
    """Codings are made under every version, some with what the page still shows of earlier ones."""
    files = files_in(tmp_path_factory.mktemp("book"))
    files.codebook.write_text(book_text(CODES), "utf-8")
    files.theory.write_text(THEORY_TEXT, "utf-8")
    book = Codebook.read(files.codebook)
    chosen: list[tuple[str, int]] = []
    for number in range(data.draw(st.integers(1, 5))):
        aliases = sorted({*(code.id for code in book), *book.migrations.former})
        codes = data.draw(st.lists(st.sampled_from(aliases), min_size=1, max_size=4))
        chosen += [(code, book.version) for code in codes]
        before = files.texts()
        try:
            book = make(files, data.draw(st.composite(ask)(book, number)))
        except CodebookError:
            assert files.texts() == before
            continue
        assert all(book.migrations.now(code, made) in book for code, made in chosen)
        assert undone(files)[1] == before
        page = fromstring(labelling_config(book))
        shown = {choice.get("alias") for choice in page.iterfind(".//Taxonomy//Choice")}
        labels = {label.get("alias") for label in page.iterfind(".//Label")}
        for code, _ in chosen:
            path = book.path(code)
            place = "/".join(f"Choice[@alias='{each}']" for each in path)
            assert page.find(f".//Taxonomy/{place}") is not None, path
            assert path[0] in labels
        assert shown == {*(code.id for code in book), *book.migrations.former}
    assert check(files.codebook, files.theory, files.changes) == []
