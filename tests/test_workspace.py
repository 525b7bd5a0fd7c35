"""A study is found from inside it, and its settings are checked."""

import pytest

from alnqual.errors import StudyError
from alnqual.workspace import Workspace


@pytest.fixture
def settings(tmp_path):
    def write(text: str) -> Workspace:
        (tmp_path / "alnqual.toml").write_text(text, encoding="utf-8")
        return Workspace.find(tmp_path)

    return write


def test_a_study_is_found_from_a_folder_within(settings, tmp_path, monkeypatch):
    settings("")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert Workspace.find().root == tmp_path.resolve()


def test_without_a_study_it_says_how_to_get_one(tmp_path):
    with pytest.raises(StudyError, match="alnqual init"):
        Workspace.find(tmp_path)


def test_settings_that_are_left_out_have_their_default(settings):
    workspace = settings("[segments]\ntarget_words = 40\n")
    assert workspace.settings.segments.target_words == 40
    assert workspace.settings.themes.seed == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[segments]\ntarget_word = 40\n", "unknown key 'segments.target_word'"),
        ("[segments]\ntarget_word = 40\n", "known here: context_below, target_words"),
        ("[segment]\n", "unknown key 'segment'"),
        ("colour = 1\n", "unknown key 'colour'"),
        ("[segments]\ntarget_words = 0\n", "segments.target_words: .*greater"),
        ("[study]\nnames = 'fr'\n", "study.names"),
        ("[segments\n", "not valid TOML.*line 1"),
    ],
)
def test_a_fault_in_the_settings_is_named(settings, text, said):
    with pytest.raises(StudyError, match=said) as raised:
        settings(text)
    assert "alnqual.toml" in str(raised.value)


def test_every_fault_is_named_at_once(settings):
    with pytest.raises(StudyError) as raised:
        settings("[themes]\nseed = -1\nseeds = 2\n")
    assert "themes.seed:" in str(raised.value) and "'themes.seeds'" in str(raised.value)
