"""The page on the corpus's quality as people meet it, and what it must not hold."""

import itertools
import stat
from dataclasses import replace

import pytest

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.asked import Asked
from alnqual.corpus.quality.assess import LookedAt, Quality
from alnqual.corpus.quality.coverage import Coverage, Heard
from alnqual.corpus.quality.names import NamesLeft
from alnqual.reporting.quality import missing_voices, render_quality, share, write_quality
from tests.reporting.test_html import CONTRASTS

RAW = "corpus/raw/Gwen Pari.docx"
FINDINGS = (
    Finding(RAW, None, "warning", "1 gap over 2 minutes", "time"),
    Finding("corpus/raw/Ken.docx", None, "error", "is damaged; it will be left out"),
    Finding("corpus/raw/Extra Jones.txt", None, "warning", "is not in the register"),
    Finding(
        "corpus/register.csv", 2, "warning",
        "the label 'Gwen Pari' of d1 is not in speakers.csv: shown as Speaker 1", "speaker",
    ),
    Finding(
        "corpus/register.csv", 3, "warning",
        f"4 labels of d2 are not in speakers.csv: {'Ken'!r}, {'Sinéad O’Neil'!r}, "
        f"{'Shan O' + chr(39) + 'Hara'!r}, {'Al ' + chr(34) + 'B' + chr(34) + chr(39) + ' Coe'!r}",
        "speaker",
    ),
    *(Finding(f"corpus/raw/{n}.txt", None, "note", "1 line kept apart") for n in range(8)),
    Finding("corpus/guides/a.yaml", None, "warning", "of <b>1</b> “money”", "guide"),
)  # fmt: skip
NAMES = ("Gwen", "Pari", "Ken", "Extra", "Jones", "Neil", "Shan", "Hara", "Coe")


def quality(**changed) -> Quality:
    heard = (
        Heard("P1", "d1", "North", "schools", "alnco", "2", 1234),
        Heard("P2", "d1", "North", "family", "parent", "2", 10),
        Heard("P1", "d2", "North", "schools", "alnco", "4", 100),
        Heard("P3", "d2", "South", "schools", "head", "4", 100),
    )
    values = {
        "title": "A study <of> voices",
        "synthetic": True,
        "findings": FINDINGS,
        "looked_at": LookedAt(3, 2, 40, 1600, 3, 1500, {"en": 1590, "cy": 10}),
        "coverage": Coverage(
            heard, ("North", "South"), ("family", "schools"), ("alnco", "parent"), ("2", "4")
        ),
        "asked": (
            Asked("a.yaml", "money", "Who pays?", 0, 2), Asked("a.yaml", "time", "When?", 1, 2),
        ),
        "names": (NamesLeft("d1", "person", True, 2, ("d1-0001",)),),
        "names_reason": "",
        "files": {RAW: ("d1",), "corpus/raw/Ken.docx": ("d2",)},
    }  # fmt: skip
    return Quality(**(values | changed))


@pytest.fixture
def open_quality(browser, tmp_path):
    file = tmp_path / "page.html"
    pages = []

    def opened(width=1280, **changed):
        file.write_text(render_quality(quality(**changed)), encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.requested, page.complaints = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()


@pytest.fixture(params=[1280, 390, 320])
def page(request, open_quality):
    return open_quality(request.param)


def test_no_label_and_no_name_of_a_file_is_on_the_page():
    html = render_quality(quality())
    assert [name for name in NAMES if name in html] == []
    assert "4 labels of d2 are not in speakers.csv: [not shown]<" in html
    assert "a file of corpus/raw/ that the register does not list" in html


def test_what_the_study_says_is_escaped(page):
    assert page.title() == "Quality of the corpus: A study <of> voices"
    assert page.locator("td b").count() == 0


def test_nothing_is_fetched_and_nothing_complains(page):
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []
    assert page.locator("script").count() == 0


def test_who_was_not_heard_is_said_in_words(open_quality):
    page = open_quality()
    assert page.locator("#heard ~ ul li").all_inner_texts() == ["South: family"]
    row = page.locator("table:has(#areas-caption) tbody tr", has_text="South")
    cells = [text.replace("\n", " ") for text in row.locator("td").all_inner_texts()]
    assert cells[0] == "nobody" and cells[1].startswith("1 100")


def test_the_matrix_has_every_role_area_and_phase(open_quality):
    table = open_quality().locator("table:has(#roles-caption)")
    assert table.locator("th[scope=colgroup]").all_inner_texts() == ["North", "South"]
    alnco = table.locator("tbody tr", has_text="alnco").locator("td").all_inner_texts()
    assert alnco == ["1", "1", "0", "0"]


def test_landmarks_headings_and_ids(page):
    for landmark in ("header", "nav[aria-labelledby]", "main", "footer"):
        assert page.locator(f"body {landmark}").count() == 1, landmark
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
    )
    assert levels.count(1) == 1 and levels[0] == 1
    ordered = [level for level in levels if level]
    assert all(after - before <= 1 for before, after in itertools.pairwise(ordered))
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    dangling = page.evaluate(
        "() => [...document.querySelectorAll('[aria-labelledby]')]"
        ".map(e => e.getAttribute('aria-labelledby'))"
        ".concat([...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)))"
        ".filter(id => !document.getElementById(id))"
    )
    assert dangling == []


