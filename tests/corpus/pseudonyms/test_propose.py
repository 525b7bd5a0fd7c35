import time

import pytest

from alnqual.corpus.pseudonyms.entries import Entry, read_entries, write_entries
from alnqual.corpus.pseudonyms.people import expand
from alnqual.corpus.pseudonyms.propose import propose

TALK = [
    "Well, we went to see the school and they said that it was fine, and we had a good talk.",
    "Mae hi'n anodd, ac mae'r ysgol yn dweud bod popeth yn iawn, ond dydi o ddim.",
    "The mark was high, and he will try again in the spring, with hope and good grace.",
]


def proposed(*texts: str, entries: list[Entry] | None = None, **options) -> dict[str, Entry]:
    found = propose({"i01": [*TALK, *texts]}, entries=entries or [], **options)
    return {entry.original: entry for entry in found}


def kinds(*texts: str, **options) -> dict[str, str]:
    return {name: entry.kind for name, entry in proposed(*texts, **options).items()}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("I asked Bethan about it.", "Bethan", "person"),
        ("and my son Zephko loves it", "Zephko", "person"),
        ("There was a lad called Krzysio.", "Krzysio", "person"),
        ("We told Mrs Threlkold twice.", "Threlkold", "person"),
        ("Zoltka said no.", "Zoltka", "person"),
        ("That was Zoltka's mum, really.", "Zoltka", "person"),
        ("What do you think, Fergalo?", "Fergalo", "person"),
        ("and Corwin Battrick came", "Corwin Battrick", "person"),
        ("hogyn bach o'r enw Iolyn", "Iolyn", "person"),
        ("a dywedodd Gwenffrwd wrtha i", "Gwenffrwd", "person"),
        ("fy mab Macswyn", "Macswyn", "person"),
        ("and Will went home", "Will", "person"),
        ("the two of them, Mark and Grace, came", "Grace", "person"),
        ("Thank you, Mark. Mark.", "Mark", "person"),
        ("Myrddin ap Rhisiart spoke", "Myrddin ap Rhisiart", "person"),
        ("we live in Llanfawrlwyd now", "Llanfawrlwyd", "place"),
        ("she moved to Cardiff", "Cardiff", "place"),
        ("yng Nghaernarfon mae o", "Caernarfon", "place"),
        ("ym Mhontgelyn mae o", "Pontgelyn", "place"),
        ("i Bontypridd aeth hi", "Pontypridd", "place"),
        ("over in Cwm Serennydd", "Cwm Serennydd", "place"),
        ("fy mhen i, ym Mhen-y-Grewys", "Pen-y-Grewys", "place"),
        ("a dyffryn, yn Nyffryn Gwyllyn", "Dyffryn Gwyllyn", "place"),
        ("pentre bach, o Pentre Brochan", "Pentre Brochan", "place"),
        ("out on Gorsefain Road", "Gorsefain Road", "place"),
        ("the comp, Ysgol Bro Gelynnen, is", "Ysgol Bro Gelynnen", "school"),
        ("at Morfa Glasddu Primary with her", "Morfa Glasddu Primary", "school"),
        ("at Derwlasog Medical Centre", "Derwlasog Medical Centre", "organisation"),
        ("ring 01632 960284", "01632 960284", "phone"),
        ("the only deaf boy in the village", "the only deaf boy in the village", "indirect"),
    ],
)
def test_what_may_identify_is_proposed(text, name, kind):
    assert kinds(text)[name] == kind


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the Welsh Government and Estyn met CAMHS in Wales.",
        "We use Teams, Zoom, WhatsApp and Makaton in Year 7, for GCSE English.",
        "He has Down's syndrome and ADHD, and Asperger's too.",
        "The ALNCo and the Head of Year wrote an IDP. PRUs and LSAs.",
        "At Christmas, in May, by September 2021. On 3 May.",
        "Consequently it failed. Furthermore, nobody came.",
        "Mae'r Cod ADY yn y Senedd, a Llywodraeth Cymru hefyd.",
        "Will you come? May I ask? Mark my words. Hope is all. Grace period.",
        "Taylor Swift and Spider-Man, Harry Potter and Marcus Rashford.",
        "Summer. It was far. Miles. Miles better.",
        "angor, Angor. We had a Rayburn and I bought a Fiesta.",
    ],
)
def test_what_identifies_nobody_is_not(text):
    assert kinds(text) == {}


def test_the_studys_own_vocabulary_is_no_name():
    text = "We call it Nurtura and use Thrivewell Plan here."
    assert kinds(text) != {}
    assert kinds(text, vocabulary=["Nurtura", "Thrivewell Plan"]) == {}


def test_forms_of_one_name_share_a_replacement():
    found = proposed(
        "I saw Rhiannon Pask. Then Rhiannon left, and Rhianon rang. Rhi did. Mrs Pask too.",
        "We went to Cardiff, i Gaerdydd. Caerdydd. And Aberystwith, Aberystwyth.",
        "At Ysgol Bro Gelynnen, Bro Gelynnen that is, by Gelynnen.",
    )
    people = {found[name].replacement for name in ("Rhiannon Pask", "Rhiannon", "Rhianon", "Rhi")}
    assert people == {found["Pask"].replacement} == {"[person 1]"}
    assert "spelling" in found["Rhianon"].note
    assert found["Cardiff"].replacement == found["Caerdydd"].replacement
    assert found["Aberystwyth"].replacement == found["Aberystwith"].replacement
    school = found["Ysgol Bro Gelynnen"].replacement
    assert school == found["Bro Gelynnen"].replacement == "[school 1]"


