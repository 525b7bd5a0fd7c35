"""One small report, and one page of it in a real browser, for all tests of reporting."""

from typing import Any

import pytest

from alnqual.reporting.content import build_report
from alnqual.reporting.html import render_html
from alnqual.reporting.report import Report
from tests.synthesis.small import evidence


@pytest.fixture(scope="session")
def report() -> Report:
    return build_report(evidence())


@pytest.fixture
def open_page(browser, report, tmp_path):
    """Opens the report at a width; the page keeps what it asked for and what it complained of."""
    file = tmp_path / "report.html"
    file.write_text(render_html(report), encoding="utf-8")
    pages = []

    def opened(width: int = 1280, **context) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900}, **context)
        page.requested, page.complaints = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
