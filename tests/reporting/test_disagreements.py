"""The list of disagreements: escaped, private, in order, and without coders' names unless asked."""

import io

import pytest
from openpyxl import load_workbook

from alnqual import Study
from alnqual.coding import CodingStore, anchor
from alnqual.errors import InputError
from alnqual.records import Coding, Submission
from tests.annotation.small_study import build_study


@pytest.fixture
def study(tmp_path) -> Study:
    """Two coders of i01: they agree on one passage and differ on two."""
    workspace = build_study(tmp_path / "study")
    (text,) = workspace.tables.read("documents").query("document == 'i01'")["text"]

    def made(name: str, words: str, code: str, coder: str) -> Coding:
        start = text.index(words)
        end = start + len(words)
        return Coding(name, "i01", start, end, code, coder, "r1", *anchor(text, start, end))

    codings = [
        made("a1", "We plan", "inputs.staff", "coder-a"),
        made("b1", "We plan", "inputs.staff", "coder-b"),
        made("a2", "& <b>no</b> tags", "inputs.funding", "coder-a"),
        made("b2", "<b>no</b>", "outcomes.trust", "coder-b"),
        made("b3", "money runs out", "inputs.staff", "coder-b"),
    ]
    submissions = [Submission("r1", c, "i01", "submitted") for c in ("coder-a", "coder-b")]
    CodingStore(workspace.codings).write("r1", codings, submissions=submissions)
    return Study.open(workspace.root)


def test_what_would_change_the_most_comes_first_and_agreement_is_not_listed(study) -> None:
    listing = study.rounds.disagreements("r1")
    assert [(line.words, len(line.figures)) for line in listing.lines] == [
        ("& <b>no</b> tags", 3), ("money runs out", 0),
    ]  # fmt: skip
    assert (listing.passages, listing.documents) == (3, 1)


def test_page_and_workbook_are_private_and_name_no_coder_unless_asked(study) -> None:
    html, xlsx = study.rounds.write_disagreements(study.rounds.disagreements("r1"))
    assert {path.stat().st_mode & 0o777 for path in (html, xlsx)} == {0o600}
    page, before = html.read_text("utf-8"), xlsx.read_bytes()
    assert "coder-a" not in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "<b>no" not in page
    head, first, _ = load_workbook(io.BytesIO(before))["Disagreements"].iter_rows(values_only=True)
    assert head[5:7] == ("Coder A", "Coder B")
    assert "coder-a" not in str(first)
    study.rounds.write_disagreements(study.rounds.disagreements("r1"))
    assert (html.read_text("utf-8"), xlsx.read_bytes()) == (page, before)
    named, _ = study.rounds.write_disagreements(study.rounds.disagreements("r1", names=True))
    assert "Coder coder-a" in named.read_text("utf-8")


def test_the_page_asks_nothing_of_the_internet_and_is_fit_for_a_narrow_screen(
    study, browser
) -> None:
    html, _ = study.rounds.write_disagreements(study.rounds.disagreements("r1"))
    page = browser.new_page(viewport={"width": 320, "height": 800})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(html.as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    headings = page.locator("h1, h2, h3").all_inner_texts()
    page.close()
    assert asked == [html.as_uri()]
    assert (said, width) == ([], 320)
    assert len(headings) == 4


def test_a_list_elsewhere_is_remembered_and_none_lies_among_the_studys_own_files(study) -> None:
    listing = study.rounds.disagreements("r1")
    there = study.workspace.reports / "for-the-team.html"
    study.rounds.write_disagreements(listing, html=there)
    assert "for-the-team.html" in study.workspace.exports.read_text()
    with pytest.raises(InputError, match="own files"):
        study.rounds.write_disagreements(listing, html=study.workspace.annotation / "a.html")
    with pytest.raises(InputError, match="must end in"):
        study.rounds.write_disagreements(listing, xlsx=there)
    with pytest.raises(InputError, match="no round 'r9'"):
        study.rounds.disagreements("r9")
