"""Agreement as users ask for it: from Python, on the command line and as a page."""

import json
from dataclasses import replace

import pytest

from alnqual import Study
from alnqual.cli import main
from alnqual.coding import CodingStore
from alnqual.errors import InputError
from alnqual.records import Coding, Submission

TALK = "\n\n".join(
    f"Interviewer: And then?\n\nAnn: Answer {n} goes on about money and about people and about the "
    f"forms that take the evenings."
    for n in range(6)
)


def _coding(coder: str, turn, code: str, number: int, version: str) -> Coding:
    return Coding(
        f"{coder}{number}", turn.document, turn.start, turn.start + 12, code, coder, "first",
        turn.text[:12], "", "", created=f"2026-01-{number + 1:02}T09:00:00Z", text_version=version,
    )  # fmt: skip


@pytest.fixture
def study(own_study: Study) -> Study:
    """Three documents of which two coders coded two, and one the third."""
    raw, corpus = own_study.workspace.corpus / "raw", own_study.workspace.corpus
    for name in ("one", "two", "three"):
        (raw / f"{name}.txt").write_text(TALK, encoding="utf-8")
    documents = ("d1", "d2", "d3")
    (corpus / "register.csv").write_text(
        "id,file,kind,area,phase\n"
        + "".join(
            f"{d},{name}.txt,interview,North,2\n"
            for d, name in zip(documents, ("one", "two", "three"), strict=True)
        )
    )
    (corpus / "speakers.csv").write_text(
        "document,label,participant,names\n"
        + "".join(f"{d},Ann,P1,\n{d},Interviewer,interviewer,\n" for d in documents)
    )
    own_study.ingest()
    own_study.segment()
    codes = [code.id for code in own_study.codebook.leaves]
    spoken = own_study.turns[~own_study.turns["interviewer"].astype(bool)]
    versions = dict(
        zip(own_study.documents["document"], own_study.documents["text_version"], strict=True)
    )
    codings = []
    for number, turn in enumerate(spoken.itertuples()):
        for place, coder in enumerate(("ann", "ben")):
            if number % 3 and (place == 0 or number % 5) and (place == 0 or turn.document != "d3"):
                code = codes[(number + (number % 7 == 0) * place) % 2]
                codings.append(_coding(coder, turn, code, number, versions[turn.document]))
    handed = [("ann", d) for d in documents] + [("ben", "d1"), ("ben", "d2")]
    CodingStore(own_study.workspace.codings).write(
        "first", codings, submissions=[Submission("first", c, d, "submitted") for c, d in handed]
    )
    return own_study


