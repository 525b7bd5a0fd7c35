import pandas as pd

from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.quality.names import NamesLeft, name_findings, names_left

FILES = {"d1": "corpus/raw/one.txt", "d2": "corpus/raw/two.txt"}


def left(*texts, entries=(), **options):
    rows = [
        {"turn": f"{document}-{place:04}", "document": document, "text": text}
        for place, (document, text) in enumerate(texts, 1)
    ]
    return names_left(pd.DataFrame(rows), entries, **options)


def test_a_text_without_names_gives_nothing():
    assert left(("d1", "We had no time at all, and nobody gave it back to us.")) == []


def test_what_looks_like_a_name_is_counted_by_document_and_kind():
    found = left(
        ("d1", "I told Rhiannon that Rhiannon should ring 029 2087 4321 about it."),
        ("d1", "The forms were with the office by then."),
        ("d2", "It was sent to rhiannon.pari@example.org and there it stayed."),
    )
    assert NamesLeft("d1", "person", False, 2, ("d1-0001",)) in found
    assert NamesLeft("d1", "phone", False, 1, ("d1-0001",)) in found
    assert NamesLeft("d2", "e-mail", False, 1, ("d2-0003",)) in found


def test_names_of_the_key_that_still_stand_are_known():
    key = [
        Entry("Rhiannon", "person", "[P01]", decision="accept", source="hand"),
        Entry("Delyth", "person", "[P02]", source="guess"),
    ]
    found = left(("d1", "I told Rhiannon about it, and Delyth heard it too."), entries=key)
    assert found == [
        NamesLeft("d1", "person", True, 1, ("d1-0001",)),
        NamesLeft("d1", "person", False, 1, ("d1-0001",)),
    ]


def test_what_people_rejected_is_no_name():
    key = [Entry("Rhiannon", "person", "[P01]", decision="reject", source="guess")]
    assert left(("d1", "I told Rhiannon about it."), entries=key) == []


def test_a_pseudonym_is_no_name():
    key = [Entry("Rhiannon", "person", "[P01]", decision="accept", source="hand")]
    assert left(("d1", "I told [P01] about it, and [name] heard."), entries=key) == []


def test_findings_tell_kinds_counts_and_turns_and_never_a_name():
    key = [Entry("Rhiannon", "person", "[P01]", decision="accept", source="hand")]
    found = left(("d1", "I told Rhiannon about it."), ("d2", "And Delyth heard it."), entries=key)
    known, open_ = name_findings(found, FILES)
    assert (known.file, known.severity, known.kind) == (FILES["d1"], "warning", "name")
    assert known.message.startswith("names of the key are still in the text: person 1 ")
    assert known.message.endswith("; in d1-0001")
    assert open_.file == FILES["d2"]
    assert open_.message == "what may be names, undecided: person 1; in d2-0002"
    assert "Rhiannon" not in f"{found}{known}" and "Delyth" not in f"{found}{open_}"
