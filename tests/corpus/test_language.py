from collections import Counter

import pytest

from alnqual.corpus.language import combine, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We never had enough time for the reviews.", "en"),
        ("Doedd dim digon o amser gyda ni i wneud y gwaith.", "cy"),
        ("Dw i wedi ffonio pawb, and nobody has ever rung me back.", "mixed"),
        ("The meeting was in Llanfairpwllgwyngyll and Penrhyndeudraeth, I think.", "en"),
        ("[laughs] Ie.", "und"),
        ("", "und"),
        ("👩‍👧 … 42", "und"),
    ],
)
def test_the_language_of_what_is_said(text, language):
    assert detect([text]) == [language]


def test_a_document_in_both_languages_is_told_from_one_with_a_greeting():
    assert combine([("en", 900), ("cy", 20), ("und", 500)]) == "en"
    assert combine([("en", 300), ("mixed", 200), ("cy", 100)]) == "en+cy"
    assert combine([("und", 3)]) == "und"


def test_real_welsh_sentences_are_welsh(shared):
    files = (shared / "data" / "welsh").rglob("*.conllu")
    sentences = [
        line.removeprefix("# text = ")
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("# text = ")
    ]
    found = Counter(detect(sentences))
    assert found.total() == 409
    assert found["cy"] >= 385
    assert found["en"] + found["mixed"] == 0