def run(study: Study, *arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--study", str(study.workspace.root), "agreement", *arguments])
    assert ended.value.code in (0, None)


def refused(study: Study, *arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--study", str(study.workspace.root), "agreement", *arguments])
    assert ended.value.code == 2


def test_the_frame_is_by_code_unless_something_else_is_asked_for(study):
    frame = study.agreement()
    assert set(frame["code"]) == {code.id for code in study.codebook}
    told = frame[frame["reason"] == ""]
    assert len(told) and told["alpha"].notna().all()
    assert (frame.loc[frame["reason"] != "", "alpha"].isna()).all()
    assert study.agreement(by="pair")["pair"].tolist() == ["ann, ben"]
    assert study.agreement(by="document")["document"].tolist() == ["d1", "d2"]
    assert study.agreement(by="round", round="first")["documents"].tolist() == [2]
    assert "u_alpha" in study.agreement(unit="span")
    assert study.agreement(unit="segment")["units"].max() == 12
    assert study.agreement(depth=1)["code"].tolist() == [c.id for c in study.codebook.roots]


def test_the_stage_writes_the_table_that_reports_read(study):
    study.measure_agreement()
    table = study.tables.read("agreement")
    assert table["alpha"].tolist() == pytest.approx(
        study.agreement()["alpha"].tolist(), nan_ok=True
    )


def test_the_command_prints_a_table_and_json(study, capsys):
    run(study, "--by", "pair")
    shown = capsys.readouterr().out
    assert shown.startswith("pair") and "ann, ben" in shown
    run(study, "--unit", "span", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert {row["code"] for row in rows} == {code.id for code in study.codebook}
    assert all(row["reading"] for row in rows)
    run(study, "--brief")
    assert "agreement on" in capsys.readouterr().out


def test_what_cannot_be_measured_is_said_and_is_no_traceback(study, capsys):
    refused(study, "--round", "second")
    assert "there is no round 'second'" in capsys.readouterr().err
    refused(study, "--depth", "0")
    assert "depth is 0" in capsys.readouterr().err
    refused(study, "--html", "--json")
    assert "prints nothing else" in capsys.readouterr().err
    alone = [s for s in CodingStore(study.workspace.codings).read_submissions() if s.coder == "ann"]
    CodingStore(study.workspace.codings).write("first", [], submissions=alone)
    run(study)
    assert "no document was handed in by two coders" in capsys.readouterr().out
    refused(study, "--by", "pair")
    assert "no document was handed in by two coders" in capsys.readouterr().err
    with pytest.raises(InputError, match="two coders"):
        study.agreement(by="language")
    assert "cannot be told" in study.agreement.page().read_text("utf-8")


def test_without_adjudications_there_is_no_drift_against_them(study):
    assert study.agreement.drift(adjudicated=True).empty
    assert len(study.agreement.calibration_set(size=4)) <= 4


def test_the_page_is_the_same_again_and_for_its_owner_only(study):
    path = study.agreement.page()
    first = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    assert study.agreement.page().read_bytes() == first


def test_the_page_works_by_keyboard_and_speaks_to_a_screen_reader(study, browser):
    path = study.agreement.page()
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    chart = page.locator("svg.chart").first
    assert chart.get_attribute("aria-label") == "Alpha by code"
    marks = chart.locator("[role=listitem]")
    assert marks.count() > 1
    assert chart.locator("[tabindex='0']").count() == 1
    assert "95% interval" in marks.first.get_attribute("aria-label")
    marks.first.focus()
    page.keyboard.press("ArrowDown")
    told = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert told == marks.nth(1).get_attribute("aria-label")
    assert page.locator(".readout").first.inner_text() == told
    page.keyboard.press("End")
    last = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert last == marks.last.get_attribute("aria-label")
    for region in page.locator(".scroll").all():
        assert region.get_attribute("tabindex") == "0"
        assert region.get_attribute("aria-label") or region.get_attribute("aria-labelledby")
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []


def test_what_does_not_count_and_where_coders_differ_is_told(study, capsys):
    left_out = study.agreement.left_out()
    assert left_out == {"no second coder handed the document in": 4}
    apart = study.agreement.disagreements()
    assert set(apart["document"]) <= {"d1", "d2"} and len(apart) > 1
    assert list(apart["figures"]) == sorted(apart["figures"], reverse=True)
    run(study)
    assert "4 codings do not count: no second coder" in capsys.readouterr().out
    family = study.agreement.family()
    assert list(family["coefficient"][:3]) == ["u", "|u", "cu"]
    page = study.agreement.page().read_text("utf-8")
    assert "The groups of codes as one choice a word" in page
    assert "4 codings: no second coder handed the document in" in page
    assert apart["turn"][0] in page


def test_a_change_over_time_is_drawn_and_can_be_walked_through(study, browser):
    workspace = study.workspace
    documents = [f"e{number:02}" for number in range(14)]
    for name in documents:
        (workspace.raw / f"{name}.txt").write_text(TALK, encoding="utf-8")
    with workspace.register.open("a") as register:
        register.writelines(f"{d},{d}.txt,interview,North,2\n" for d in documents)
    with workspace.speakers.open("a") as speakers:
        speakers.writelines(f"{d},Ann,P1,\n{d},Interviewer,interviewer,\n" for d in documents)
    study.ingest()
    study.segment()
    code = study.codebook.leaves[0].id
    spoken = study.turns[~study.turns["interviewer"].astype(bool)]
    versions = dict(zip(study.documents["document"], study.documents["text_version"], strict=True))
    codings = [
        _coding(coder, turn, code, number, versions[turn.document])
        for number, document in enumerate(documents)
        for coder in ("ann", "ben")
        for place, turn in enumerate(spoken[spoken["document"] == document].itertuples())
        if place % 2 == (coder == "ben" and number >= 7)
    ]
    codings = [replace(c, id=f"later{n}", round="later") for n, c in enumerate(codings)]
    CodingStore(workspace.codings).write(
        "later",
        codings,
        submissions=[
            Submission("later", c, d, "submitted") for c in ("ann", "ben") for d in documents
        ],
    )
    changed = study.agreement.drift(round="later")
    assert changed.loc[0, ["at", "flagged"]].to_list() == ["e07", True]
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(study.agreement.page(round="later").as_uri())
    chart = page.locator("svg[aria-label^='Marks not shared']").first
    assert chart.locator("[role=listitem]").count() == 14
    chart.locator("[role=listitem]").first.focus()
    page.keyboard.press("End")
    told = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert told == "e13: 100% not shared, after the change"
    page.close()
