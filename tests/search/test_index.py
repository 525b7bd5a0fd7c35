"""What people rely on in search: context, speakers, documents kept apart, measured quality."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.search import PassageIndex, turn_vectors
from alnqual.search.index import _runs, _smooth
from alnqual.search.terms import query_terms, terms

TURNS = [
    "Shall we begin?",
    "How much release time do you get each week?",
    "Half a day, if that, and never the same half day.",
    "I see.",
    "And the buses?",
    "They come late every morning of the week.",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def order(index: PassageIndex, query: str) -> list[int]:
    return np.argsort(-index.rank(query), kind="stable").tolist()


def test_an_answer_that_repeats_no_word_of_the_question_is_found() -> None:
    assert order(PassageIndex().fit(TURNS), "release time")[:2] == [1, 2]


def test_words_match_by_stem_case_and_accent() -> None:
    index = PassageIndex().fit(["The schools merged.", "Dŵr glân.", "Dwr."])
    assert order(index, "SCHOOL merging")[0] == 0
    assert order(index, "dŵr")[0] == 1


def test_context_never_reaches_across_documents() -> None:
    scores = PassageIndex().fit(TURNS, groups=list("aabbbb")).rank("release time")
    assert scores[0] > 0
    assert scores[2:].tolist() == [0, 0, 0, 0]


def test_turns_of_documents_may_be_mixed() -> None:
    mixed = [0, 3, 1, 4, 2, 5]
    apart = PassageIndex().fit(TURNS, groups=list("aaabbb")).rank("release time week")
    woven = PassageIndex().fit([TURNS[i] for i in mixed], groups=[*"ababab"])
    np.testing.assert_allclose(woven.rank("release time week"), apart[mixed])


def test_speakers_can_be_searched_for() -> None:
    index = PassageIndex().fit(["Yes.", "No.", "Perhaps."], ["P01", "Siân Evans", None])
    assert order(index, "Siân Evans")[0] == 1


def test_the_words_people_ask_with_do_not_count_unless_they_are_all_there_is() -> None:
    assert query_terms("Summarize what they said about the tribunals") == ["tribun"]
    assert query_terms("what did they say") == ["what", "did", "they", "say"]
    assert "system" in terms("the system")


def test_a_query_that_matches_nothing_scores_nothing() -> None:
    index = PassageIndex().fit(TURNS)
    assert not index.rank("xylophone").any()
    assert not index.rank("").any()
    assert PassageIndex().fit([]).rank("time").shape == (0,)
    assert PassageIndex().fit(["the", ""]).rank("time").tolist() == [0, 0]


def test_what_does_not_fit_together_is_refused(encoder: Encoder) -> None:
    with pytest.raises(AlnqualError, match="5 speakers for 6 turns"):
        PassageIndex().fit(TURNS, ["P01"] * 5)
    with pytest.raises(AlnqualError, match="no encoder"):
        PassageIndex().fit(TURNS, vectors=np.ones((6, 3)))


def test_embeddings_find_what_has_no_word_in_common(encoder: Encoder) -> None:
    turns = ["We were paid for it.", "The rain fell.", "He ate an apple.", "Birds sang."]
    groups = list("abcd")
    assert not PassageIndex().fit(turns, groups=groups).rank("salary").any()
    assert order(PassageIndex(encoder).fit(turns, groups=groups), "salary")[0] == 0


def test_a_turn_without_a_vector_is_found_by_its_words(encoder: Encoder) -> None:
    turns = ["We were paid.", "Y gyllideb ysgol.", "Birds sang."]
    vectors = encoder.encode(turns)
    vectors[1] = np.nan
    index = PassageIndex(encoder).fit(turns, groups=list("abc"), vectors=vectors)
    assert np.isfinite(index.rank("gyllideb")).all()
    assert order(index, "gyllideb")[0] == 1
    assert np.array_equal(
        index.rank("gyllideb", language="cy"),
        PassageIndex().fit(turns, groups=list("abc")).rank("gyllideb"),
    )


def test_turns_take_the_mean_of_their_segments() -> None:
    vectors = turn_vectors(["a", "b", "c"], ["a", "a", "c"], np.eye(3), words=[1, 1, 5])
    np.testing.assert_allclose(vectors[0], [0.5**0.5, 0.5**0.5, 0], atol=1e-6)
    assert np.isnan(vectors[1]).all()
    np.testing.assert_allclose(vectors[2], [0, 0, 1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 9)), min_size=1, max_size=30))
def test_smoothing_is_the_sum_over_the_group_that_the_docstring_states(
    turns: list[tuple[str, float]],
) -> None:
    groups = [group for group, _ in turns]
    values = np.array([[value] for _, value in turns])
    smoothed = _smooth(values, _runs(groups, len(turns)), (5.0, 2.5))
    for group in set(groups):
        own = [index for index, name in enumerate(groups) if name == group]
        for at, index in enumerate(own):
            expected = sum(
                values[other, 0] * np.exp(-abs(at - place) / (5.0 if place < at else 2.5))
                for place, other in enumerate(own)
            )
            assert smoothed[index, 0] == pytest.approx(expected)


def meetings(folder: Path) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def mean_average_precision(content: list[dict], encoder: Encoder | None) -> float:
    found = []
    for meeting in content:
        turns = meeting["meeting_transcripts"]
        index = PassageIndex(encoder).fit(
            [turn["content"] for turn in turns], [turn["speaker"] for turn in turns]
        )
        for query in meeting["specific_query_list"]:
            gold = np.zeros(len(turns), dtype=bool)
            for first, last in query["relevant_text_span"]:
                gold[int(first) : int(last) + 1] = True
            hits = gold[order(index, query["query"])]
            found.append((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
    return float(np.mean(found))


def test_real_questions_are_answered_as_well_as_measured(shared: Path) -> None:
    assert mean_average_precision(meetings(shared / "data" / "senedd"), None) > 0.69


def test_embeddings_add_to_words(shared: Path, encoder: Encoder) -> None:
    few = meetings(shared / "data" / "senedd")[:1]
    assert mean_average_precision(few, encoder) > mean_average_precision(few, None)
