"""A thousand random spans of difficult text, by page and API, come back to the letter."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from small_study import write_documents
from test_page import log_in, mark, submit

from alnqual.annotation.client import connect
from alnqual.annotation.play import client_of
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Region, place_of, write_region
from alnqual.annotation.tasks import read_texts
from alnqual.coding import CodingStore
from alnqual.workspace import Workspace

BY_PAGE, BY_API = 20, 980
NBSP = "\u00a0"
WELSH = [
    "ŵyr", "pawb", "fod", "tŷ'r", "gŵr", "yn", "hŷn", "na'r", "môr", "â'i", "dŵr,", "meddai'r",
    "ŵyres:", "«ïe»",
]  # fmt: skip
EMOJI = ["🙂", "👩‍🏫", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👍🏽", "👨‍👩‍👧‍👦", "𝔘", "e\u0323\u0302", "1️⃣"]
WILD = [*EMOJI, NBSP, "\u200f", "\u200d", "\n", "\n\n", "  ", "\t", "\u2028", "<b>", "&amp;", "’"]


def clusters(generator: random.Random, number: int) -> list[str]:
    """What a person can select at its borders: letters, emoji, blanks, as words in a line."""
    found: list[str] = []
    while len(found) < number:
        found += [*generator.choice(WELSH), generator.choice([" ", " ", NBSP])]
        found += [generator.choice(EMOJI), " "] * (generator.random() < 0.4)
    return found


def wild(generator: random.Random) -> str:
    parts = [generator.choice([*WELSH, *WILD, " "]) for _ in range(generator.randint(5, 60))]
    return f"A{''.join(parts)}Z"


@pytest.fixture
def spoken(study: Workspace) -> Iterator[tuple[Workspace, list[str]]]:
    """The study with a document for the page, of one span a turn, and one for the API."""
    generator = random.Random(7)
    turns, spans = [], []
    for number in range(BY_PAGE):
        units = clusters(generator, 40)
        start = generator.randrange(2, 12)
        end = generator.randrange(start + 1, 36)
        while not (units[start].strip() and units[end - 1].strip()):
            start, end = start - (not units[start].strip()), end - (not units[end - 1].strip())
        turns.append((f"P{number}", f"{number}. {''.join(units).rstrip()}"))
        spans.append("".join(units[start:end]))
    others = [("P1", wild(generator)) for _ in range(40)]
    write_documents(study, {"i01": turns, "i02": others})
    push(study)
    yield study, spans


def test_spans_by_the_api_come_back_to_the_letter(spoken: tuple[Workspace, list[str]]) -> None:
    study, _ = spoken
    text = read_texts(study)["i02"]
    generator = random.Random(11)
    wanted, results = [], []
    for number in range(BY_API):
        turn = generator.choice(text.turns)
        start = turn.start + generator.randrange(len(turn.text))
        end = generator.randint(start + 1, turn.start + len(turn.text))
        region = Region(f"span{number}", place_of(start, end, text.turns), groups=["inputs"])
        results += write_region(region, paths=[["inputs", "inputs.staff"]], words="")
        wanted.append((start, end, text.text[start:end]))
    project = find_projects(connect(study), study_id(study))["r1", "coder-a"]
    tasks = {t.data["document"]: t for t in list_tasks(connect(study), project, annotations=True)}
    client_of(study, "coder-a").annotations.create(tasks["i02"].id, result=results)
    assert pull(study).problems == []
    pulled = CodingStore(study.codings).read()
    assert sorted((c.start, c.end, c.quote) for c in pulled) == sorted(wanted)
    before = {path: path.read_bytes() for path in study.codings.rglob("*.jsonl")}
    pull(study, full=True)
    assert {path: path.read_bytes() for path in before} == before


def test_spans_by_the_page_come_back_to_the_letter(
    spoken: tuple[Workspace, list[str]],
    browser,
) -> None:
    study, spans = spoken
    page: Page = log_in(study, browser)
    for number, words in enumerate(spans):
        page.keyboard.press("1")
        mark(page, number, words)
        expect(page.locator(".htx-highlight")).not_to_have_count(number)
        page.keyboard.press("Escape")
    submit(page)
    page.close()
    pull(study)
    text = read_texts(study)["i01"]
    pulled = CodingStore(study.codings).read()
    assert [coding.quote for coding in pulled] == spans
    assert all(text.text[c.start : c.end] == c.quote for c in pulled)
    assert {coding.code for coding in pulled} == {"inputs"}
