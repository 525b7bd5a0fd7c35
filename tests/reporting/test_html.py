"""The page as people meet it: in a real browser, by keyboard, on a small screen, offline."""

import io
import itertools
from dataclasses import replace
from statistics import median

import pytest
from PIL import Image
from playwright.sync_api import expect

from alnqual.reporting.content import build_report
from alnqual.reporting.evidence import Evidence
from alnqual.reporting.html import all_quotes, render_html
from alnqual.workspace import Settings
from tests.synthesis.small import REFUSED, codebook, evidence

CONTRASTS = """() => {
  const channel = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('svg, script, style')) continue;
    const style = getComputedStyle(element);
    let behind = element, back = [0, 0, 0, 0];
    while (behind && (back.length === 4 && back[3] === 0)) {
      back = parse(getComputedStyle(behind).backgroundColor); behind = behind.parentElement;
    }
    if (back.length === 4 && back[3] === 0) back = [255, 255, 255];
    const [a, b] = [light(parse(style.color)), light(back)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), bold = style.fontWeight >= 600;
    const needed = size >= 24 || (size >= 18.66 && bold) ? 3 : 4.5;
    const ratio = (a + .05) / (b + .05);
    if (ratio < needed) found.push([element.outerHTML.slice(0, 80), ratio]);
  }
  return found;
}"""


@pytest.fixture(params=[1280, 320])
def page(request, open_page):
    return open_page(request.param)


def test_nothing_is_fetched_and_nothing_complains(page):
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []


def test_what_people_said_is_shown_as_words_not_as_markup(page):
    assert page.title() == "Small study <of> release"
    quote = page.locator("#q-aaaaaaaaaaa2 blockquote")
    assert "<script>document.title='owned'</script>" in quote.inner_text()
    assert "\N{ZERO WIDTH JOINER}\N{HEAVY BLACK HEART} & \N{REPLACEMENT CHARACTER}" in (
        quote.inner_text()
    )
    assert page.locator("blockquote script, h3 b, td i").count() == 0


def test_the_policy_lets_only_the_reports_own_script_run(open_page):
    page = open_page()
    page.evaluate(
        "() => { const s = document.createElement('script');"
        " s.textContent = \"document.title = 'owned'\"; document.body.append(s); }"
    )
    assert page.title() != "owned"


def test_words_written_from_right_to_left_do_not_spill(page):
    style = page.locator("#q-aaaaaaaaaaa2 blockquote").evaluate(
        "e => [e.getAttribute('dir'), getComputedStyle(e).unicodeBidi]"
    )
    assert style[0] == "auto" and style[1] in ("isolate", "plaintext")


def test_headings_are_in_order_with_one_title(page):
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
    )
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_landmarks_language_and_names(page):
    for landmark in ("header", "nav[aria-labelledby]", "main", "footer"):
        assert page.locator(f"body {landmark}").count() == 1, landmark
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("#q-aaaaaaaaaaa5 blockquote", "lang") == "cy"
    dangling = page.evaluate(
        "() => [...document.querySelectorAll('[aria-labelledby]')]"
        ".flatMap(e => e.getAttribute('aria-labelledby').split(' '))"
        ".concat([...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)))"
        ".concat([...document.querySelectorAll('label')].map(l => l.htmlFor))"
        ".filter(id => !document.getElementById(id))"
    )
    assert dangling == []


def test_no_id_is_used_twice(page):
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_tables_have_captions_and_scopes(page):
    faults = page.evaluate(
        "() => [...document.querySelectorAll('table')].filter(t => !t.caption"
        " || [...t.querySelectorAll('th')].some(th => !th.scope)).length"
    )
    assert faults == 0
    assert page.locator("table").count() >= 5


def test_text_stands_out_from_its_background(page):
    assert page.evaluate(CONTRASTS) == []


def test_a_narrow_screen_scrolls_in_one_direction_only(open_page):
    page = open_page(320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    spilling = page.evaluate(
        "() => [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll')"
        " && e.checkVisibility() && e.getBoundingClientRect().right > 321).length"
    )
    assert spilling == 0


def test_everything_can_be_reached_by_keyboard_and_shows_where_it_is(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    reachable = page.evaluate(
        "() => [...document.querySelectorAll('a, input, select, button, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility()).length"
    )
    seen = 1
    for _ in range(reachable - 1):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [document.activeElement.tagName, s.outlineStyle, parseFloat(s.outlineWidth)] }"
        )
        assert outline[0] != "BODY"
        assert outline[1] != "none" and outline[2] >= 2, outline
        seen += 1
    assert seen == reachable


def test_scrolling_regions_have_a_name_and_take_the_keyboard(page):
    for region in page.locator(".scroll").all():
        assert region.get_attribute("tabindex") == "0"
        assert region.get_attribute("aria-label") or region.get_attribute("aria-labelledby")


def test_quotes_can_be_found_by_words_and_by_who_spoke(open_page, report):
    page = open_page()
    everything = len(all_quotes(report))
    shown = page.locator(".quote:visible")
    assert shown.count() == everything
    page.fill("#filter-text", "PORTAL")
    found = shown.count()
    assert 0 < found < everything
    assert f"{found} of {everything} quotes" in page.inner_text("#filter output")
    assert page.locator("#code-inputs-staff-welsh:visible").count() == 0
    page.click("#filter button")
    expect(shown).to_have_count(everything)
    page.select_option("#filter-phase", "Phase 4")
    assert shown.count() == sum(quote.phase == "Phase 4" for quote in all_quotes(report))


