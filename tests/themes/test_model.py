"""What people rely on in themes: found, the same twice, a real BERTopic, no crash when small."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics import (
    adjusted_rand_score,
    homogeneity_score,
    normalized_mutual_info_score,
)

from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.themes import ThemeModel
from alnqual.themes.consensus import ConsensusKMeans
from alnqual.themes.recurrence import recurrence
from alnqual.themes.terms import corpus_stop_words, is_small_talk, label, theme_terms, vocabulary
from tests.themes.corpus import SUBJECTS, TEXTS

WORDS = [
    "budget",
    "workload",
    "parents",
    "training",
    "speech",
    "therapy",
    "assessment",
    "transition",
    "funding",
    "welsh",
    "staff",
    "evenings",
    "meetings",
    "documents",
    "outcomes",
    "friendship",
    "transport",
    "attendance",
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return Encoder().encode(TEXTS)


@pytest.fixture(scope="module")
def model(vectors: np.ndarray) -> ThemeModel:
    groups = [f"i{index % 4:02d}" for index in range(len(TEXTS))]
    speakers = [f"P{index % 5:02d}" for index in range(len(TEXTS))]
    return ThemeModel().fit(TEXTS, vectors, groups, speakers)


def test_no_theme_mixes_subjects(model: ThemeModel) -> None:
    assert model.steady_
    assert 3 <= len(model.themes_) <= 12
    assert homogeneity_score(SUBJECTS, model.labels_) > 0.95
    for theme in model.themes_:
        subjects = {SUBJECTS[index] for index in theme.representatives}
        assert len(subjects) == 1
        words = {"money": "budget funding money", "bus": "bus buses", "welsh": "welsh"}
        assert set(words[subjects.pop()].split()) & set(" ".join(theme.terms).split())


def test_themes_are_described(model: ThemeModel) -> None:
    assert [theme.id for theme in model.themes_] == list(range(len(model.themes_)))
    sizes = [theme.size for theme in model.themes_]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == (model.labels_ >= 0).sum()
    first = model.themes_[0]
    assert (first.groups, first.speakers) == (4, 5)
    assert len({index % 5 for index in first.representatives}) == 5
    assert " · " in first.label
    assert model.stability_.tolist() == [theme.stability for theme in model.themes_]
    assert ((model.stability_ >= 0) & (model.stability_ <= 1)).all()
    assert model.hierarchy_.shape == (len(model.themes_) - 1, 4)
    assert model.hierarchy_[-1, 3] == len(model.themes_)


def test_the_same_texts_give_the_same_themes(model: ThemeModel, vectors: np.ndarray) -> None:
    groups = [f"i{index % 4:02d}" for index in range(len(TEXTS))]
    speakers = [f"P{index % 5:02d}" for index in range(len(TEXTS))]
    again = ThemeModel().fit(TEXTS, vectors, groups, speakers)
    assert again.themes_ == model.themes_
    assert again.labels_.tobytes() == model.labels_.tobytes()
    assert again.strengths_.tobytes() == model.strengths_.tobytes()
    one, two = again.bertopic_.c_tf_idf_, model.bertopic_.c_tf_idf_
    assert one.toarray().tobytes() == two.toarray().tobytes()


def test_without_vectors_the_packaged_encoder_reads(vectors: np.ndarray) -> None:
    labels = ThemeModel().fit(TEXTS, vectors).labels_
    assert np.array_equal(ThemeModel().fit(TEXTS).labels_, labels)


def test_it_holds_a_real_bertopic(model: ThemeModel, tmp_path: Path) -> None:
    from bertopic import BERTopic

    inner = model.bertopic_
    assert isinstance(inner, BERTopic)
    info = inner.get_topic_info()
    assert info["Count"].sum() == len(TEXTS)
    assert inner.c_tf_idf_.shape[0] == len(info)
    inner.save(tmp_path / "model", serialization="safetensors", save_ctfidf=True)
    loaded = BERTopic.load(tmp_path / "model")
    assert loaded.topics_ == inner.topics_
    assert [term for term, _ in loaded.get_topic(0)] == [term for term, _ in inner.get_topic(0)]


def test_few_alike_or_no_texts_are_an_error_that_says_so() -> None:
    for texts in ([], ["one text"], ["the same words"] * 50, TEXTS[:14]):
        with pytest.raises(AlnqualError, match="too few"):
            ThemeModel().fit(texts)


@pytest.mark.parametrize("few", [TEXTS[::7][:15], TEXTS[::3][:30]])
def test_a_few_texts_make_themes(few: list[str]) -> None:
    model = ThemeModel().fit(few)
    assert len(model.labels_) == len(few)
    assert len(model.themes_) >= 1


def test_what_does_not_fit_together_is_refused(vectors: np.ndarray) -> None:
    with pytest.raises(AlnqualError, match="3 groups for 108 texts"):
        ThemeModel().fit(TEXTS, vectors, groups=list("abc"))
    broken = vectors.copy()
    broken[3] = np.nan
    with pytest.raises(AlnqualError, match="not finite"):
        ThemeModel().fit(TEXTS, broken)
    with pytest.raises(AlnqualError, match="no words"):
        ThemeModel().fit(["um " * n for n in range(1, 31)], vectors[:30])


def test_the_number_of_clear_clusters_is_found_and_noise_is_said_to_be_noise() -> None:
    generator = np.random.default_rng(0)
    rows = np.vstack([generator.normal(centre, 1, (60, 6)) for centre in np.eye(6)[:5] * 10])
    clear = ConsensusKMeans().fit(rows)
    assert (set(clear.labels_), clear.steady_, (clear.labels_ == -1).sum()) == (
        set(range(5)),
        True,
        0,
    )
    assert (clear.predict(rows) == clear.labels_).all()
    noise = ConsensusKMeans().fit(generator.normal(0, 1, (300, 10)))
    assert not noise.steady_
    assert ((noise.labels_ == -1) == (noise.strengths_ < noise.least)).all()
    assert (noise.labels_ == -1).any()


def test_another_seed_does_not_change_the_numbers_of_clusters_that_have_runs() -> None:
    rows = np.random.default_rng(1).normal(0, 1, (80, 8))
    runs = [ConsensusKMeans(seed).fit(rows).runs_ for seed in range(2)]
    numbers = [sorted(run.max() + 1 for run in own) for own in runs]
    assert numbers[0] == numbers[1]
    assert not np.array_equal(*runs)


@pytest.fixture(scope="module")
def meetings(shared: Path) -> tuple[list[str], list[str], list[str]]:
    """Turns of three committee meetings of other subjects: texts, meetings, speakers."""
    rows = []
    for name in ("education_7", "education_8", "education_12"):
        meeting = json.loads((shared / "data" / "senedd" / f"{name}.json").read_text("utf-8"))
        rows += [(t["content"], name, t["speaker"]) for t in meeting["meeting_transcripts"]]
    return tuple(list(column) for column in zip(*rows, strict=True))


def test_what_stands_around_a_turn_helps_to_place_it(
    meetings: tuple[list[str], list[str], list[str]],
) -> None:
    """Short turns say little: alone they hardly tell three meetings apart."""
    texts, names, speakers = meetings
    vectors = Encoder().encode(texts)
    in_order = ThemeModel().fit(texts, vectors, speakers=speakers)
    anyhow = np.random.default_rng(0).permutation(len(texts))
    shuffled = ThemeModel().fit(
        [texts[i] for i in anyhow], vectors[anyhow], speakers=[speakers[i] for i in anyhow]
    )
    scores = [
        normalized_mutual_info_score(np.array(names)[order][kept], model.labels_[kept])
        for order, model in ((np.arange(len(texts)), in_order), (anyhow, shuffled))
        for kept in [model.labels_ >= 0]
    ]
    assert scores[0] > 0.5 > scores[1] + 0.2
    assert (in_order.labels_ == -1).mean() < 0.2


def test_small_talk_and_interviewers_are_in_no_theme(vectors: np.ndarray) -> None:
    talk = ["Thank you, Chair.", "Yes, absolutely.", "Mm-hm, okay.", "Good morning, everybody!"] * 9
    asked = [f"And what about the {word} in your school?" for word in WORDS]
    texts = [*TEXTS, *talk, *asked]
    speakers = ["P1"] * (len(TEXTS) + len(talk)) + ["Interviewer"] * len(asked)
    more = np.vstack([vectors, Encoder().encode(texts[len(TEXTS) :])])
    model = ThemeModel().fit(texts, more, speakers=speakers)
    assert (model.labels_[len(TEXTS) :] == -1).all()
    assert (model.strengths_[len(TEXTS) :] == 0).all()
    assert (model.labels_[: len(TEXTS)] >= 0).mean() > 0.9
    assert is_small_talk("Thank you, Suzy.", {"suzy"})
    assert not is_small_talk("Workload.")


def test_utterances_that_are_nearly_the_same_go_together(vectors: np.ndarray) -> None:
    """The fault: BERTopic #2026, identical utterances in different topics."""
    said = [
        "It takes too long.",
        "it takes too long",
        "Um, it takes too long!",
        "It takes so long.",
    ]
    texts = [*TEXTS, *said * 5]
    model = ThemeModel().fit(texts, np.vstack([vectors, Encoder().encode(said * 5)]))
    assert len(set(model.labels_[len(TEXTS) :])) == 1


