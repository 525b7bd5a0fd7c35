"""The demonstration corpus is what it says: written, varied, synthetic, and in two languages."""

import re
import subprocess
from collections import Counter, defaultdict
from functools import lru_cache
from zipfile import ZipFile

import pytest

from alnqual import Study
from alnqual.coding import read_rounds
from alnqual.coding.recorded import read_recorded
from alnqual.corpus.documents import ingest
from alnqual.workspace import Workspace
from tests.conftest import ROOT
from tests.corpus.scoring import INDIRECT, load_gold

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SURVEY = "s01"


@pytest.fixture(scope="module")
def corpus(protected):
    return ingest(protected.workspace)


@pytest.fixture(scope="module")
def talk(corpus):
    """The transcripts' turns, without the survey."""
    return corpus.turns[corpus.turns["document"] != SURVEY]


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def test_it_is_large_enough_and_everybody_is_there(corpus, talk):
    documents = corpus.documents.set_index("document")
    transcripts = documents.drop(SURVEY)
    assert len(transcripts) >= 14 and transcripts["words"].sum() >= 24_000
    assert set(documents["phase"]) == {"2", "3", "4"}
    spoken = talk[~talk["interviewer"]]
    assert len({area for area in spoken["area"] if area != "Regional"}) == 4
    assert set(spoken["role"]) >= {
        "alnco", "head-teacher", "teacher", "la-officer", "declo", "health-professional", "eyalnlo",
        "fe-coordinator", "third-sector", "parent", "learner",
    }  # fmt: skip
    for workshop in documents.index[documents["kind"] == "workshop"]:
        assert spoken[spoken["document"] == workshop]["participant"].nunique() >= 6
    assert (documents["kind"] == "workshop").sum() == 2
    assert corpus.left_out.empty


def test_somebody_is_heard_at_both_points_in_time(talk):
    phases = talk.dropna(subset=["participant"]).groupby("participant")["phase"].nunique()
    assert (phases == 2).sum() >= 3


def test_the_survey_has_eighty_respondents_and_three_questions(corpus):
    answers = corpus.turns[corpus.turns["document"] == SURVEY]
    assert answers["participant"].nunique() >= 80
    assert answers["question"].nunique() == 3


def test_some_turns_run_long(talk):
    assert (talk["words"] > 150).sum() >= 40


def test_two_documents_are_in_welsh_and_one_switches(corpus):
    languages = corpus.documents.set_index("document")["language"]
    assert (languages == "cy").sum() == 2
    switching = corpus.turns[corpus.turns["document"] == "i06"]["language"]
    assert {"en", "cy", "mixed"} <= set(switching)


def test_it_is_written_and_not_put_together_from_templates(corpus):
    sentences: Counter[tuple[str, ...]] = Counter()
    places: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in corpus.turns.itertuples():
        for sentence in re.split(r"(?<=[.!?…])\s+", row.text):
            said = tuple(words(sentence))
            if len(said) >= 7:
                sentences[said] += 1
        said = tuple(words(row.text))
        for start in range(len(said) - 7):
            places[said[start : start + 8]].add(row.document)
    assert [" ".join(s) for s, count in sentences.items() if count > 1] == []
    assert [" ".join(s) for s, where in places.items() if len(where) > 1] == []


def test_it_takes_no_sentence_from_the_reference_documents(corpus, shared):
    reference = words(
        " ".join(p.read_text("utf-8") for p in sorted((shared / "reference").glob("*.txt")))
    )
    known = {tuple(reference[i : i + 8]) for i in range(len(reference) - 7)}
    for text in corpus.documents["text"]:
        said = words(text)
        assert not known & {tuple(said[i : i + 8]) for i in range(len(said) - 7)}


def test_every_file_says_that_it_is_synthetic(corpus):
    for path in sorted((ROOT / "corpus" / "raw").iterdir()):
        if path.suffix in (".docx", ".xlsx"):
            with ZipFile(path) as archive:
                content = b" ".join(archive.read(n) for n in archive.namelist() if ".xml" in n)
        else:
            content = path.read_bytes()
        assert b"ynthetic demonstration" in content, path.name
    for path in (ROOT / "annotation" / "recorded").rglob("*.yaml"):
        assert "ynthetic" in path.read_text("utf-8"), path
    assert corpus.documents["synthetic"].all()


