"""What people rely on in search over a study: reasons, likeness, negative cases, pages, rounds."""

import tomllib

import pandas as pd
import pytest

from alnqual import Study
from alnqual.coding import CodingStore, read_rounds
from alnqual.errors import InputError
from alnqual.records import Coding, Submission
from tests.conftest import make_study

SAID = {
    "d1": [
        ("Interviewer", "How much time do the plans take you in an ordinary week?"),
        ("Ann", "The plans take every evening I have. There is no time left for teaching."),
        ("Interviewer", "And how do you get to the school in the mornings?"),
        ("Ann", "By bus. It is late on most days, and when it rains it does not come at all."),
        *[("Ann", f"We keep {number} rabbits in the garden behind the hall.") for number in
          ("two", "three", "four", "five", "six", "seven")],
    ],
    "d2": [
        ("Interviewer", "What has changed in how you write the plans?"),
        ("Ben", "The new plans save time: one page, and they are written with the family."),
        ("Ben", "Writing the plans still takes an evening, but I have not said whose."),
        ("Ben", "Mae'r cynllun newydd yn well o lawer, ac mae gynllun arall ar y ffordd hefyd."),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = make_study(tmp_path_factory.mktemp("searching") / "study")
    folder = study.workspace.corpus
    for document, turns in SAID.items():
        text = "\n\n".join(f"{who}: {words}" for who, words in turns)
        (folder / "raw" / f"{document}.txt").write_text(text, encoding="utf-8")
    (folder / "register.csv").write_text(
        "id,file,kind,area,phase\nd1,d1.txt,interview,North,2\nd2,d2.txt,interview,South,4\n"
    )
    (folder / "participants.csv").write_text(
        "id,role,sector,setting,area,phase,consent\n"
        "P1,teacher,primary,,North,2,yes\nP2,headteacher,primary,,South,4,yes\n"
    )
    (folder / "speakers.csv").write_text(
        "document,label,participant,names\nd1,Ann,P1,\nd1,Interviewer,interviewer,\n"
        "d2,Ben,P2,\nd2,Interviewer,interviewer,\n"
    )
    study.workspace.coders.write_text("id,email\nann,ann@example.org\nbob,bob@example.org\n")
    study.ingest()
    study.segment()
    study.embed()
    return study


@pytest.fixture(scope="module")
def coded(study: Study) -> str:
    """A code that both documents have: as a barrier twice in the first, once otherwise."""
    code = study.codebook.leaves[0].id
    places = [
        ("d1-0002", "barrier"), ("d1-0004", "barrier"), ("d2-0002", "facilitator"),
    ]  # fmt: skip
    CodingStore(study.workspace.codings).write(
        "first",
        [coding(study, turn, code, stance) for turn, stance in places],
        submissions=[Submission("first", "ann", each, "submitted") for each in ("d1", "d2")],
    )
    return code


def coding(study: Study, turn: str, code: str, stance: str) -> Coding:
    row = study.turns.set_index("turn").loc[turn]
    version = study.documents.set_index("document").loc[row["document"], "text_version"]
    return Coding(
        turn, row["document"], int(row["start"]), int(row["end"]), code, "ann", "first",
        row["text"], "", "", stance=stance, created="2026-01-01T09:00:00Z", text_version=version,
    )  # fmt: skip


def test_each_score_is_told_apart_into_words_meaning_and_turns(study: Study) -> None:
    found = study.search("evening teaching plans", explain=True, limit=3)
    assert found["turn"][0] == "d1-0002"
    for hit in found.to_dict("records"):
        assert hit["of_words"] + hit["of_meaning"] == pytest.approx(hit["score"])
        assert sum(clue["score"] for clue in hit["clues"]) == pytest.approx(hit["of_words"])
    clues = {clue["words"]: clue for clue in found["clues"][0]}
    assert {at["turn"] for at in clues["plans"]["turns"]} == {"d1-0001", "d1-0002"}
    assert "d1-0001" in [near["turn"] for near in found["neighbours"][0]]


def test_who_speaks_is_found_by_role_and_the_reason_says_so(study: Study) -> None:
    found = study.search("headteacher", explain=True, interviewers=False)
    assert set(found["document"][:3]) == {"d2"}
    (clue,) = found["clues"][0]
    assert all(at["speaker"] for at in clue["turns"])


def test_a_query_in_a_language_that_the_encoder_cannot_read_goes_by_its_words(study) -> None:
    for query in ("Beth am y cynllun newydd yma yn yr ysgol?", "gynllun"):
        found = study.search(query)
        assert found["turn"][0] == "d2-0004"
        assert set(found["by"]) == {"words"}
        assert "does not read: only its words count" in found.attrs["notes"][0]


def test_stop_words_alone_are_said_to_go_by_meaning(study: Study) -> None:
    found = study.search("what did they say")
    assert "only its meaning counts" in found.attrs["notes"][0]
    with pytest.raises(InputError, match="query is empty"):
        study.search(" ?! ")


def test_passages_like_a_turn_or_a_text_leave_out_its_own_surroundings(study: Study) -> None:
    found = study.search.like("d1-0002", interviewers=False)
    assert not {f"d1-000{number}" for number in range(1, 8)} & set(found["turn"])
    assert found["turn"][0] in ("d2-0002", "d2-0003")
    segment = study.segments.set_index("turn").loc["d1-0002", "segment"]
    first = segment if isinstance(segment, str) else segment.iloc[0]
    pd.testing.assert_frame_equal(study.search.like(first, interviewers=False), found)
    text = study.search.like("The bus was late again because of the rain")
    assert text["turn"][0] in ("d1-0003", "d1-0004")
    welsh = study.search.like("d2-0004")
    assert set(welsh["by"]) <= {"words"}
    with pytest.raises(InputError, match="no turn or segment 'd9-0001'"):
        study.search.like("d9-0001")


def test_negative_cases_are_contrary_or_not_coded_and_never_what_bears_it_out(study, coded) -> None:
    for finding in (coded, "Writing the plans takes all my time"):
        found = study.search.against(finding)
        cases = dict(zip(found["turn"], found["case"], strict=True))
        assert cases["d2-0002"] == "contrary" == found["case"][0]
        assert cases["d2-0003"] == "uncoded"
        assert not {"d1-0002", "d1-0004", "d1-0001"} & set(cases)
        assert found.set_index("turn").loc["d2-0002", "told"] == f"facilitator: {coded}"
        assert "the finding is taken as: barrier" in found.attrs["notes"]
    turned = study.search.against(coded, stance="facilitator", explain=True)
    contrary = turned[turned["case"] == "contrary"]
    assert set(contrary["turn"]) == {"d1-0002", "d1-0004"}
    assert "clues" in turned
    with pytest.raises(InputError, match="cannot have the stance 'mixed'"):
        study.search.against(coded, stance="mixed")


def test_a_finding_whose_codings_are_as_often_of_either_stance_asks_which_is_meant(
    study: Study, coded: str
) -> None:
    both = [coding(study, "d1-0002", coded, "barrier"), coding(study, "d2-0002", coded, "mixed")]
    store = CodingStore(study.workspace.codings)
    before = store.read("first")
    handed_in = [Submission("first", "ann", each, "submitted") for each in ("d1", "d2")]
    try:
        store.write("first", both, submissions=handed_in)
        assert study.search.against(coded)["told"][0] == f"mixed: {coded}"
        store.write(
            "first", [*both, coding(study, "d2-0003", coded, "facilitator")], submissions=handed_in
        )
        with pytest.raises(InputError, match="1 codings as barrier and as many as facilitator"):
            study.search.against(coded)
    finally:
        store.write("first", before, submissions=handed_in)


def test_the_page_is_private_asks_nothing_of_the_internet_and_fits_a_narrow_screen(
    study: Study, coded: str, browser
) -> None:
    path = study.workspace.reports / "found.html"
    study.search.page(study.search("plans <b>time</b>", explain=True), "plans <b>time</b>", path)
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "found.html" in study.workspace.exports.read_text()
    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 900})
        asked, said = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(path.as_uri())
        assert page.locator("h1").inner_text() == "plans <b>time</b>"
        assert "plans" in page.locator("mark").all_inner_texts()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("details[open] table").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.close()
        assert (asked, said) == ([path.as_uri()], [])
    study.search.page(study.search("plans <b>time</b>", explain=True), "plans <b>time</b>", path)
    assert path.read_bytes() == before
    cases = study.search.against(coded)
    study.search.page(cases, coded, path)
    assert "Contrary" in path.read_text() and f"facilitator: {coded}" in path.read_text()
    with pytest.raises(InputError, match="own files"):
        study.search.page(cases, coded, study.workspace.annotation / "a.html")
    with pytest.raises(InputError, match=r"must end in \.html"):
        study.search.page(cases, coded, "found.txt")


