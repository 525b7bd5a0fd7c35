import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.corpus.pseudonyms.indirect import find_indirect
from alnqual.corpus.pseudonyms.patterns import find_patterns, is_nhs_number


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in find_patterns(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to g.pari@ysgol.cymru.", [("g.pari@ysgol.cymru", "e-mail")]),
        ("it's gwen dot pari at gmail dot com", [("gwen dot pari at gmail dot com", "e-mail")]),
        ("ring 01632 960 284 now", [("01632 960 284", "phone")]),
        ("+44 (0)7700 900123", [("+44 (0)7700 900123", "phone")]),
        ("(029) 2018 0417", [("(029) 2018 0417", "phone")]),
        ("0-7-7-0-0-9-0-0-1-2-3", [("0-7-7-0-0-9-0-0-1-2-3", "phone")]),
        (
            "oh seven seven double oh, nine oh oh, one two three",
            [("oh seven seven double oh, nine oh oh, one two three", "phone")],
        ),
        (
            "dim saith saith dim dim naw dim dim un dau tri",
            [("dim saith saith dim dim naw dim dim un dau tri", "phone")],
        ),
        ("her number is 960284", [("960284", "phone")]),
        ("LL57 2DG or cf10 3at", [("LL57 2DG", "postcode"), ("cf10 3at", "postcode")]),
        ("it's 943 476 5919", [("943 476 5919", "nhs-number")]),
        ("NHS number is 123 456 7890", [("123 456 7890", "nhs-number")]),
        ("rhif GIG 123 456 7890", [("123 456 7890", "nhs-number")]),
        ("UPN H801200001001", [("H801200001001", "pupil-number")]),
        ("her pupil number is 20314", [("20314", "pupil-number")]),
        ("rhif disgybl 20314", [("20314", "pupil-number")]),
        (
            "see www.bro.cymru/aln, @bro_aln",
            [("www.bro.cymru/aln", "web-address"), ("@bro_aln", "web-address")],
        ),
        ("https://x.org/a?b=1.", [("https://x.org/a?b=1", "web-address")]),
        ("she was born on 3 March 2012", [("3 March 2012", "date-of-birth")]),
        ("DOB 03/04/2011", [("03/04/2011", "date-of-birth")]),
        (
            "born the ninth of November twenty twelve",
            [("ninth of November twenty twelve", "date-of-birth")],
        ),
        ("dyddiad geni 3 Mawrth 2012", [("3 Mawrth 2012", "date-of-birth")]),
        ("ganwyd hi ar y trydydd o Fai", [("trydydd o Fai", "date-of-birth")]),
    ],
)  # fmt: skip
def test_what_identifies_by_its_shape_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In 2010-2011 we had 20 to 30, and 1,234,567 in all.",
        "the meeting on 3 March 2012",
        "Year 7 and Key Stage 2 at 9.30am",
        "one two three four five",
        "It cost 120 000 000",
        "123 456 7890 is no valid number",
        "S4C 2nd, B4 the first, e.g. this or i.e. that",
        "they meet at school dot",
    ],
)
def test_other_numbers_are_left(text):
    assert found(text) == []


def test_check_digits_of_nhs_numbers():
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("0000000000")


@given(st.text("0123456789 +-().@/oh one dot at born March:", max_size=300))
def test_spans_are_in_order_and_apart(text):
    spans = [(start, end) for start, end, _ in find_patterns(text)]
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "piece", ["0 ", "a.", "one ", "dot ", "born ", "the only ", "yr unig ", "A-"]
)
def test_no_text_takes_long(piece):
    started = time.perf_counter()
    find_patterns(piece * 20_000)
    list(find_indirect(piece * 20_000))
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (
            "We are the only Welsh-medium special school in the county.",
            "the only Welsh-medium special school in the county",
        ),
        ("the head of the special school in Rhyl said", "the head of the special school in Rhyl"),
        (
            "My daughter is the first deaf pupil to go there.",
            "My daughter is the first deaf pupil to go there",
        ),
        ("He has Rett syndrome and is at school in Bala", "Rett syndrome and is at school in Bala"),
        ("yr unig ysgol arbennig yn y sir", "yr unig ysgol arbennig yn y sir"),
        ("ni ydi'r unig blentyn dall yn Nyffryn Ogwen", "r unig blentyn dall yn Nyffryn Ogwen"),
    ],
)
def test_phrases_that_point_to_one_person_are_found(text, phrase):
    assert [text[start:end] for start, end in find_indirect(text)] == [phrase]


@pytest.mark.parametrize(
    "text",
    ["the only thing in my mind", "the only way at the moment", "yr unig beth yn fy meddwl i"],
)
def test_other_uses_of_only_are_left(text):
    assert list(find_indirect(text)) == []
