import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words


def accepted(original: str, kind: str, shown: str, document: str = "") -> Entry:
    return Entry(original, kind, f"[{shown}]", "accept", document)


ENTRIES = [
    accepted("Priya Raman-Lloyd", "person", "P07"),
    accepted("Priya", "person", "P07"),
    accepted("Raman-Lloyd", "person", "P07"),
    accepted("Will Hughes", "person", "P08"),
    accepted("Will", "person", "P08"),
    accepted("Mark", "person", "P09"),
    accepted("May", "person", "P10"),
    accepted("Siân", "person", "P11"),
    accepted("Hope", "person", "P12"),
    accepted("Non", "person", "P13"),
    accepted("Caerdydd", "place", "place 1"),
    accepted("Bangor", "place", "place 2"),
    accepted("Rhyl", "place", "place 3"),
    accepted("Gwynedd", "place", "place 4"),
    accepted("Pontypridd", "place", "place 5"),
    accepted("Bro Carwen", "place", "place 6"),
    accepted("Ysgol Bryn Hafod", "school", "school 1"),
    accepted("g.pari@ysgol.cymru", "e-mail", "e-mail"),
    accepted("(01632) 960284", "phone", "phone number"),
    accepted("Gwen", "person", "P14", "i01"),
    accepted("Gwen", "person", "P15"),
    Entry("Janet", "person", "[P16]", "reject"),
    Entry("Owain", "person", "[P17]", source="guess"),
]
ORDINARY = ordinary_words(["they will mark it in may and hope, the price is high, non-verbal"])


def replaced(text: str, document: str = "") -> str:
    return Replacer(ENTRIES, ordinary=ORDINARY)(text, document).text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Thanks, Priya.", "Thanks, [P07]."),
        ("Dr Priya Raman-Lloyd's clinic", "[P07]'s clinic"),
        ("PRIYA’S own, and Dr. Raman-Lloyd", "[P07]’S own, and [P07]"),
        ("hi priya its me", "hi [P07] its me"),
        ("Priyanka and Hwyl", "Priyanka and Hwyl"),
        ("so siân went to bangor", "so [P11] went to [place 2]"),
        ("ring (01632) 960284 or g.pari@ysgol.cymru.", "ring [phone number] or [e-mail]."),
        ("At Ysgol Bryn Hafod", "At [school 1]"),
        ("Janet and Owain stay as they are", "Janet and Owain stay as they are"),
        ("_Priya_ and *Siân*", "_[P07]_ and *[P11]*"),
        ("[Priya laughs]", "[[P07] laughs]"),
    ],
)
def test_names_go_on_whole_words_with_their_titles(said, kept):
    assert replaced(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Will you come? Will the head?", "Will you come? Will the head?"),
        ("Will said so. And Will agreed.", "[P08] said so. And [P08] agreed."),
        ("Will and I went. Will's mum.", "[P08] and I went. [P08]'s mum."),
        ("Will, you said so.", "[P08], you said so."),
        ("they will mark it, Mark.", "they will mark it, [P09]."),
        ("Mark my words. Mark has it.", "Mark my words. [P09] has it."),
        ("May I ask? In May, by May 2023.", "May I ask? In May, by May 2023."),
        ("I told May on 3 May.", "I told [P10] on 3 May."),
        ("ym mis Mai, non-verbal, Non a'i mam", "ym mis Mai, non-verbal, [P13] a'i mam"),
        ("Hope is important. Thanks, Hope.", "Hope is important. Thanks, [P12]."),
        ("Thank you. Mark.", "Thank you. [P09]."),
        ("WILL YOU COME TO MARK IT", "WILL YOU COME TO MARK IT"),
        ("will hughes said he will", "[P08] said he will"),
    ],
)
def test_a_name_that_is_a_word_is_decided_by_its_context(said, kept):
    assert replaced(said) == kept


def test_what_is_left_undecided_is_counted():
    result = Replacer(ENTRIES, ordinary=ORDINARY)("Will it? Yes, Priya. Hope matters.")
    assert (len(result.mentions), result.left) == (1, 2)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("o Gaerdydd, yng Nghaerdydd", "o [place 1], yng [place 1]"),
        ("a Chaerdydd a Chaer", "a [place 1] a Chaer"),
        ("i Fangor, ym Mangor", "i [place 2], ym [place 2]"),
        ("angor, Angor a Mangorion", "angor, Angor a Mangorion"),
        ("i'r Rhyl, o Ryl", "i'r [place 3], o [place 3]"),
        ("o Wynedd i Bontypridd", "o [place 4] i [place 5]"),
        ("ym Mhontypridd a Phontypridd", "ym [place 5] a [place 5]"),
        ("ledled Fro Carwen, ym Mro Carwen", "ledled [place 6], ym [place 6]"),
        ("Ryl and Wynedd", "Ryl and [place 4]"),
    ],
)
def test_welsh_mutations_of_places_are_found(said, kept):
    assert replaced(said) == kept


def test_english_names_of_places_do_not_mutate():
    barry = Replacer(
        [accepted("Newport", "place", "p"), accepted("Barry", "place", "q")], ordinary=frozenset()
    )
    assert barry("o Farry i Marry Dewport").text == "o Farry i Marry Dewport"


def test_an_entry_of_one_document_goes_before_one_of_all():
    assert replaced("Gwen", "i01") == "[P14]"
    assert replaced("Gwen", "i02") == "[P15]"


PIECES = [
    "Priya", "Priya Raman-Lloyd", "Will", "will", "Will Hughes", "Mr ", "Caerdydd", "Nghaerdydd",
    "Gwen", "GWEN", "ŵ", "ŷ", "👩‍👧", "é", "e\u0301", unicodedata.normalize("NFD", "Siân"), "'s",
    "’",    "[", "]", "[P07]", ", ", ". ", " ", "\n", "-", "o ", "said ", "(01632) 960284",
    "Ysgol Bryn Hafod",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_only_mentions_change_and_replacing_twice_changes_nothing(pieces):
    text = "".join(pieces)
    replacer = Replacer(ENTRIES, ordinary=ORDINARY)
    result = replacer(text, "i01")
    rebuilt, done = "", 0
    for mention in result.mentions:
        assert done <= mention.start < mention.end <= len(text)
        rebuilt += text[done : mention.start] + mention.entry.replacement
        done = mention.end
    assert rebuilt + text[done:] == result.text
    assert replacer(result.text, "i01").text == result.text
    for name in ("Priya Raman-Lloyd", "Will Hughes", "Ysgol Bryn Hafod"):
        assert not re.search(rf"(?<![\w\u0300-\u036f]){name}(?![\w\u0300-\u036f])", result.text)


@given(st.text(max_size=80))
def test_any_text_is_taken(text):
    assert isinstance(replaced(text), str)


def test_without_entries_nothing_changes():
    assert Replacer([], ordinary=frozenset())("Priya").text == "Priya"


def test_ordinary_words_come_from_texts_that_have_capitals():
    texts = ["janet said she will", *["Janet said so."] * 30, "Then janet left."]
    words = ordinary_words(texts)
    assert "said" in words
    assert "janet" not in words
