"""People's names for themes: kept over re-runs, and never lost without a word."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.errors import InputError
from alnqual.themes.names import ThemeName, find_names, read_names, rename, with_names


def frame(**members: str) -> pd.DataFrame:
    """Theme segments: t0="a b" puts segments a and b into theme 0; none="c" leaves c out."""
    rows = [
        (segment, -1 if theme == "none" else int(theme[1:]), 1.0)
        for theme, segments in members.items()
        for segment in segments.split()
    ]
    return pd.DataFrame(rows, columns=["segment", "theme", "strength"])


THEMES = pd.DataFrame({"theme": [0, 1], "label": ["money · cuts", "bus"], "terms": [["a"], ["b"]]})
BEFORE = frame(t0="i01-0001-01 i01-0002-01 i01-0003-01", t1="i02-0001-01 i02-0002-01")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codebook" / "theme_names.csv"


def named(path: Path, segments: pd.DataFrame) -> list[str]:
    return list(with_names(THEMES, find_names(read_names(path), segments))["label"])


def test_without_the_file_themes_keep_the_models_labels(path):
    assert named(path, BEFORE) == ["money · cuts", "bus"]


def test_a_name_finds_its_theme_again_under_another_number(path):
    rename(path, 0, "Money", themes=THEMES, theme_segments=BEFORE)
    assert named(path, BEFORE) == ["Money", "bus"]
    after = frame(t0="i02-0001-01 i02-0002-01", t1="i01-0001-01 i01-0002-01", none="i01-0003-01")
    assert named(path, after) == ["money · cuts", "Money"]


def test_a_name_finds_its_theme_though_turns_are_cut_otherwise_now(path):
    rename(path, 0, "Money", themes=THEMES, theme_segments=BEFORE)
    after = frame(t1="i01-0001-04 i01-0002-07", none="i01-0003-05")
    assert named(path, after) == ["money · cuts", "Money"]


def test_a_name_whose_theme_fell_apart_is_told_and_stays_in_the_file(path):
    rename(path, 0, "Money", themes=THEMES, theme_segments=BEFORE)
    content = path.read_bytes()
    after = frame(t0="i01-0001-01", t1="i01-0002-01", none="i01-0003-01")
    [found] = find_names(read_names(path), after)
    assert found.theme is None and "1 of 3" in found.reason
    [gone] = find_names(read_names(path), frame(t0="i09-0001-01"))
    assert gone.theme is None and "none of its segments is left" in gone.reason
    assert path.read_bytes() == content


def test_of_two_names_that_find_one_theme_the_better_supported_stays(path):
    rename(path, 0, "Money", themes=THEMES, theme_segments=BEFORE)
    rename(path, 1, "Transport", themes=THEMES, theme_segments=BEFORE)
    merged = frame(t0=" ".join(BEFORE["segment"]))
    found = {place.name.name: place for place in find_names(read_names(path), merged)}
    assert found["Money"].theme == 0
    assert found["Transport"].theme is None and "'Money'" in found["Transport"].reason


def test_a_new_name_takes_the_place_of_the_old(path):
    for name in ("Money", "Funding"):
        rename(path, 0, name, themes=THEMES, theme_segments=BEFORE)
    assert [each.name for each in read_names(path)] == ["Funding"]


def test_the_name_of_a_lost_theme_can_be_given_again(path):
    rename(path, 0, "Money", themes=THEMES, theme_segments=BEFORE)
    after = frame(t1="i09-0001-01 i09-0002-01")
    rename(path, 1, "Money", themes=THEMES, theme_segments=after)
    assert [each.segments for each in read_names(path)] == [("i09-0001-01", "i09-0002-01")]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_that_is_none_is_refused(path, name):
    with pytest.raises(InputError, match="1 to 80 characters"):
        rename(path, 0, name, themes=THEMES, theme_segments=BEFORE)
    assert not path.exists()


def test_a_theme_that_is_none_and_a_name_that_is_taken_are_refused(path):
    with pytest.raises(InputError, match="no theme 7"):
        rename(path, 7, "Money", themes=THEMES, theme_segments=BEFORE)
    rename(path, 0, "Money", themes=THEMES, theme_segments=BEFORE)
    with pytest.raises(InputError, match="the name of theme 0"):
        rename(path, 1, "Money", themes=THEMES, theme_segments=BEFORE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,terms\n", "columns must be"),
        ("name,segments\nMoney,\n", "row 2"),
        ("name,segments\nA,i01-0001-01\nA,i01-0002-01\n", "row 3"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_row(path, content, said):
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(InputError, match=said):
        read_names(path)


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=60), st.integers(1, 200))
def test_no_two_themes_bear_a_name_and_no_theme_bears_two(labels, size):
    segments = [f"i01-{index:04d}-01" for index in range(len(labels))]
    after = pd.DataFrame({"segment": segments, "theme": labels, "strength": 1.0})
    names = [
        ThemeName(f"name {at}", tuple(segments[at::3] * (size // len(segments) + 1)))
        for at in range(3)
        if segments[at::3]
    ]
    themes = [found.theme for found in find_names(names, after) if found.theme is not None]
    assert len(themes) == len(set(themes)) and -1 not in themes
