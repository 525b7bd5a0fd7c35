import json

import pytest
from hypothesis import HealthCheck, given, settings

from alnqual.errors import UnreadableFile
from alnqual.transcripts.chat import read_cha
from alnqual.transcripts.words import clean
from tests.transcripts.build import spoken
from tests.transcripts.talk import dialogues, plain_words

HEAD = (
    "@UTF8\n@Begin\n@Languages:\tcym, eng\n@Participants:\tCHI Ross Target_Child, MOT Mother\n"
    "@ID:\teng|corpus|CHI|2;03.|male|||Target_Child|||\n"
)


@pytest.fixture
def read(tmp_path):
    def reader(body, head=HEAD):
        path = tmp_path / "a.cha"
        path.write_text(f"{head}{body}\n@End\n", encoding="utf-8")
        return read_cha(path)

    return reader


@settings(
    derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(talk=dialogues(plain_words(without="<>[](){}&+@_#:“”—")))
def test_a_dialogue_with_times_comes_back(read, talk):
    body = "\n".join(
        f"*{speaker[:3].upper()}:\t{words} .\n\tand on . \x15{at * 1000}_{at * 1000 + 500}\x15"
        for at, (speaker, words) in enumerate(talk)
    )
    transcript = read(body)
    assert spoken(transcript) == [
        (speaker[:3].upper(), clean(f"{words}. and on.")) for speaker, words in talk
    ]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [
        (at, at + 0.5) for at in range(len(talk))
    ]


@pytest.mark.parametrize(
    ("coded", "words"),
    [
        ("<I want> [//] I need it .", "I want I need it."),
        ("gonna [: going to] go ?", "gonna go?"),
        ("&-uh well &+b but &um yes !", "uh well b- but um yes!"),
        ("well (.) yes (1.5) no (..) .", "well yes no."),
        ("xxx and yyy .", "[inaudible] and [inaudible]."),
        ("&=laughs yes [=! crying] .", "[laughs] yes [crying]."),
        ("and then +...", "and then…"),
        ("but I +/.", "but I —"),
        ('+" yes +".', "yes."),
        ("(be)cause it runnin(g) .", "because it running."),
        ("choo_choo train@c ysgol@s:cym no:o .", "choo choo train ysgol noo."),
        ("yes [>] no [<] [+ imp] [% looks up] .", "yes no."),
        ("yes &*MOT:mhm no .", "yes [MOT: mhm] no."),
        ("yes ‡ I 0is here „ right ?", "yes, I here, right?"),
    ],
)
def test_codes_become_readable(read, coded, words):
    assert spoken(read(f"*CHI:\t{coded}")) == [("CHI", words)]


def test_what_is_left_out_is_counted(read):
    transcript = read("*CHI:\tno (.) [*] .\n%mor:\tco|no .\n%gra:\t1|0\n*MOT:\t0 .\nstray")
    assert transcript.warnings == (
        "1 code(s) in brackets left out",
        "2 dependent tier(s) (%mor and the like) left out",
        "1 line(s) outside any tier left out",
        "1 mark(s) of pauses left out",
        "1 mark(s) of words not said left out",
        "1 utterance(s) without words left out",
    )


def test_utterances_of_one_speaker_in_a_row_are_one_turn(read):
    transcript = read("*CHI:\tno . \x1510_20\x15\n*CHI:\tyes . \x1530_4500\x15\n*MOT:\tright .")
    assert spoken(transcript) == [("CHI", "no. yes."), ("MOT", "right.")]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (0.01, 4.5)


def test_names_and_roles_of_participants_are_metadata(read):
    transcript = read("*CHI:\tno .")
    assert json.loads(transcript.metadata["participants"]) == {
        "CHI": {"role": "Target Child", "name": "Ross"},
        "MOT": {"role": "Mother"},
    }
    assert transcript.metadata["preamble"] == "Languages: cym, eng"


def test_times_on_every_line_do_not_make_it_look_binary(read):
    assert len(read("*CHI:\tno . \x1510_20\x15\n*MOT:\toh . \x1510_20\x15\n" * 500).turns) == 1000


def test_what_is_no_chat_is_refused(read):
    with pytest.raises(UnreadableFile, match="no CHAT"):
        read("", head="@UTF8\n@Begin\n")
