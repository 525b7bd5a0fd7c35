"""Themes against the codebook and across the study, on the demonstration."""

import json
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from alnqual import Study
from alnqual.cli.themes import command
from alnqual.errors import CodebookError, InputError


@pytest.fixture(scope="module")
def study(demonstration) -> Study:
    return Study.open(demonstration)


@pytest.fixture(scope="module")
def gaps(study):
    return study.thematic.gaps()


@pytest.fixture
def own(study, tmp_path) -> Study:
    """A copy whose codebook a test may change."""
    root = shutil.copytree(study.workspace.root, tmp_path / "study", symlinks=True)
    return Study.open(root)


def call(study: Study, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), obj=str(study.workspace.root))


def test_universal_provision_is_found_near_the_top_with_where_and_by_whom(gaps):
    terms = gaps.terms.set_index("term")
    assert "universal provision" in list(terms.index)[:3]
    found = terms.loc["universal provision"]
    assert found["people"] >= 12 and found["documents"] >= 7
    assert {"health", "family", "primary", "secondary"} <= set(found["sectors"])
    assert {"parent", "alnco", "la-officer"} <= set(found["roles"])
    assert (found["first_document"], found["first_date"]) == ("i05", "2024-04-11")
    assert {phase[0] for phase in found["phases"].split("; ")} == {"2", "3", "4"}


def test_no_term_is_one_of_the_glossary_or_the_codebook(gaps, study):
    codebook = study.workspace.codebook.read_text("utf-8").lower()
    glossary = study.workspace.glossary.read_text("utf-8").lower()
    for term in gaps.terms["term"]:
        assert term.lower() not in " ".join(codebook.split()), term
        assert term.lower() not in glossary, term


def test_the_welsh_medium_theme_belongs_to_welsh_medium_codes(gaps, study):
    themes = study.themes
    [welsh] = [row.theme for row in themes.itertuples() if row.label.startswith("welsh")][:1]
    near = gaps.codes[gaps.codes["near"] & (gaps.codes["theme"] == welsh)]
    assert any(code.startswith("activities.welsh-medium") for code in near["code"])
    assert welsh not in set(gaps.candidates["theme"])


def test_every_candidate_has_a_draft_that_the_codebook_takes_and_passages_with_ids(gaps, study):
    segments = set(study.segments["segment"])
    ids = [draft["id"] for draft in gaps.candidates["draft"]]
    assert len(ids) == len(set(ids)) > 0
    for row in gaps.candidates.itertuples():
        assert row.draft["id"] in row.command and row.draft["id"] not in study.codebook
        assert row.draft["definition"] and row.draft["name"]["en"]
        assert {passage.id for passage in row.passages} == set(row.representatives) <= segments


def test_adopting_a_theme_writes_a_migration_that_can_be_made(own, gaps):
    theme = int(gaps.candidates["theme"].iloc[0])
    result = call(own, "adopt", str(theme), "--id", "activities.new", "--name", "New")
    assert result.exit_code == 0, result.output
    written = own.workspace.changes.read_text("utf-8")
    assert "activities.new" in written and gaps.candidates["representatives"].iloc[0][0] in written
    assert own.changes.preview().touched
    own.changes.migrate(offline=True)
    assert Study.open(own.workspace.root).codebook["activities.new"].name["en"] == "New"


def test_a_code_that_exists_or_a_theme_that_does_not_is_refused(own):
    with pytest.raises(CodebookError, match="already"):
        own.thematic.adopt(0, code="activities.idp")
    with pytest.raises(InputError, match="no theme 99"):
        own.thematic.adopt(99)


def test_no_words_of_a_transcript_go_into_the_codebook(own, gaps):
    theme = int(gaps.candidates["theme"].iloc[0])
    own.thematic.adopt(theme)
    written = " ".join(own.workspace.changes.read_text("utf-8").split())
    for passage in gaps.candidates["passages"].iloc[0]:
        assert passage.words[:40] not in written


def test_the_page_says_it_all_is_private_and_loads_nothing(own, gaps):
    path = own.thematic.page(gaps)
    assert path.stat().st_mode & 0o777 == 0o600
    page = path.read_text("utf-8")
    assert "universal provision" in page and "://" not in page
    for row in gaps.candidates.itertuples():
        assert row.command in page
    first = path.read_bytes()
    own.thematic.page()
    assert path.read_bytes() == first


def test_a_theme_that_is_like_no_code_has_its_place_on_the_page(own, gaps):
    alone = gaps.candidates.assign(nearest_code=None, similarity=float("nan"))
    drafts = [{k: v for k, v in draft.items() if k != "exclude"} for draft in alone["draft"]]
    page = own.thematic.page(replace(gaps, candidates=alone.assign(draft=drafts)))
    assert alone["command"].iloc[0] in page.read_text("utf-8")


