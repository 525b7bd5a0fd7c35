from html import escape

import pytest
from hypothesis import HealthCheck, given, settings

from alnqual.errors import UnreadableFile
from alnqual.transcripts.html import read_html
from alnqual.transcripts.words import clean
from tests.transcripts.build import spoken
from tests.transcripts.talk import dialogues


@pytest.fixture
def read(tmp_path):
    def reader(page):
        path = tmp_path / "a.html"
        path.write_bytes(page if isinstance(page, bytes) else page.encode())
        return read_html(path)

    return reader


def paragraphs(*turns):
    return "".join(
        f"<p><strong>{escape(speaker)}:</strong> {escape(words)}</p>\n" for speaker, words in turns
    )


@settings(
    derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(talk=dialogues())
def test_a_dialogue_with_bold_labels_comes_back(read, talk):
    page = f"<!DOCTYPE html><title>t</title><body>{paragraphs(*talk)}"
    assert spoken(read(page)) == [(speaker, clean(words)) for speaker, words in talk]


TALK = [("Ann", "How did the school help you?"), ("Bob", "Not a lot, really.")] * 2


@pytest.mark.parametrize(
    "page",
    [
        "".join(f"<div>{who}: {words}</div>" for who, words in TALK),
        "<br>".join(f"{who}:\n {words}" for who, words in TALK),
        "".join(f"<h3>{who}</h3><p>{words}</p>" for who, words in TALK),
        "".join(f"<p><span class='speaker'>{who}</span> {words}</p>" for who, words in TALK),
        "<table>" + "".join(f"<tr><th>{who}<td>{words}" for who, words in TALK) + "</table>",
        "<dl>" + "".join(f"<dt>{who}</dt><dd>{words}</dd>" for who, words in TALK) + "</dl>",
        "".join(f"<div><header>{who}:</header><p>{words}</p></div>" for who, words in TALK),
        "<table><tr><td>" + paragraphs(*TALK) + "</table>",
    ],
    ids=["colon", "breaks", "headings", "classes", "table", "terms", "headers", "layout table"],
)
def test_speakers_in_the_shapes_that_pages_give_them(read, page):
    assert spoken(read(f"<html><body>{page}</body></html>")) == TALK


def test_a_term_may_have_several_paragraphs_of_speech(read):
    page = "<dl>" + "".join(f"<dt>{who}<dd>{words}<dd>And so on." for who, words in TALK) + "</dl>"
    assert spoken(read(page)) == [(who, f"{words} And so on.") for who, words in TALK]


def test_menus_scripts_and_hidden_parts_are_not_read(read):
    page = (
        "<head><title>x</title><style>p{}</style></head><body><nav>Home</nav><header>Top</header>"
        f"<script>var a = 1;</script>{paragraphs(*TALK)}<p hidden>secret</p>"
        "<p style='display: none'>secret</p><!-- Bob: secret --><footer>End</footer>"
    )
    transcript = read(page)
    assert spoken(transcript) == TALK
    assert (
        "5 hidden part(s), menu(s), header(s) or footer(s) of the page left out"
        in transcript.warnings
    )


def test_headings_after_the_first_speaker_are_nobodys_words(read):
    page = f"<h1>Study</h1>{paragraphs(*TALK)}<h2>2. What happened next</h2>{paragraphs(*TALK)}"
    transcript = read(page)
    assert spoken(transcript) == TALK * 2
    assert transcript.metadata["preamble"] == "Study\n2. What happened next"
    assert "1 heading(s) left out" in transcript.warnings


def contribution(name, verbatim, translation, *, kind="contribution"):
    """As record.senedd.wales writes a contribution of its Record of Proceedings."""
    title = '<div class="memberTitle"><span>Y Llywydd</span></div>' if name == "Elin Jones" else ""
    return (
        f'<div class="itemContent {kind}" id="C1"><div class="contributionHeading">'
        f'<span class="name">{name}</span>{title}</div><div class="contributionText">'
        f'<div class="verbatim "><div><p>{verbatim}</p></div></div>'
        f'<div class="translation"><div><p>{translation}</p></div></div></div></div>'
    )


def test_in_the_record_of_proceedings_each_contribution_counts_once_as_spoken(read):
    page = (
        contribution("", "1. Cwestiynau", "1. Questions", kind="agendaItem")
        + contribution("Elin Jones", "Prynhawn da. Nodyn: croeso.", "Good afternoon.")
        + contribution("Mark Lewis", "Thank you.", "Diolch.")
        + contribution("Elin Jones", "Only here.", "")
        + contribution("Rhys Evans", "", "Dim ond yma.")
    )
    transcript = read(f"<body>{page}</body>")
    assert spoken(transcript) == [
        ("Elin Jones", "Prynhawn da. Nodyn: croeso."),
        ("Mark Lewis", "Thank you."),
        ("Elin Jones", "Only here."),
        ("Rhys Evans", "Dim ond yma."),
    ]
    assert transcript.metadata["translations"] == "2"
    assert "1 heading(s) left out" in transcript.warnings


WELSH = [("Ann", "Sut mae'r ysgol yn helpu?"), ("Bob", "Dim llawer.")] * 2
ENGLISH = [("Ann", "How does the school help?"), ("Bob", "Not much.")] * 2


def marked(turn, lang):
    return f'<p lang="{lang}"><strong>{turn[0]}:</strong> {turn[1]}</p>'


def test_the_same_speaker_in_two_languages_side_by_side_counts_once(read):
    pairs = zip(WELSH, ENGLISH, strict=True)
    transcript = read("".join(marked(cy, "cy") + marked(en, "en-GB") for cy, en in pairs))
    assert spoken(transcript) == WELSH
    assert transcript.metadata["translations"] == "4"


def test_columns_in_two_languages_count_once(read):
    rows = "".join(
        f'<tr><td>{who}<td lang="cy">{cy}<td lang="en">{en}'
        for (who, cy), (_, en) in zip(WELSH, ENGLISH, strict=True)
    )
    assert spoken(read(f"<table>{rows}</table>")) == WELSH


def test_two_people_who_speak_different_languages_are_both_heard(read):
    page = "".join(
        marked(("Ann", words), "cy") + marked(("Bob", answer), "en")
        for (_, words), (_, answer) in zip(WELSH[::2], ENGLISH[1::2], strict=True)
    )
    transcript = read(f"<body><div>{page}</div></body>")
    assert [speaker for speaker, _ in spoken(transcript)] == ["Ann", "Bob", "Ann", "Bob"]
    assert "translations" not in transcript.metadata


def test_a_page_in_the_encoding_that_it_declares(read):
    page = f'<meta charset="iso-8859-14">{paragraphs(("Ann", "tŷ ŵyr"), ("Bob", "ie"))}' * 2
    assert read(page.encode("iso-8859-14")).turns[0].text == "tŷ ŵyr"


def test_entities_are_written_out_and_none_is_fetched(read):
    page = paragraphs(*TALK).replace("really", "t&ucirc; &#375; &unknown;")
    page = f'<!DOCTYPE html [<!ENTITY unknown SYSTEM "file:///etc/passwd">]>{page}'
    assert read(page).turns[1].text == "Not a lot, tû ŷ &unknown;."


def test_a_page_nested_too_deeply_is_refused_rather_than_cut_off(read):
    with pytest.raises(UnreadableFile, match="nested deeper"):
        read("<div>" * 5_000 + paragraphs(*TALK))
