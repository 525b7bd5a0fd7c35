"""Whatever stands in a file, the readers of richer formats give turns or say why not."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alnqual.errors import UnreadableFile
from alnqual.transcripts import SUFFIXES
from alnqual.transcripts.registry import _ADVICE, read_here
from alnqual.transcripts.words import clean
from tests.transcripts.build_pdf import lines, pdf
from tests.transcripts.test_odt import odt, paragraph

relaxed = settings(
    derandomize=True,
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

_SPOKEN = ["Ann: ", "Bob: ", "words ", "ŵ", "\n", "\t", ":", "&", "00:10", "\x15", "\0"]
PIECES = {
    ".html": [
        "<p>", "</p>", "<div lang=cy>", "<div lang=en>", "</div>", "<div class=verbatim>", "<tr>",
        "<div class=translation>", "<table>", "<td>", "</table>", "<dl>", "<dt>", "<dd>", "</dl>",
        "<b>", "</b>", "<span class=name>", "</span>", "<h2>", "</h2>", "<br>", "<pre>", "<!--",
        "<script>", "</script>", "&#0;", "&#xd800;", "<footer>", "<svg>", "<![CDATA[",
    ],
    ".rtf": [
        "{\\rtf1 ", "{", "}", "\\b ", "\\b0 ", "\\par ", "\\cell ", "\\row ", "\\intbl", "\\uc9 ",
        "\\u-10179?", "\\u375 ", "\\uc0 ", "\\'e9", "\\'", "\\bin9 ", "\\*", "\\pict", "\\footnote",
        "\\v ", "\\f1", "\\fcharset128 ", "\\ansicpg932 ", "\\ansicpg0 ", "\\fonttbl", "\\",
    ],
    ".cha": [
        "*CHI:", "\n\t", "\x15", "1_2", "%mor:", "@Participants:", "@ID:", "|", "(.)", "[//]", "<",
        "&-uh", "&=x", "+...", "xxx", "0is", '+"', "[", "]", "(be)cause", "a_b", "@s:cym", "\1",
    ],
    ".tsv": [
        "start\tend\ttext\n", "Speaker\tText\n", "1", "25:07:00", "1e-5", "0,5", "sep=;", '"', "?",
        "\n\n", '{"ImportId"', "Response", ";", ",", "|", "Q1",
    ],
}  # fmt: skip


def read_or_refuse(path):
    try:
        transcript = read_here(path)
    except UnreadableFile as refusal:
        assert refusal.where == path and refusal.what
        return
    for turn in transcript.turns:
        assert turn.text == clean(turn.text)
        assert turn.speaker is None or turn.speaker == clean(turn.speaker) != ""
        for time in (turn.start, turn.end):
            assert time is None or 0 <= time < 1e9
    assert all(isinstance(value, str) for value in transcript.metadata.values())


@pytest.mark.parametrize("suffix", PIECES)
@relaxed
@given(data=st.data())
def test_texts_made_of_what_formats_are_made_of(tmp_path, suffix, data):
    pieces = st.lists(st.sampled_from(PIECES[suffix] + _SPOKEN), max_size=60)
    path = tmp_path / f"a{suffix}"
    head = "{\\rtf1 " if suffix == ".rtf" else ""
    path.write_bytes((head + "".join(data.draw(pieces))).encode("utf-8"))
    read_or_refuse(path)


_KEYS = st.sampled_from(
    ["segments", "transcription", "results", "utterances", "monologues", "recognizedPhrases",
     "items", "speaker_labels", "audio_segments", "channels", "alternatives", "paragraphs", "words",
     "sentences", "word", "text", "content", "transcript", "speaker", "start", "end", "start_time",
     "offsets", "timestamps", "from", "to", "speakers", "name", "id", "elements", "value", "nBest",
     "display", "offsetInTicks", "speakerTag", "seek", "start_ms"]
)  # fmt: skip
_VALUES = st.sampled_from(
    [None, True, 0, -1, 2.5, 1e308, float("inf"), float("nan"), 10**30, "", " ", "so it is", ".",
     "12.5s", "00:01:02.5", "\ud800", "1e5", "9" * 20]
)  # fmt: skip
_JSON = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=30,
)


@relaxed
@given(content=_JSON)
def test_json_of_known_keys_with_whatever_values(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))
    read_or_refuse(path)


@pytest.mark.parametrize("suffix", [".odt", ".pdf"])
@relaxed
@given(data=st.data())
def test_containers_with_bytes_changed_cut_or_put_in(tmp_path, suffix, data):
    path = tmp_path / f"a{suffix}"
    if suffix == ".odt":
        odt(path, paragraph("Ann", "So it is.") * 3)
    else:
        pdf(path, [lines("Ann: So it is.", "Bob: Yes.", "Ann: Right.")])
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 10))
        content[place : place + length] = data.draw(st.binary(max_size=6)) or b"\0"
    path.write_bytes(content)
    read_or_refuse(path)


def test_what_cannot_be_read_has_advice_in_whole_sentences():
    assert not _ADVICE.keys() & set(SUFFIXES)
    assert all(advice.endswith(".") and advice[0].isupper() for advice in _ADVICE.values())
    assert {".doc", ".xls", ".pages", ".m4a", ".mp3", ".zip"} <= _ADVICE.keys()