def test_tables_have_captions_scopes_and_can_be_scrolled_by_keyboard(page):
    faults = page.evaluate(
        "() => [...document.querySelectorAll('table')].filter(t => !t.caption"
        " || [...t.querySelectorAll('th')].some(th => !th.scope)"
        " || !t.closest('[role=region][tabindex=\"0\"][aria-labelledby]')).length"
    )
    assert faults == 0 and page.locator("table").count() >= 6


def test_text_stands_out_from_its_background(page):
    assert page.evaluate(CONTRASTS) == []


def test_a_narrow_screen_scrolls_in_one_direction_only(page):
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    spilling = page.evaluate(
        "w => [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll')"
        " && e.checkVisibility() && e.getBoundingClientRect().right > w + 1).length",
        width,
    )
    assert spilling == 0


def test_names_are_counted_by_document_and_kind(open_quality):
    names = (
        NamesLeft("d1", "person", True, 2, ("d1-0001",)),
        NamesLeft("d1", "person", False, 3, ("d1-0002",)),
        NamesLeft("d2", "place", False, 1, ("d2-0001",)),
    )
    table = open_quality(names=names).locator("table:has(#names-caption)")
    rows = [row.split() for row in table.locator("tr").all_inner_texts()]
    assert rows == [
        ["Document", "Known", "ones", "person", "place"],
        ["d1", "2", "5", "0"],
        ["d2", "0", "0", "1"],
    ]


def test_a_row_keeps_its_name_while_the_matrix_scrolls(open_quality):
    areas = tuple(f"Area {n}" for n in range(9))
    broad = replace(quality().coverage, areas=("North", "South", *areas))
    region = open_quality(320, coverage=broad).locator(".broad")
    region.evaluate("e => { e.scrollLeft = e.scrollWidth }")
    assert region.evaluate("e => e.scrollLeft") > 0, "the test needs a matrix that scrolls"
    left = region.bounding_box()["x"]
    for cell in ("tbody th[scope=row]", "thead th[scope=col]"):
        assert region.locator(cell).first.bounding_box()["x"] == pytest.approx(left, abs=1)


def test_notes_that_say_the_same_stand_together(open_quality):
    rows = open_quality().locator("td.severity.note")
    assert rows.count() == 1


def test_an_empty_study_has_a_page_too(open_quality):
    page = open_quality(
        findings=(), coverage=Coverage(), asked=(), names=None, names_reason="no ingestion yet",
        looked_at=LookedAt(0, 0, 0, 0, 0, 0, {}), files={}, synthetic=False,
    )  # fmt: skip
    text = page.locator("main").inner_text()
    for said in ("Nothing was found", "Nobody has been heard yet", "no ingestion yet"):
        assert said in text
    assert page.locator(".notice").count() == 0


def test_a_synthetic_study_says_so(page):
    assert "This is a demonstration." in page.locator(".notice").inner_text()


def test_only_its_owner_reads_the_page_and_it_is_written_once(tmp_path):
    path = tmp_path / "page.html"
    assert write_quality(quality(), path)
    assert not write_quality(quality(), path), "the same study gives the same bytes"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_area_with_one_sector_is_told_briefly():
    heard = (Heard("P1", "d1", "North", "a", "r", "2", 1),)
    found = Coverage(heard, ("North",), ("a", "b", "c", "d"), ("r",), ("2",))
    assert missing_voices(found) == [("North", "every sector but a")]


def test_a_share_is_whole_only_if_it_is():
    assert [share(*each) for each in ((0, 9), (1, 900), (899, 900), (9, 9), (1, 3), (0, 0))] == [
        "0%", "under 1%", "over 99%", "100%", "33%", "0%",
    ]  # fmt: skip