def test_it_comes_in_the_formats_that_teams_receive():
    names = [path.name for path in (ROOT / "corpus" / "raw").iterdir()]
    kinds = Counter(name.rsplit(".", 1)[1] for name in names)
    assert kinds["docx"] >= 5 and kinds["vtt"] >= 5 and kinds["txt"] >= 3 and kinds["xlsx"] == 1
    vtt = [p.read_text("utf-8") for p in (ROOT / "corpus" / "raw").glob("*.vtt")]
    assert any("<v " in text for text in vtt) and any("<v " not in text for text in vtt)


@lru_cache
def unknown(language: str, vocabulary: frozenset[str]) -> set[str]:
    found = subprocess.run(
        ["aspell", "-l", language, "list", "--encoding=utf-8"],
        input="\n".join(sorted(vocabulary)),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(found.stdout.split())


def share_known(said: list[str], languages: tuple[str, ...]) -> float:
    """The share of words that a dictionary or the exceptions know, whole or by their parts.

    Names and the like are no words: those of the gold standard of identifiers count as known.
    """
    exceptions = set((ROOT / "corpus/welsh-exceptions.txt").read_text("utf-8").split())
    direct = [mention for mention in load_gold() if mention.kind != INDIRECT]
    exceptions |= {word for mention in direct for word in words(mention.surface)}
    pieces = frozenset(p for word in said for p in (word, *re.split("['’]", word)) if p)
    missing = [unknown(language, pieces) for language in languages]

    def known(word: str) -> bool:
        return word.lower() in exceptions or any(word not in unk for unk in missing)

    good = sum(known(w) or all(known(p) for p in re.split("['’]", w) if p) for w in said)
    return good / len(said)


def test_the_welsh_is_spelt_as_the_dictionary_has_it(corpus):
    turns = corpus.turns.assign(
        text=corpus.turns["text"].str.replace(r"\[[^\]]*\]", " ", regex=True)
    )
    for document in ("i04", "i13"):
        said = WORD.findall(" ".join(turns[turns["document"] == document]["text"]))
        assert share_known(said, ("cy",)) >= 0.97, document
    survey = turns[(turns["document"] == SURVEY) & (turns["language"] == "cy")]
    assert share_known(WORD.findall(" ".join(survey["text"])), ("cy",)) >= 0.97
    switching = WORD.findall(" ".join(turns[turns["document"] == "i06"]["text"]))
    assert share_known(switching, ("cy", "en")) >= 0.97
    for document in ("README.md", "corpus/README.md", "codebook/README.md"):
        text = " ".join((ROOT / document).read_text("utf-8").split())
        assert "not been reviewed by a Welsh speaker" in text


def test_two_coders_coded_all_of_it_by_reading(corpus):
    texts = dict(zip(corpus.documents["document"], corpus.documents["text"], strict=True))
    recorded = read_recorded(ROOT / "annotation" / "recorded", texts)
    assert len(recorded) >= 450
    assert len({coding.code for coding in recorded}) >= 50
    by_coder = defaultdict(set)
    for coding in recorded:
        by_coder[coding.coder].add(coding.document)
    first, second = by_coder.values()
    assert first | second == set(texts)
    assert len(first & second) >= 6
    [round_] = read_rounds(Workspace(ROOT))
    assert {coder: set(d) for coder, d in round_.assignments.items()} == dict(by_coder)


def test_recorded_codings_use_codes_and_links_that_exist_and_no_interviewers_words(corpus):
    study = Study.open(ROOT)
    links = {link.id for link in study.theory_of_change.links}
    asked = [
        (row.document, row.start, row.end)
        for row in corpus.turns[corpus.turns["interviewer"]].itertuples()
    ]
    texts = dict(zip(corpus.documents["document"], corpus.documents["text"], strict=True))
    for coding in read_recorded(ROOT / "annotation" / "recorded", texts):
        assert coding.code in study.codebook
        assert coding.link is None or coding.link in links
        assert not any(
            document == coding.document and coding.start < end and start < coding.end
            for document, start, end in asked
        )


def test_the_official_style_table_marks_what_is_withheld():
    table = (ROOT / "corpus/statistics/aln-pupils.csv").read_text("utf-8")
    assert "[c]" in table and ",*," in table and "synthetic" in table