def test_a_link_to_a_hidden_quote_shows_it(open_page):
    page = open_page()
    page.fill("#filter-text", "no such words")
    page.evaluate("location.hash = '#q-aaaaaaaaaaa1'")
    page.wait_for_selector("#q-aaaaaaaaaaa1:visible")


def test_without_scripts_everything_is_there_but_the_filter(open_page, report):
    page = open_page(java_script_enabled=False)
    assert page.locator(".quote:visible").count() == len(all_quotes(report))
    assert page.locator("#filter:visible").count() == 0


def test_motion_is_left_out_for_those_who_ask(open_page):
    page = open_page(reduced_motion="reduce")
    behaviour = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert behaviour == "auto"


def test_every_quote_has_a_place_to_link_to(report, open_page):
    page = open_page()
    for quote in all_quotes(report):
        assert page.locator(f"[id='q-{quote.id}']").count() == 1
        assert quote.reference in page.inner_text(f"[id='q-{quote.id}'] figcaption")


def test_paper_leaves_out_what_only_a_screen_can_use(open_page):
    page = open_page()
    page.emulate_media(media="print")
    assert page.locator("nav:visible, #filter:visible").count() == 0
    assert page.locator("blockquote:visible").count() > 0


def test_a_report_without_codings_is_a_whole_page():
    html = render_html(build_report(Evidence(Settings(), codebook(), {})))
    assert "Nothing has been coded yet" in html and "No themes have been found yet" in html
    assert "demonstration" not in html


def test_a_colour_that_is_no_colour_is_not_written(report):
    root = replace(report.heard[0], colour="red;background:url(//evil)")
    assert "evil" not in render_html(replace(report, heard=(root,)))


def test_the_source_holds_no_refused_words_and_is_the_same_every_time(report):
    html = render_html(report)
    assert REFUSED not in html
    assert html == render_html(build_report(evidence()))


BROAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1400 300" style="max-width:100%">'
    '<rect width="1400" height="300" fill="#fff"/></svg>'
)
"""As broad as the drawing of a whole theory of change."""


@pytest.fixture
def broad(browser, report, tmp_path):
    """Opens the report with a broad drawing: where the drawing lies, and how much of it scrolls."""
    file = tmp_path / "broad.html"
    file.write_text(render_html(replace(report, drawing=BROAD)), encoding="utf-8")
    pages = []

    def opened(width):
        pages.append(browser.new_page(viewport={"width": width, "height": 900}))
        pages[-1].goto(file.as_uri())
        return pages[-1]

    yield opened
    for page in pages:
        page.close()


@pytest.mark.parametrize("width", [1190, 1280, 1600])
def test_the_drawing_is_not_cut_off_on_a_desk(broad, width):
    page = broad(width)
    left, right, hidden, page_width = page.locator(".drawing").evaluate(
        "e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right,"
        " e.scrollWidth - e.clientWidth, document.documentElement.scrollWidth]"
    )
    assert hidden == 0
    assert left >= 0 and right <= page_width <= width


def test_a_link_of_the_contents_is_not_covered_by_the_drawing(broad):
    page = broad(1280)
    page.locator(".drawing").scroll_into_view_if_needed()
    link = page.locator(".contents a[href='#theory']")
    link.focus(timeout=1000)
    page.locator(".drawing").evaluate("e => e.scrollIntoView({behavior: 'instant'})")
    assert link.evaluate(
        "e => { const b = e.getBoundingClientRect();"
        " return document.elementFromPoint(b.left + 5, b.top + b.height / 2) === e }"
    )


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_a_drawing_that_scrolls_says_so(broad, width):
    page = broad(width)
    assert page.locator(".drawing").evaluate("e => e.scrollWidth > e.clientWidth")
    assert page.locator(".cue:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_clipped_table_is_darker_at_the_edge_where_it_goes_on(broad):
    page = broad(320)
    region = page.locator(".scroll:has(table)").first
    assert region.evaluate("e => e.scrollWidth > e.clientWidth"), "the test needs a clipped table"
    at_start = _edges(region)
    region.evaluate("e => { e.scrollLeft = e.scrollWidth }")
    at_end = _edges(region)
    assert at_start[0] > 250 and at_start[1] < 220
    assert at_end[0] < 220 and at_end[1] > 250


def _edges(region):
    """The usual brightness just inside the left and the right edge."""
    picture = Image.open(io.BytesIO(region.screenshot())).convert("L")
    return [
        median(picture.getpixel((x, y)) for y in range(picture.height))
        for x in (2, picture.width - 3)
    ]


def test_reasons_keep_the_case_of_names(report):
    row = replace(report.left_out[0], reason="all-MiniLM-L6-v2 cannot read Welsh")
    html = render_html(replace(report, left_out=(row,)))
    assert "All-MiniLM-L6-v2 cannot read Welsh" in html


def test_the_agreement_table_counts_marks_not_turns(page):
    heads = page.locator("table:has(#agreement-caption) thead th").all_inner_texts()
    assert "Marks" in heads and "Turns marked" not in heads
