"""What people rely on in search: context, speakers, documents kept apart, measured quality."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alnqual.codebook import Term
from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.search import PassageIndex, turn_vectors
from alnqual.search.context import Neighbourhood
from alnqual.search.terms import query_terms, terms

TURNS = [
    "Shall we begin?",
    "How much release time do you get each week?",
    "Half a day, if that, and never the same half day.",
    "I see.",
    "And the buses?",
    "They come late every morning of the week.",
]

GLOSSARY = Term("additional learning needs", "anghenion dysgu ychwanegol", "ALN", "ADY")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def order(index: PassageIndex, query: str) -> list[int]:
    return order_of(index.rank(query))


def order_of(scores: np.ndarray) -> list[int]:
    return np.argsort(-scores, kind="stable").tolist()


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


def test_the_words_people_ask_with_do_not_count() -> None:
    assert query_terms("Summarize what they said about the tribunals") == {"tribun": "tribunals"}
    assert query_terms("what did they say") == {}
    assert terms("Ann's plan") == ["ann", "plan"]
    assert terms("Mae'r cynllun wedi bod yn yr ysgol") == ["cynllun", "ysgol"]
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


def test_a_name_from_the_glossary_finds_all_its_names_in_both_languages() -> None:
    turns = ["ALN takes time.", "Mae ADY yn bwysig.", "Additional learning needs.", "I rain."]
    turns += ["Anghenion dysgu ychwanegol.", "Learning needs time."]
    index = PassageIndex(glossary=[GLOSSARY]).fit(turns, groups=list("abcdef"))
    for asked in ("ADY", "aln", "additional learning needs", "anghenion dysgu ychwanegol"):
        scores = index.rank(asked)
        assert (scores[[0, 1, 2, 4]] > 0).all() and scores[3] == 0
        assert scores[[0, 1, 2, 4]].min() > scores[5]
    (clue,) = index.ask("ALN").clues
    assert set(clue.also) == {GLOSSARY.term_en, GLOSSARY.term_cy, "ADY"}
    assert not PassageIndex().fit(turns, groups=list("abcdef")).rank("ADY")[[0, 2, 4]].any()


def test_a_welsh_word_is_found_whatever_its_mutation_but_not_in_english() -> None:
    turns = ["Y gynllun newydd.", "Fy nghynllun i.", "Dad came.", "Mae dad yma."]
    index = PassageIndex().fit(turns, groups=list("abcd"), languages=["cy", "mixed", "en", "cy"])
    assert (index.rank("cynllun") > 0).tolist() == [True, True, False, False]
    assert (index.rank("tad") > 0).tolist() == [False, False, False, True]


def test_words_side_by_side_count_more_than_apart() -> None:
    turns = ["Speech therapy is late.", "Therapy, they say; a speech.", "It rains.", "Snow."]
    index = PassageIndex().fit(turns, groups=list("abcd"))
    assert order(index, "speech therapy")[0] == 0


def test_passages_like_one_are_found_and_its_own_surroundings_are_not(encoder: Encoder) -> None:
    near = ["We filled the forms in at night.", "Yes.", "Forms again."] + ["No."] * 5
    turns = [*near, "The forms take my evenings.", "The bus is late.", "Birds sang."]
    groups = ["a"] * 8 + ["b", "c", "d"]
    for reader in (None, encoder):
        scores = PassageIndex(reader).fit(turns, groups=groups).like(0)
        assert np.isneginf(scores).tolist() == [True] * 6 + [False] * 5
        assert scores.argmax() == 8
        text = PassageIndex(reader).fit(turns, groups=groups).like("forms in the evening")
        assert text.argmax() == 8 and np.isfinite(text).all()


def test_a_passage_that_the_encoder_cannot_read_finds_others_by_its_words(
    encoder: Encoder,
) -> None:
    turns = ["Mae'r gyllideb yn fach.", "Budgets are small.", "Y gyllideb eto.", "Birds sang."]
    vectors = encoder.encode(turns)
    vectors[[0, 2]] = np.nan
    index = PassageIndex(encoder).fit(turns, groups=list("abcd"), vectors=vectors)
    assert not index.ask_like(0).by_meaning
    assert order_of(index.like(0))[0] == 2


def test_turns_that_are_all_the_same_have_the_same_score(encoder: Encoder) -> None:
    for reader in (None, encoder):
        index = PassageIndex(reader).fit(["There is no time."] * 5, groups=list("abcde"))
        for query in ("time", "the", "", "bus"):
            scores = index.rank(query)
            assert np.isfinite(scores).all() and np.ptp(scores) < 1e-6


def test_stop_words_alone_are_a_question_of_meaning(encoder: Encoder) -> None:
    turns = ["He said so himself, and she did too.", "Birds sang.", "The bus is late."]
    assert not PassageIndex().fit(turns).rank("did they").any()
    index = PassageIndex(encoder).fit(turns, groups=list("abc"))
    assert order(index, "what did she say herself")[0] == 0
    assert index.ask("what did she say herself").clues == ()


def test_turns_take_the_mean_of_their_segments() -> None:
    vectors = turn_vectors(["a", "b", "c"], ["a", "a", "c"], np.eye(3), words=[1, 1, 5])
    np.testing.assert_allclose(vectors[0], [0.5**0.5, 0.5**0.5, 0], atol=1e-6)
    assert np.isnan(vectors[1]).all()
    np.testing.assert_allclose(vectors[2], [0, 0, 1])


spoken = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 9)), min_size=1, max_size=120)


@settings(max_examples=40, deadline=None)
@given(spoken)
def test_what_is_said_spreads_over_its_document_as_the_docstring_states(
    turns: list[tuple[str, float]],
) -> None:
    near = Neighbourhood([group for group, _ in turns], len(turns), radius=3)
    values = np.array([turns[number][1] for number in near.order])
    own = [[turns[number][0] for number in near.order]] * len(turns)
    same = np.array(own) == np.array(own).T
    distance = np.arange(len(turns)) - np.arange(len(turns))[:, None]
    weights = same * np.exp(-np.where(distance > 0, distance / 5, -distance / 2.5))
    np.testing.assert_allclose(near.spread(values, (5.0, 2.5)), values @ weights, atol=1e-9)
    some = np.flatnonzero(values > 4)
    few = near.sum_of_logs([(2.0, some, values[some])], (5.0, 2.5))
    np.testing.assert_allclose(few, 2 * np.log1p((values * (values > 4)) @ weights), atol=1e-9)
    near_by = same & (abs(distance) <= 3)
    np.testing.assert_allclose(
        near.around(values), near_by @ values / near_by.sum(axis=1), atol=1e-9
    )


WORDS = ("time", "plans", "planning", "forms", "teacher", "bus", "the")
talk = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(["P1 teacher", "P2", None]),
        st.lists(st.sampled_from(WORDS), max_size=5),
    ),
    min_size=1,
    max_size=50,
)


@settings(max_examples=60, deadline=None)
@given(talk, st.integers(0, 49), st.booleans(), st.sampled_from(["rank", "like"]))
def test_an_explanation_adds_up_to_the_score(turns, chosen, by_meaning, way) -> None:
    reader = Reader() if by_meaning else None
    texts = [" ".join(words) for _, _, words in turns]
    index = PassageIndex(reader).fit(
        texts, [who for _, who, _ in turns], [group for group, _, _ in turns]
    )
    turn, query = chosen % len(turns), "Is there time for a teacher to plan the forms?"
    ranking = index.ask(query) if way == "rank" else index.ask_like(query)
    assert np.array_equal(ranking.scores, getattr(index, way)(query))
    why = ranking.explain(turn)
    assert why.score == pytest.approx(ranking.scores[turn], abs=1e-9)
    assert why.words + why.meaning == pytest.approx(why.score)
    assert {turns[number][0] for number in why.turns} == {turns[turn][0]}


class Reader:
    """Reads three words, in numbers that a test can follow."""

    name = "three words"

    def reads(self, language: str) -> bool:
        return language != "cy"

    def encode(self, texts) -> np.ndarray:
        counts = [[1 + text.count(word) for word in ("time", "plan", "bus")] for text in texts]
        return np.array([np.array(row) / np.linalg.norm(row) for row in counts], dtype=np.float32)


def meetings(folder: Path) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def mean_average_precision(
    content: list[dict], encoder: Encoder | None, asked: tuple[str, str]
) -> float:
    found = []
    for meeting in content:
        turns = meeting["meeting_transcripts"]
        index = PassageIndex(encoder).fit(
            [turn["content"] for turn in turns], [turn["speaker"] for turn in turns]
        )
        for query in meeting[asked[0]]:
            gold = np.zeros(len(turns), dtype=bool)
            for first, last in query["relevant_text_span"]:
                gold[int(first) : int(last) + 1] = True
            hits = gold[order(index, query[asked[1]])]
            found.append((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
    return float(np.mean(found))


QUERIES, TOPICS = ("specific_query_list", "query"), ("topic_list", "topic")


def test_real_questions_and_topics_are_found_as_well_as_measured(shared: Path) -> None:
    all_meetings = meetings(shared / "data" / "senedd")
    assert mean_average_precision(all_meetings, None, QUERIES) > 0.74
    assert mean_average_precision(all_meetings, None, TOPICS) > 0.76


def test_embeddings_add_to_words(shared: Path, encoder: Encoder) -> None:
    few = meetings(shared / "data" / "senedd")[:1]
    assert mean_average_precision(few, encoder, QUERIES) > mean_average_precision(
        few, None, QUERIES
    )
