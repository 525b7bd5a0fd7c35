"""The map of the corpus in a real browser: keyboard, pointer, search, and 20,000 passages."""

import json
import random
from pathlib import Path
from xml.etree import ElementTree

import pytest

from alnqual.reporting.charts import to_png
from alnqual.reporting.theme_map import MapPage, Point, map_data, render_drawing, render_page

FACETS = ("Theme", "Code", "Sector")


def point(number: int, theme: str, x: float, y: float, **more: object) -> Point:
    told = {
        "id": f"i01-{number:04d}-01", "turn": f"i01-{number:04d}", "document": "i01", "x": x,
        "y": y, "words": f"Passage {number} about {theme or 'nothing'}.", "language": "en",
        "attribution": "Teacher, primary", "values": ((theme,) if theme else (), (), ("Primary",)),
    }  # fmt: skip
    return Point(**{**told, **more})  # type: ignore[arg-type]


def small(**more: object) -> MapPage:
    points = (
        point(1, "0: money", 0.1, 0.5),
        point(2, "0: money", 0.5, 0.5, values=(("0: money",), ("Funding", "Cuts"), ("Health",))),
        point(3, "1: <b>bus</b>", 0.9, 0.5, words="</script><script>alert(1)</script> Tŷ"),
        point(4, "", 0.5, 0.9, words=""),
    )
    return MapPage("A study", True, FACETS, points, **more)  # type: ignore[arg-type]


@pytest.fixture
def opened(browser, tmp_path: Path):
    def show(page: MapPage, width: int = 1280):
        path = tmp_path / "map.html"
        path.write_text(render_page(page, map_data(page)), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        tab = context.new_page()
        tab.faults = []
        tab.on("console", lambda message: tab.faults.append(message.text))
        tab.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.on(
            "request",
            lambda request: tab.faults.append(request.url) if request.url[:4] == "http" else None,
        )
        tab.goto(path.as_uri())
        return tab

    return show


def test_a_keyboard_reaches_every_passage_and_comes_back(opened):
    tab = opened(small())
    tab.focus("#map")
    tab.keyboard.press("ArrowRight")
    assert "i01-0002-01" in tab.inner_text("#status"), "first the one in the middle"
    tab.keyboard.press("ArrowLeft")
    assert "i01-0001-01" in tab.inner_text("#status")
    tab.keyboard.press("ArrowLeft")
    assert tab.inner_text("#status") == "No passage further this way."
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "passage"
    said = tab.inner_text("#passage")
    for words in ("i01-0001-01", "Passage 1 about 0: money.", "Turn i01-0001", "Document i01"):
        assert words in said
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "map"
    assert tab.faults == []


def test_a_click_gives_the_passage_and_a_drag_moves_the_map(opened):
    tab = opened(small())

    def middle() -> tuple[float, float]:
        tab.locator("#map").scroll_into_view_if_needed()
        box = tab.locator("#map").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    tab.mouse.click(*middle())
    assert "i01-0002-01" in tab.inner_text("#passage h2")
    assert "Funding; Cuts" in tab.inner_text("#passage")
    tab.focus("#map")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("Enter")
    assert "i01-0001-01" in tab.inner_text("#passage h2")
    x, y = middle()
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 150, y)
    tab.mouse.up()
    assert "i01-0001-01" in tab.inner_text("#passage h2"), "a drag is no click"
    tab.mouse.click(x + 150, y)
    assert "i01-0002-01" in tab.inner_text("#passage h2")


def test_search_and_legend_narrow_what_is_shown_and_listed(opened):
    tab = opened(small())
    assert tab.locator(".results li").count() == 4
    tab.fill("#search", "ty")
    assert tab.locator(".results li").count() == 1, "without its accent"
    assert tab.inner_text("#status").startswith("1 of 4 passages")
    tab.fill("#search", "")
    tab.select_option("#facet", label="Sector")
    tab.click(".legend button:has-text('Health')")
    assert tab.get_attribute(".legend button:has-text('Health')", "aria-pressed") == "true"
    assert tab.inner_text(".results li").startswith("i01-0002-01")
    tab.click(".results button")
    assert "i01-0002-01" in tab.inner_text("#passage h2")


def test_what_people_say_is_shown_as_words_and_never_run(opened):
    tab = opened(small())
    assert tab.locator(".results").inner_text().count("</script><script>alert(1)</script>") == 1
    assert "1: <b>bus</b>" in tab.inner_text(".legend")
    assert "words withheld" in tab.inner_text(".results")
    assert tab.faults == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_is_wider_than_the_window_and_buttons_can_be_hit(opened, width):
    tab = opened(small(), width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for button in tab.locator(".buttons button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_buttons_zoom_and_move_without_a_drag(opened):
    tab = opened(small())
    shot = tab.locator("#map").screenshot()
    for name in ("Zoom in", "Move right", "Move up"):
        tab.click(f"button[aria-label='{name}']")
        tab.wait_for_timeout(100)
        after = tab.locator("#map").screenshot()
        assert after != shot, name
        shot = after
    tab.click("text=Whole map")


def test_twenty_thousand_passages_can_be_drawn_searched_and_walked(opened):
    draw = random.Random(0)
    page = MapPage(
        "Large",
        False,
        FACETS,
        [
            point(at, f"{at % 40}: theme {at % 40}", draw.random(), draw.random())
            for at in range(20_000)
        ],
    )
    tab = opened(page)
    assert tab.inner_text("#status") == "20000 passages"
    frame = """() => new Promise(done => {
        const map = document.getElementById('map'), times = [];
        const press = key => map.dispatchEvent(
            new KeyboardEvent('keydown', {key: key, shiftKey: key !== '0'}));
        const step = from => { press('ArrowRight'); press('0'); requestAnimationFrame(() => {
            times.push(performance.now() - from);
            if (times.length < 15) { setTimeout(() => step(performance.now()), 0); }
            else { done(times.sort((a, b) => a - b)[7]); } }); };
        map.focus(); step(performance.now()); })"""
    assert tab.evaluate(frame) < 500, "milliseconds for a frame, on a busy machine"
    tab.fill("#search", "passage 19999")
    assert tab.inner_text("#status").startswith("1 of 20000")
    tab.fill("#search", "")
    tab.focus("#map")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert "i01-" in tab.inner_text("#passage h2")
    tab.click("#more")
    assert tab.locator(".results li").count() == 100
    assert tab.faults == []


def test_data_are_columns_of_equal_length_and_the_page_is_the_same_every_time():
    page = small()
    data = json.loads(map_data(page))
    lengths = {len(column) for name, column in data["points"].items() if name != "values"}
    assert lengths == {4} and {len(each) for each in data["points"]["values"]} == {4}
    assert data["names"][0] == ["0: money", "1: <b>bus</b>"], "the most frequent first"
    assert render_page(page, map_data(page)) == render_page(small(), map_data(small()))


def test_the_picture_has_a_legend_and_no_words_of_anyone():
    drawing = render_drawing(small())
    told = "".join(ElementTree.fromstring(drawing).itertext())
    assert "0: money (2)" in told and "in no theme (1)" in told and "1: <b>bus</b> (1)" in told
    assert "Passage" not in told
    assert to_png(drawing, scale=1)[:4] == b"\x89PNG"


def test_what_has_no_place_is_said_with_the_reason(opened):
    tab = opened(small(left_out=(("fewer than 8 words", 177),)))
    assert "Not on the map: 177 segments (fewer than 8 words)" in tab.inner_text("main")