def test_a_round_holds_just_the_passages_found_for_each_coder(study: Study) -> None:
    found = study.search("evening plans", interviewers=False, limit=3)
    path = study.search.round(found, "plans", coders=["ann", "bob"], title='On "plans"')
    assert tomllib.loads(path.read_text())["title"] == 'On "plans"'
    (round_,) = [each for each in read_rounds(study.workspace) if each.id == "plans"]
    assert sorted(turn for turns in round_.passages.values() for turn in turns) == sorted(
        found["turn"]
    )
    assert round_.assignments == dict.fromkeys(
        ("ann", "bob"), tuple(sorted(set(found["document"])))
    )
    assert not round_.recodes
    for identity, coders, frame, said in (
        ("plans", ["ann"], found, "such a round already"),
        ("../up", ["ann"], found, "cannot be a round's id"),
        ("more", ["eve"], found, "unknown coder 'eve'"),
        ("more", [], found, "nobody is to code"),
        ("more", ["ann"], found[:0], "nothing to code"),
    ):
        with pytest.raises(InputError, match=said):
            study.search.round(frame, identity, coders=coders)
    assert not (study.workspace.rounds / "more.toml").exists()


def test_a_study_of_one_short_interview_can_be_searched(own_study: Study) -> None:
    own_study.ingest()
    own_study.segment()
    own_study.embed()
    assert own_study.search("who comes to the meetings")["turn"][0] in ("d1-0003", "d1-0004")
    assert own_study.search.like("d1-0002").empty
    assert set(own_study.search.against("The forms take my time")["case"]) == {"uncoded"}


def test_a_corpus_that_the_encoder_does_not_read_is_searched_by_its_words(own_study: Study) -> None:
    raw = own_study.workspace.corpus / "raw" / "one.txt"
    raw.write_text(
        "Interviewer: Sut mae pethau wedi bod yn yr ysgol yma eleni?\n\n"
        "Ann: Mae'r gwaith papur yn llyncu fy nosweithiau i bob wythnos o'r flwyddyn.\n\n"
        "Ann: Ond mae'r rhieni yn dod i'r cyfarfodydd erbyn hyn, ac yn siarad hefo ni.\n"
    )
    own_study.ingest()
    own_study.segment()
    own_study.embed()
    found = own_study.search("waith papur", explain=True)
    assert found["turn"][0] == "d1-0002" and set(found["by"]) == {"words"}
    assert found["of_meaning"].tolist() == [0.0] * len(found)
    assert found.attrs["notes"] == [
        "no turn is in a language that all-MiniLM-L6-v2 reads: only words count"
    ]
    assert own_study.search.like("d1-0002").empty
    assert own_study.search("budget").empty