def test_a_first_name_of_two_people_has_its_own():
    found = proposed("I met Rhian Pask and Rhian Trelawn. Then Rhian said it.")
    assert len({found[name].replacement for name in ("Rhian Pask", "Rhian Trelawn", "Rhian")}) == 3


def test_numbers_follow_the_first_appearance_and_those_already_used():
    entries = [Entry("Huw", "person", "[person 7]", "accept")]
    found = proposed("I asked Bethan and Owain and Huw.", entries=entries)
    assert found["Bethan"].replacement == "[person 8]"
    assert found["Owain"].replacement == "[person 9]"


def test_entries_keep_their_order_decisions_and_replacements_and_are_counted_afresh():
    entries = [
        Entry("Zed", "person", "[a friend]", "accept", times=9),
        Entry("Huw", "person", "[Bob]", "reject"),
        Entry("Gwen Pari", "person", "[P01]", "", "i01", "register"),
    ]
    found = propose({"i01": ["I told Gwen Pari, Gwen and Huw. Then Huw left."]}, entries=entries)
    assert [(e.original, e.times) for e in found[:3]] == [("Zed", 0), ("Huw", 2), ("Gwen Pari", 1)]
    assert [e.replacement for e in found[:3]] == ["[a friend]", "[Bob]", "[P01]"]
    assert [(e.original, e.replacement, e.source) for e in found[3:]] == [
        ("Gwen", "[P01]", "register")
    ]


def test_running_it_again_proposes_nothing_more():
    documents = {"i01": [*TALK, "I asked Bethan in Llanfawrlwyd, ring 01632 960284, Mrs Pask."]}
    once = propose(documents)
    assert propose(documents, entries=read_entries(write_entries(once))) == [
        Entry(**{**_fields(entry), "source": entry.source}) for entry in once
    ]


def _fields(entry: Entry) -> dict:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def test_misspelt_names_of_the_register_take_its_replacement_in_its_document():
    entries = [Entry("Gwenllian Pari", "person", "[P01]", "", "i01", "register")]
    documents = {"i01": ["and Gwenlian said so"], "i02": ["and Gwenlian said so"]}
    found = {(e.original, e.document): e for e in propose(documents, entries=entries)}
    assert found["Gwenlian", "i01"].replacement == "[P01]"
    assert found["Gwenlian", ""].replacement == "[person 1]"


def test_a_form_in_another_document_is_noted_and_left_to_a_person():
    documents = {"i01": ["I asked Rhiannon, and Rhiannon said no"], "i02": ["and Rhi said so"]}
    found = {entry.original: entry for entry in propose(documents)}
    assert found["Rhi"].replacement == "[person 2]"
    assert found["Rhi"].note == "perhaps [person 1], of another document"


def test_a_date_of_birth_holds_for_its_document_only():
    documents = {"i01": ["she was born on 3 March 2012"], "i02": ["we met on 3 March 2012"]}
    (entry,) = propose(documents)
    assert (entry.kind, entry.document, entry.times) == ("date-of-birth", "i01", 1)


def test_captions_without_capitals_give_listed_names_and_titles():
    text = "so bethan said that mrs threlkold from llanelli will come and mark it"
    found = kinds(text)
    assert found == {"Bethan": "person", "Threlkold": "person", "Llanelli": "place"}


def test_names_typed_in_small_letters_or_in_capitals_are_found():
    assert kinds("My daughter bethan loves it. So bethan said.") == {"Bethan": "person"}
    assert kinds("MY SON DYLAN LOVES THE UNIT") == {"Dylan": "person"}
    assert kinds("The norm is max two, said the van driver.") == {}


def test_examples_are_short_and_hold_the_name():
    entry = proposed("word " * 50 + "and my son Zephko loves it " + "word " * 50)["Zephko"]
    assert "Zephko" in entry.example
    assert len(entry.example) <= 60


def test_parts_of_the_registers_names_are_derived():
    entries = [
        Entry("Dr Priya Raman-Lloyd", "person", "[P07]", "", "i01", "register"),
        Entry("Ann Price", "person", "[P08]", "", "i01", "register"),
        Entry("SIÂN PRICE", "person", "[P09]", "", "i01", "register"),
        Entry("Huw", "person", "[P10]", "", "i02", "register"),
        Entry("Support Worker", "person", "[P11]", "", "i02", "register"),
    ]
    parts = {entry.original: entry.replacement for entry in expand(entries)}
    assert parts["Priya"] == parts["Raman-Lloyd"] == parts["Lloyd"] == "[P07]"
    assert parts["Ann"] == "[P08]"
    assert parts["Price"] == "[name]"
    assert not {"Huw", "Worker", "Dr"} & parts.keys()
    assert expand([*entries, *expand(entries)]) == []


def test_a_model_adds_its_names(monkeypatch):
    import spacy

    from alnqual.corpus.pseudonyms import propose as module

    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Thistle"}])
    monkeypatch.setattr(module, "load_model", lambda: pipeline)
    entry = proposed("Thistle, thistle, and a thistle more.")["Thistle"]
    assert (entry.kind, entry.source) == ("person", "model")


def test_a_large_corpus_does_not_take_long():
    texts = [
        f"{line} I asked Bethan of Llanelli, and Zephko{k % 50} too."
        for k in range(4000)
        for line in TALK[:1]
    ]
    started = time.perf_counter()
    propose({"i01": texts})
    words = sum(len(text.split()) for text in texts)
    assert (time.perf_counter() - started) / words < 60 / 1_000_000