def test_a_text_that_is_like_no_other_belongs_nowhere(vectors: np.ndarray) -> None:
    far = np.zeros_like(vectors[:1])
    far[0] = -vectors.mean(axis=0) / np.linalg.norm(vectors.mean(axis=0))
    model = ThemeModel().fit([*TEXTS, "Quarks have colour charge."], np.vstack([vectors, far]))
    assert model.labels_[-1] == -1
    assert (model.labels_[:-1] >= 0).mean() > 0.9


def test_texts_that_the_encoder_cannot_read_are_themed_by_their_letters(
    vectors: np.ndarray, shared: Path
) -> None:
    files = sorted((shared / "data" / "welsh").rglob("*.conllu"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    said = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    welsh = [sentence for sentence in said if len(sentence.split()) > 6][:90]
    unread = np.full((len(welsh), vectors.shape[1]), np.nan, dtype=np.float32)
    model = ThemeModel().fit([*TEXTS, *welsh], np.vstack([vectors, unread]))
    lexical = [theme for theme in model.themes_ if theme.lexical]
    assert lexical and lexical == model.themes_[-len(lexical) :]
    assert not set(model.labels_[: len(TEXTS)]) & {theme.id for theme in lexical}
    assert all(index >= len(TEXTS) for theme in lexical for index in theme.representatives)
    assert not {"mae", "wedi", "oedd", "ddim"} & {t for theme in lexical for t in theme.terms}
    assert model.apart_ is not None and model.apart_.agreement != model.agreement_
    assert model.hierarchy_[-1, 2] == pytest.approx(1), "the two join last"
    itself = ThemeModel().fit([*TEXTS, *welsh])
    assert any(theme.lexical for theme in itself.themes_), "the languages are told apart here too"
    alone = ThemeModel().fit(welsh, unread)
    assert alone.themes_ and all(theme.lexical for theme in alone.themes_)


def test_many_texts_are_assigned_to_the_themes_of_a_draw() -> None:
    generator = np.random.default_rng(0)
    subjects = generator.integers(0, 4, 12_000)
    rows = np.eye(8, dtype=np.float32)[subjects] + generator.normal(0, 0.1, (12_000, 8))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    texts = [f"{WORDS[s]} {WORDS[s + 4]} {number}" for number, s in enumerate(subjects)]
    model = ThemeModel().fit(texts, rows.astype(np.float32))
    assert len(model.themes_) == 4
    assert adjusted_rand_score(subjects, model.labels_) > 0.99


def test_a_theme_recurs_by_members_and_by_words() -> None:
    labels = np.repeat([0, 1, 2], 10)
    terms = csr_matrix(np.eye(3)[labels].repeat(4, axis=1))
    swapped = np.array([1, 0, 2])[labels]
    parted = np.where(labels == 0, np.arange(30) % 2, labels + 1)
    assert recurrence(labels, np.array([swapped, labels]), terms).tolist() == [1, 1, 1]
    assert recurrence(labels, np.array([labels, parted]), terms).tolist() == [0.5, 1, 1]
    mixed = csr_matrix(np.eye(30).repeat(4, axis=1))
    assert recurrence(labels, np.array([parted]), mixed)[0] == 0


def test_terms_are_words_and_neighbours_without_fillers() -> None:
    assert theme_terms("Um, you know, the release time — it's gone; Siân’s post-16 plan.") == [
        *("release", "time", "release time"),
        *("siân", "post-16", "siân post-16", "plan", "post-16 plan", "siân post-16 plan"),
    ]
    assert label(["workload", "release time", "times", "evenings"]) == (
        "workload · release time · evenings"
    )


def test_a_term_is_said_twice_in_two_documents_and_is_no_speaker() -> None:
    shared_words = "release time for plans"
    texts = [shared_words] * 2 + ["buses late"] * 2 + ["Evans"] * 2 + ["seldom heard"]
    texts += ["pupils parents money workload training"] * 2
    found = vocabulary(texts, list("abccababa"), without=["Siân Evans"])
    assert {"release", "release time", "time", "plans", "workload"} <= set(found)
    assert not {"buses", "late", "evans", "seldom"} & set(found)


def test_a_word_of_most_themes_and_documents_tells_nothing() -> None:
    labels = np.repeat([0, 1, 2, 3], 10)
    said = np.zeros((40, 3))
    said[::3, 0] = 1
    said[labels == 1, 1] = 1
    said[:2, 2] = 1
    idle = corpus_stop_words(csr_matrix(said), labels, list("abcd") * 10)
    assert idle.tolist() == [True, False, False]


def test_a_word_that_is_mostly_part_of_a_phrase_is_left_to_the_phrase() -> None:
    texts = [f"flying start {word}" for word in WORDS] + ["the start of term"] * 10 + WORDS
    found = vocabulary(texts)
    assert "flying start" in found and "start" in found and "flying" not in found


def test_where_few_terms_are_common_rarer_ones_describe() -> None:
    """The fault: one term was left of a study of 77 segments, and BERTopic fails with one."""
    alone = ["release time", "release time", "evenings gone", "evenings gone", "seldom heard"]
    assert "release" in vocabulary(alone, list("aaaab"))
    assert "seldom" in vocabulary(alone, list("aaaab"))
    own_talk = [f"{word} here" for word in WORDS] * 2 + ["rare here"]
    found = vocabulary(own_talk, ["a"] * (len(own_talk) - 1) + ["b"])
    assert set(WORDS) <= set(found) and "rare" not in found
    assert "evans" not in vocabulary(["Evans spoke", "Evans left"], without=["Evans"])


@pytest.mark.parametrize("count", [15, 33, 77])
@pytest.mark.parametrize("words", [2, 4, 60])
def test_small_studies_of_any_shape_give_themes_or_say_why_not(count: int, words: int) -> None:
    """One long document and four tiny ones, the latter sharing a word with the former."""
    generator = np.random.default_rng((count, words))
    known = [f"word{chr(97 + index // 26)}{chr(97 + index % 26)}" for index in range(words)]
    texts = [" ".join(generator.choice(known, 1 + index % 9)) for index in range(count)]
    groups = ["long" if index < count - 4 else f"tiny{index}" for index in range(count)]
    vectors = generator.normal(size=(count, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    try:
        model = ThemeModel().fit(texts, vectors, groups)
    except AlnqualError as error:
        assert words == 2 and "too few" in str(error)
    else:
        assert len(model.labels_) == count


def test_one_shared_term_does_not_break_the_model() -> None:
    """The fault: `numpy.float64 has no len()` from BERTopic where the vocabulary was one term."""
    texts = [f"school {word}" for word in WORDS] + ["school"]
    vectors = np.eye(len(texts))
    model = ThemeModel().fit(texts, vectors, ["long"] * len(WORDS) + ["tiny"])
    assert all(theme.terms for theme in model.themes_)


def test_texts_with_one_word_between_them_or_one_vector_are_refused() -> None:
    texts = ["school" + " um" * count for count in range(20)]
    with pytest.raises(AlnqualError, match="no words that could describe"):
        ThemeModel().fit(texts, np.eye(20))
    with pytest.raises(AlnqualError, match="1 different texts are too few"):
        ThemeModel().fit([f"school {word}" for word in WORDS], np.ones((len(WORDS), 1)))


def test_real_titles_are_told_apart_better_than_by_chance(shared: Path) -> None:
    rows = (shared / "data" / "topics" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    rows = [row.split("\t") for row in rows[:20000:50]]
    model = ThemeModel().fit([row[0] for row in rows])
    assert 3 <= len(model.themes_) <= 30
    assert (model.labels_ == -1).mean() < 0.3
    assert normalized_mutual_info_score([row[2] for row in rows], model.labels_) > 0.15


def test_rows_that_no_two_runs_part_alike_are_in_no_cluster() -> None:
    rows = np.random.default_rng(1).normal(0, 1, (900, 30))
    clusters = ConsensusKMeans().fit(rows)
    assert set(clusters.labels_) == set(clusters.predict(rows[:50])) == {-1}
    assert not clusters.steady_


def test_numbers_of_clusters_share_the_runs_by_how_well_they_hold() -> None:
    generator = np.random.default_rng(0)
    rows = np.vstack([generator.normal(centre, 1, (60, 6)) for centre in np.eye(6)[:5] * 10])
    clusters = ConsensusKMeans().fit(rows)
    assert clusters.runs_.shape == (60, 300)
    assert clusters.agreement_ > 0.9
    runs = [run.max() + 1 for run in clusters.runs_]
    assert set(runs) <= {4, 5, 6} and runs.count(5) > 40
