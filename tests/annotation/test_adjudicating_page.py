"""An adjudicator decides by hand, in a real Chromium."""

from playwright.sync_api import Browser, expect
from test_adjudicate import ask, disputed  # noqa: F401
from test_page import choose, click, log_in, mark

from alnqual.annotation.projects import ADJUDICATION
from alnqual.annotation.pull import pull
from alnqual.coding.adjudications import AdjudicationStore
from alnqual.workspace import Workspace


def test_what_an_adjudicator_decides_in_the_page_comes_back(
    disputed: Workspace,  # noqa: F811
    browser: Browser,
) -> None:
    ask(disputed)
    page = log_in(disputed, browser, "judge", purpose=ADJUDICATION)
    expect(page.get_by_text("Where the coders differ")).to_be_visible()
    click(page, 3, "money runs out")
    page.keyboard.press("n")
    page.locator("textarea[placeholder=Why]").fill("A figure of speech: ŵ")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    mark(page, 1, "Two blanks")
    click(page, 1, "Two blanks")
    choose(page, "codes", search="suffic", name="Sufficiency of funding")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.click("button[name=submit]")
    assert answer.value.ok
    page.close()
    report = pull(disputed).adjudications
    assert (report.documents, report.verdicts) == (1, {"accept": 3, "add": 1, "reject": 1})
    decided = {d.coding.quote: d for d in AdjudicationStore(disputed.adjudications).read()}
    assert decided["money runs out"].verdict == "reject"
    assert decided["money runs out"].reason == "A figure of speech: ŵ"
    added = decided["Two blanks"].coding
    assert (added.code, added.coder) == ("inputs.funding.sufficiency", "judge")
