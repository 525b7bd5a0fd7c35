"""What people rely on in themes: found, the same twice, a real BERTopic, no crash when small."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import homogeneity_score, normalized_mutual_info_score

from alnqual.embedding import Encoder
from alnqual.errors import AlnqualError
from alnqual.themes import ThemeModel
from alnqual.themes.clustering import SteadyKMeans, _matched
from alnqual.themes.terms import label, theme_terms, vocabulary
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
    assert np.isnan(model.stability_).all()
    assert model.stability_.shape == (len(model.themes_),)


def test_the_same_texts_give_the_same_themes(model: ThemeModel, vectors: np.ndarray) -> None:
    groups = [f"i{index % 4:02d}" for index in range(len(TEXTS))]
    speakers = [f"P{index % 5:02d}" for index in range(len(TEXTS))]
    again = ThemeModel().fit(TEXTS, vectors, groups, speakers)
    assert again.themes_ == model.themes_
    assert again.labels_.tobytes() == model.labels_.tobytes()
    assert again.strengths_.tobytes() == model.strengths_.tobytes()
    one, two = again.bertopic_.c_tf_idf_, model.bertopic_.c_tf_idf_
    assert one.toarray().tobytes() == two.toarray().tobytes()


def test_without_vectors_the_packaged_encoder_reads(model: ThemeModel) -> None:
    assert np.array_equal(ThemeModel().fit(TEXTS).labels_, model.labels_)


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


def test_the_fewest_texts_make_themes() -> None:
    few = TEXTS[::7][:15]
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


def test_rows_that_the_models_disagree_about_are_left_out() -> None:
    generator = np.random.default_rng(0)
    centres = np.eye(3) * 10
    rows = np.vstack([generator.normal(centre, 1, (60, 3)) for centre in centres])
    clear = SteadyKMeans().fit(rows)
    assert (clear.number_, (clear.labels_ == -1).sum()) == (3, 0)
    noise = SteadyKMeans().fit(generator.normal(0, 1, (180, 10)))
    assert not noise.steady_
    assert ((noise.labels_ == -1) == (noise.strengths_ < 0.4)).all()
    assert (noise.labels_ == -1).any()


def test_another_seed_does_not_change_the_number() -> None:
    rows = np.random.default_rng(1).normal(0, 1, (80, 8))
    assert len({SteadyKMeans(seed).fit(rows).number_ for seed in range(2)}) == 1


def test_terms_are_words_and_neighbours_without_fillers() -> None:
    assert theme_terms("Um, you know, the release time — it's gone; Siân’s post-16 plan.") == [
        *("release", "time", "release time"),
        *("siân", "post-16", "siân post-16", "plan", "post-16 plan"),
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


def test_a_sample_with_more_clusters_than_all_rows_is_matched() -> None:
    """The fault: a label without a partner was renamed to whatever lay in memory."""
    matched = _matched(np.array([0, 1, 2, 2]), np.array([0, 0, 1, 1]))
    assert set(matched.tolist()) <= {0, 1}


def test_real_titles_are_told_apart_better_than_by_chance(shared: Path) -> None:
    rows = (shared / "data" / "topics" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    rows = [row.split("\t") for row in rows[:20000:50]]
    model = ThemeModel().fit([row[0] for row in rows])
    assert 3 <= len(model.themes_) <= 30
    assert (model.labels_ == -1).mean() < 0.3
    assert normalized_mutual_info_score([row[2] for row in rows], model.labels_) > 0.15
