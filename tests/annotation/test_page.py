"""The labelling page as a coder meets it, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from alnqual.annotation.client import connect, server_url
from alnqual.annotation.projects import CODING, find_projects, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.reading import ACROSS_TURNS, WITHOUT_CODE
from alnqual.annotation.users import read_account
from alnqual.coding import CodingStore
from alnqual.workspace import Workspace

# Where words stand on the screen: from the middle of their first line to the end of their last.
PLACE = """([turn, words]) => {
  const phrase = document.querySelector(`[data-testid="phrase:${turn}"] [class*="dialoguetext"]`)
  phrase.scrollIntoView({block: "center"})
  const walker = document.createTreeWalker(phrase, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words)
    if (at < 0) continue
    const range = document.createRange()
    range.setStart(walker.currentNode, at)
    range.setEnd(walker.currentNode, at + words.length)
    const lines = [...range.getClientRects()].filter(box => box.width > 0)
    const [first, last] = [lines[0], lines[lines.length - 1]]
    return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2]
  }
}"""


@pytest.fixture
def page(study: Workspace, browser: Browser) -> Iterator[Page]:
    """The first task of coder-a, who has logged in."""
    push(study)
    page = log_in(study, browser)
    yield page
    page.close()


def log_in(
    study: Workspace, browser: Browser, who: str = "coder-a", *, purpose: str = CODING
) -> Page:
    """A page that shows somebody the first task of their project of a purpose."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    account = read_account(study, who)
    page.goto(f"{server_url(study)}/user/login/")
    page.fill("input[name=email]", account.email)
    page.fill("input[name=password]", account.password)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    project = find_projects(connect(study), study_id(study), purpose=purpose)["r1", who]
    page.goto(f"{server_url(study)}/projects/{project.id}/data?labeling=1")
    page.wait_for_selector('[data-testid="phrase:0"]')
    return page


def mark(page: Page, turn: int, words: str) -> None:
    """Drag the mouse over words of a turn."""
    left, top, right, bottom = page.evaluate(PLACE, [turn, words])
    page.mouse.move(left + 0.5, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
    page.mouse.move(right - 0.2, bottom, steps=4)
    page.mouse.up()


def click(page: Page, turn: int, words: str) -> None:
    left, top, *_ = page.evaluate(PLACE, [turn, words])
    page.mouse.click(left + 3, top)


def choose(page: Page, tree: str, *, search: str, name: str) -> None:
    """Find a code or a link in its tree by some letters, tick it, and close the tree."""
    side = page.locator(".alnqual-side")
    side.locator(".ant-select-selector").nth(("codes", "link").index(tree)).click()
    page.get_by_test_id("taxonomy-search").locator("visible=true").fill(search)
    node = page.locator(".ant-select-tree-treenode:visible", has_text=name).last
    node.locator(".ant-select-tree-checkbox").click()
    side.get_by_text("Codes", exact=True).click()
    page.wait_for_selector(".ant-select-dropdown:visible", state="detached")


def submit(page: Page) -> None:
    with page.expect_response(
        lambda response: "/annotations" in response.url and response.request.method == "POST"
    ) as answer:
        page.click("button[name=submit]")
    assert answer.value.ok


def test_what_a_coder_marks_in_the_browser_comes_back_with_its_words(
    page: Page, study: Workspace
) -> None:
    page.keyboard.press("1")
    mark(page, 1, "together, and")
    click(page, 1, "together, and")
    chosen = page.locator(".htx-highlight", has_text="together, and")
    expect(chosen).to_have_css("background-color", "rgb(255, 229, 138)")
    expect(chosen).to_have_css("color", "rgb(26, 26, 26)")
    choose(page, "codes", search="suffic", name="Sufficiency of funding")
    page.keyboard.press("b")
    choose(page, "link", search="plan", name="Planning → Trust")
    page.keyboard.press("c")
    page.locator("textarea").fill("A memo: ŵ 🙂")
    page.keyboard.press("Shift+Enter")

    page.get_by_role("heading", name="i01").click()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    mark(page, 3, "a gap, money runs")
    expect(page.locator(".htx-highlight")).to_have_count(2)
    submit(page)

    report = pull(study)
    first, second = CodingStore(study.codings).read()
    assert (first.quote, first.code) == ("together, and", "inputs.funding.sufficiency")
    assert (first.stance, first.memo) == ("barrier", "A memo: ŵ 🙂")
    assert (first.link, first.direction) == ("planning-trust", "challenges")
    assert (second.quote, second.code) == ("a gap, money runs", "activities")
    assert (second.stance, second.link, second.memo) == ("none", None, "")
    assert report.reasons() == {WITHOUT_CODE: 1}
    assert (report.submitted, report.drafts) == (1, 0)


def test_a_region_across_turns_comes_back_as_one_coding_a_turn(
    page: Page, study: Workspace
) -> None:
    page.keyboard.press("3")
    left, top, *_ = page.evaluate(PLACE, [1, "tags."])
    *_, right, bottom = page.evaluate(PLACE, [3, "First"])
    page.mouse.move(left + 0.5, top)
    page.mouse.down()
    page.mouse.move(left, (top + bottom) / 2, steps=4)
    page.mouse.move(right - 0.2, bottom, steps=4)
    page.mouse.up()
    expect(page.locator(".htx-highlight")).not_to_have_count(0)
    submit(page)

    report = pull(study)
    codings = CodingStore(study.codings).read()
    assert [coding.quote for coding in codings] == ["tags.", "And then?", "First"]
    assert {coding.code for coding in codings} == {"outcomes"}
    assert report.reasons() == {ACROSS_TURNS: 1, WITHOUT_CODE: 1}