def test_words_that_may_not_be_quoted_are_in_neither_page_nor_json(own, gaps):
    page = own.thematic.page(gaps).read_text("utf-8")
    data = call(own, "gaps", "--json").stdout
    for passages in gaps.candidates["passages"]:
        for passage in passages:
            if not passage.quotable:
                assert passage.words not in page and passage.words not in data


def test_json_holds_every_list(own):
    found = json.loads(call(own, "gaps", "--json").stdout)
    assert found.keys() == {"candidates", "unsupported", "splits", "terms", "codes"}
    assert found["terms"][0].keys() >= {"term", "sectors", "roles", "first_document", "turns"}
    assert found["candidates"][0]["draft"].keys() >= {"id", "name", "definition"}


def test_people_read_the_gaps_section_by_section(study):
    printed = call(study, "gaps").output
    for title in (
        "Themes that no code covers",
        "Codes that hold several themes",
        "Codes that no theme supports",
        "Terms that people share",
    ):
        assert title in printed


def test_a_theme_keeps_its_name_in_tables_commands_and_report(own):
    assert call(own, "rename", "0", "Small children").exit_code == 0
    assert own.themes.set_index("theme").loc[0, "label"] == "Small children"
    assert "Small children" in call(own, "show").output
    own.report()
    assert "Small children" in (own.workspace.reports_out / "report.html").read_text("utf-8")
    own.workspace.theme_names.write_text("name,segments\nLost,x99-0001-01\n")
    assert "No theme is called 'Lost' now" in call(own, "show").stderr


@pytest.mark.parametrize("by", ["sector", "role", "area", "phase", "language"])
def test_rates_come_with_intervals_for_every_attribute(study, by):
    found = json.loads(call(study, "rates", "--by", by, "--json").stdout)
    assert {row["group"] for row in found} >= {
        str(v) for v in set(study.segments[by]) & {"primary"}
    }
    for row in found:
        assert row["spread_low"] <= row["spread"] <= row["spread_high"]
        assert 0 <= row["units"] <= row["of_units"]


def test_rates_of_all_groups_add_up_to_the_whole(study):
    whole = study.thematic.rates().set_index("theme")["words"]
    assert study.thematic.rates(by="phase").groupby("theme")["words"].sum().equals(whole)


def test_change_and_course_are_told(study):
    changed = study.thematic.change()
    assert len(changed) == len(study.themes)
    assert (changed["change_low"] <= changed["change_high"]).all()
    assert changed["people_in_both"].iloc[0] == 3
    assert "p adjusted" in call(study, "change", "--before", "2", "--after", "4").output
    course = study.thematic.course()
    assert set(course["part"]) == set(range(1, 11))
    assert len(call(study, "course", "--theme", "0").output.splitlines()) == 11


def test_the_map_is_private_the_same_every_time_and_holds_no_withheld_words(own):
    paths = own.thematic.map()
    assert [path.name for path in paths] == ["theme-map.html", "theme-map.svg", "theme-map.png"]
    first = [path.read_bytes() for path in paths]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    withheld = own.segments[own.segments["participant"] == "P15"]["text"]
    assert len(withheld) and not any(text in first[0].decode() for text in withheld)
    for path in paths:
        path.unlink()
    assert [path.read_bytes() for path in own.thematic.map()] == first


def test_neither_page_nor_map_is_written_with_an_original_name(own):
    from alnqual.corpus.key import read_key

    [name] = [
        e.original for e in read_key(own.workspace) if e.kind == "person" and " " in e.original
    ][:1]
    own.thematic.rename(2, f"What {name} said")
    for page in own.workspace.reports_out.glob("theme-*"):
        page.unlink()
    for write in (own.thematic.page, own.thematic.map):
        with pytest.raises(InputError, match="original name"):
            write()
    assert not list(own.workspace.reports_out.glob("theme-*"))


def test_everything_is_the_same_a_second_time(study, gaps):
    again = study.thematic.gaps()
    for name in ("codes", "candidates", "unsupported", "splits", "terms"):
        assert getattr(gaps, name).equals(getattr(again, name)), name
    assert study.thematic.rates(by="sector").equals(study.thematic.rates(by="sector"))


def test_before_the_themes_are_found_the_commands_say_what_to_run(own_study):
    for verb in ("gaps", "rates", "course", "show", "map"):
        result = CliRunner().invoke(command, [verb], obj=str(own_study.workspace.root))
        assert "alnqual run" in str(result.exception), verb
