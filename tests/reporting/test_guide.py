"""The coder's guide as coders meet it."""

import io
import itertools
import json
import stat

import pytest
from docx import Document

from alnqual.reporting.guide import gather, render_html, write_guide
from alnqual.workspace import Workspace
from tests.conftest import ROOT, copy_demonstration
from tests.reporting.test_html import CONTRASTS


@pytest.fixture
def workspace(tmp_path):
    return Workspace(copy_demonstration(tmp_path))


@pytest.fixture(params=[1280, 390])
def page(request, browser, tmp_path):
    file = tmp_path / "guide.html"
    file.write_text(render_html(gather(Workspace(ROOT))), encoding="utf-8")
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    page.requested = []
    page.on("request", lambda request: page.requested.append(request.url))
    page.goto(file.as_uri())
    yield page
    page.close()


def test_the_page_can_be_read_by_all_and_fetches_nothing(page):
    assert page.evaluate(CONTRASTS) == []
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []
    assert page.locator("script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    dangling = page.evaluate(
        "() => [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    assert dangling == []


def test_every_code_is_explained_and_no_coder_is_named(workspace):
    guide = gather(workspace)
    html = render_html(guide)
    assert html.count('<section class="code ') == len(guide.codebook)
    assert "coder-a" not in html and "coder-b" not in html
    assert "Coded by more than one person: 8." in html


def test_the_word_document_holds_the_same_codes(workspace):
    html, docx = write_guide(workspace)
    document = Document(io.BytesIO(docx.read_bytes()))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert {code.name["en"] for code in gather(workspace).codebook} <= set(headings)
    before = (html.read_bytes(), docx.read_bytes())
    write_guide(workspace)
    assert (html.read_bytes(), docx.read_bytes()) == before, "the same study gives the same bytes"
    assert stat.S_IMODE(html.stat().st_mode) == stat.S_IMODE(docx.stat().st_mode) == 0o600


def test_the_guide_names_codes_in_the_studys_language_and_escapes_what_it_says(workspace):
    settings = workspace.root / "alnqual.toml"
    settings.write_text('[study]\ntitle = "A <b>study</b>"\nnames = "cy"\n')
    html = render_html(gather(Workspace(workspace.root)))
    assert "Mewnbynnau</h3>" in html and "Peidio â chynnwys" in html
    assert "A &lt;b&gt;study" in html


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('blind = "server-per-coder"', "a server of your own"),
        ('mode = "assisted"', "You see suggestions"),
        ('in_force = "agreed"', "only what its coders agreed on counts"),
        ("", "keeps coders apart by procedure only"),
    ],
)
def test_a_rounds_rules_are_told(workspace, text, said):
    (workspace.rounds / "r9.toml").write_text(f"title = {json.dumps('Ninth')}\n{text}\n")
    assert said in render_html(gather(workspace))
