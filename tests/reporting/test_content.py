from dataclasses import fields, is_dataclass, replace

import pandas as pd
import pytest

from alnqual.codebook import Codebook
from alnqual.records import Round, Submission
from alnqual.reporting.content import INTERVIEWERS_WORDS, PROPOSALS, WITHHELD, build_report
from alnqual.reporting.evidence import Evidence
from alnqual.reporting.html import all_quotes
from alnqual.workspace import Settings
from tests.conftest import ROOT
from tests.synthesis.small import ASKED, CONSENT, NAME, REFUSED, codebook, evidence, tables


def strings(value):
    """Every text in a tree of records, drawings aside."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from strings(item)


def section(report, identity):
    return next(found for _, found in report.sections() if found.id == identity)


def test_what_was_heard_stands_under_stage_group_and_code(report):
    assert [(depth, found.id) for depth, found in report.sections()] == [
        (0, "inputs"),
        (1, "inputs.staff"),
        (2, "inputs.staff.release"),
        (2, "inputs.staff.welsh"),
        (1, "inputs.systems"),
        (0, "outcomes"),
        (1, "outcomes.families"),
    ]


def test_codes_under_which_nothing_was_heard_are_named(report):
    assert section(report, "inputs").unheard == ("Places",)


def test_counts_are_of_participants_with_their_denominator(report):
    count = section(report, "inputs.staff").count
    assert (count.participants, count.of) == (2, 3)
    assert count.barrier + count.mixed + count.facilitator + count.no_stance == 2


def test_words_of_those_who_refused_appear_nowhere(report):
    everything = "\n".join(strings(report))
    assert REFUSED not in everything
    assert "nineteen months" not in everything, "nor in a memo"
    assert section(report, "outcomes.families").withheld == 1
    assert report.themes[0].withheld == 1


def test_interviewers_words_appear_nowhere(report):
    assert ASKED not in "\n".join(strings(report))


def test_withheld_words_still_have_their_row(report):
    rows = {row.id: row for row in report.excerpts}
    assert rows["aaaaaaaaaaa4"].words == WITHHELD
    assert rows["aaaaaaaaaaa3"].words == INTERVIEWERS_WORDS
    assert len(rows) == len(evidence()["excerpts"])


def test_no_name_file_or_participant_id_appears(report):
    everything = "\n".join(strings(report))
    assert NAME not in everything
    assert not any(person in everything for person in CONSENT)


def test_two_coders_of_the_same_words_are_quoted_once(report):
    quotes = [
        q for q in section(report, "inputs.staff.release").quotes if "day and a half" in q.words
    ]
    assert len(quotes) == 1
    assert quotes[0].coders == 2


def test_ids_of_quotes_are_unique(report):
    ids = [quote.id for quote in all_quotes(report)]
    assert len(ids) == len(set(ids)) > 4


def test_a_theme_says_who_speaks_and_where_the_codebook_stands(report):
    theme = report.themes[0]
    assert (theme.any_code, theme.covered, theme.compared) == (3, 2, 3)
    assert theme.best_code == "Digital systems"
    assert theme.held
    assert dict(theme.speakers)["Sector"][0].of == 1


def test_codes_used_are_counted_at_the_foot_of_the_tree_as_groups_hold_what_their_codes_hold(
    report,
):
    assert ("4", "of 5 codes at the foot of the tree used") in report.key_numbers


def test_the_summary_calls_no_proposal_a_barrier_or_facilitator(report, monkeypatch):
    def said(stance):
        return [s for s in report_now().summary if f"Described as a {stance}" in s]

    def report_now():
        return build_report(evidence())

    assert "Digital systems" in said("facilitator")[0]
    monkeypatch.setattr("alnqual.reporting.content.PROPOSALS", {"inputs.systems"})
    assert not any("Digital systems" in sentence for sentence in said("facilitator"))
    assert any("Digital systems" in sentence for sentence in report_now().summary), "still raised"


def test_the_codes_for_proposals_are_those_of_the_codebook():
    book = Codebook.read(ROOT / "codebook" / "codebook.yaml")
    assert {code for code in PROPOSALS if code in book} == set(PROPOSALS)


def test_the_summary_says_by_what_rule_no_code_covers_a_theme(report):
    sentence = report.summary[-1]
    assert "not covered by the codebook" in sentence
    assert "most of their coded passages" in sentence


def test_links_count_participants_by_direction(report):
    link = report.links[0]
    assert (link.supports, link.challenges, link.mixed) == (0, 1, 0)


def test_limits_name_the_speaker_without_consent_and_those_who_refused(report):
    limits = " ".join(dict(report.method)["Limits"])
    assert "1 participant did not agree to be quoted" in limits
    assert "For 1 speaker no consent is recorded" in limits


def test_the_method_says_how_many_were_adjudicated_and_what_counts_of_the_others():
    def told(**changes) -> str:
        return " ".join(dict(build_report(evidence(**changes)).method)["Coding"])

    assert "Adjudicated documents: 0. Other documents of several coders" in told()
    agreed = (Round("r1", "Round 1", {"a": ("i01",), "b": ("i01",)}, in_force="agreed"),)
    assert "a coding counts if another coder gave overlapping words" in told(rounds=agreed)
    settled = told(adjudications=(Submission("r1", "c", "i01", "submitted"),))
    assert "of which the decisions count: 1." in settled
    assert "Other documents" not in settled
    skipped = told(adjudications=(Submission("r1", "c", "i01", "skipped"),))
    assert "Adjudicated documents: 0." in skipped


def test_the_share_that_the_encoder_cannot_read_is_told(report):
    words = tables()[2]
    unread = words.loc[words["language"] == "cy", "words"].sum() / words["words"].sum()
    assert f"cannot read {100 * unread:.1f}% of the words" in " ".join(
        dict(report.method)["Themes"]
    )


def test_what_was_left_out_is_counted_by_reason(report):
    assert [(row.stage, row.reason, row.items) for row in report.left_out] == [
        ("Finding themes", "fewer than 8 words", 1)
    ]


def test_names_of_codes_may_be_welsh():
    settings = Settings.model_validate({"study": {"names": "cy"}})
    assert build_report(evidence(settings=settings)).heard[0].name == "Inputs (cy)"


def test_a_study_without_codings_has_a_report():
    documents, turns, segments = tables()
    frames = {"documents": documents, "turns": turns, "segments": segments}
    bare = build_report(Evidence(Settings(), codebook(), frames))
    assert bare.heard == () and bare.themes == ()
    assert len(bare.documents) == 4


def test_a_study_with_themes_and_no_codings_calls_no_theme_held():
    given = evidence()
    frames = {k: v for k, v in given.frames.items() if k in (
        "documents", "turns", "segments", "embeddings", "themes", "theme_segments"
    )}  # fmt: skip
    found = build_report(replace(given, frames=frames, submissions=(), rounds=())).themes
    assert [theme.held for theme in found] == [None]


def test_an_empty_study_has_a_report():
    empty = build_report(Evidence(Settings(), codebook(), {}))
    assert empty.documents == ()


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_same_evidence_gives_the_same_report(report, shuffled):
    given = evidence()
    if shuffled:
        frames = {
            **given.frames,
            "excerpts": given["excerpts"].iloc[::-1],
            "theme_segments": given["theme_segments"].iloc[::-1],
        }
        given = replace(given, frames=frames)
    again = build_report(given)
    assert replace(again, excerpts=()) == replace(report, excerpts=())


def test_a_theme_tells_its_change_between_phases_where_both_have_documents_enough():
    given = evidence()
    segments = given["segments"]
    spoken = segments[~segments["interviewer"].astype(bool)]
    members = pd.DataFrame({"segment": spoken["segment"], "theme": 0, "strength": 1.0})
    halves = {
        name: str(2 + 2 * (at % 2)) for at, name in enumerate(sorted(set(spoken["document"])))
    }
    phased = segments.assign(phase=segments["document"].map(halves))
    frames = {**given.frames, "segments": phased, "theme_segments": members}
    [theme] = build_report(replace(given, frames=frames)).themes
    assert theme.change == (
        "100% of the words in phase 2, 100% in phase 4 (points: +0.0, 95% interval +0.0 to +0.0)"
    )
    alone = {**given.frames, "segments": segments.assign(phase="2")}
    assert build_report(replace(given, frames=alone)).themes[0].change == ""
