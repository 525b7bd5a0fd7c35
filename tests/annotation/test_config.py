"""The page made from a codebook."""

import json
from xml.etree.ElementTree import fromstring

import pytest
from label_studio_sdk.label_interface import LabelInterface
from small_study import CODES, build_study, write_codebook

from alnqual.annotation.config import labelling_config
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.records import DIRECTIONS, STANCES


@pytest.fixture
def study(tmp_path):
    return build_study(tmp_path / "study")


@pytest.fixture
def page(study):
    theory = TheoryOfChange.read(study.theory_of_change, study.codebook)
    return fromstring(labelling_config(Codebook.read(study.codebook), theory))


def aliases(page, path: str) -> list[str]:
    return [element.get("alias") for element in page.findall(path)]


def test_results_hold_ids_for_every_group_code_and_link(page) -> None:
    assert aliases(page, ".//Label") == ["inputs", "activities", "outcomes"]
    assert aliases(page, ".//Taxonomy[@name='codes']//Choice") == [code for code, *_ in CODES]
    assert aliases(page, ".//Taxonomy[@name='link']/Choice") == ["staff-planning", "planning-trust"]
    assert {*aliases(page, ".//Choices[@name='stance']/Choice"), "none"} == set(STANCES)
    assert aliases(page, ".//Choices[@name='direction']/Choice") == list(DIRECTIONS)


def test_a_code_shows_its_definition_and_a_link_both_ends(page) -> None:
    hints = {c.get("alias"): c.get("hint") for c in page.findall(".//Choice")}
    assert hints["inputs.funding.sufficiency"] == 'Enough & to "spare" <or not>.'
    link = page.find(".//Choice[@alias='staff-planning']")
    assert link.get("value") == "Staff → Planning"


def test_no_key_is_used_twice_and_nothing_with_keys_is_without(page) -> None:
    keyed = [*page.findall(".//Label"), *page.findall(".//Choices/Choice")]
    keys = [element.get("hotkey") for element in keyed]
    assert None not in keys
    assert len(set(keys)) == len(keys)


def test_a_hint_says_what_belongs_in_a_code_and_what_does_not(study) -> None:
    content = json.loads(study.codebook.read_text())
    content["codes"][0] |= {"include": "Rooms.", "exclude": "What is done with them."}
    study.codebook.write_text(json.dumps(content))
    hints = {
        language: fromstring(
            labelling_config(Codebook.read(study.codebook), language=language)
        ).find(".//Label").get("hint")
        for language in ("en", "cy")
    }  # fmt: skip
    said = "What is put in.  ·  Include: Rooms.  ·  Exclude: What is done with them."
    assert hints["en"] == said
    assert hints["cy"].endswith("Cynnwys: Rooms.  ·  Peidio â chynnwys: What is done with them.")


def test_the_page_speaks_the_language_of_the_study(study) -> None:
    theory = TheoryOfChange.read(study.theory_of_change, study.codebook)
    page = fromstring(labelling_config(Codebook.read(study.codebook), theory, language="cy"))
    headings = [header.get("value") for header in page.findall(".//Header[@size='6']")]
    assert headings[-4:] == ["Codau", "Safbwynt", "Cyswllt yn y ddamcaniaeth newid", "Memo"]
    shown = {choice.get("alias"): choice.get("value") for choice in page.findall(".//Choice")}
    assert (shown["barrier"], shown["challenges"]) == ("Rhwystr", "Herio")
    assert page.find(".//Text").get("value").startswith("Dewiswch grŵp")


def test_every_group_has_a_key_of_its_own_past_the_ninth(study) -> None:
    groups = [(f"g{n}", f"Group {n}", "A group.") for n in range(20)]
    write_codebook(study, groups)
    content = study.codebook.read_text()
    for code, *_ in groups:
        content = content.replace(f'"stage": "{code}"', '"stage": "context"')
    study.codebook.write_text(content)
    page = fromstring(labelling_config(Codebook.read(study.codebook)))
    keyed = [*page.findall(".//Label"), *page.findall(".//Choices/Choice")]
    keys = [element.get("hotkey") for element in keyed]
    assert len(keys) == len(set(keys)) == 23 and None not in keys


def test_codes_are_named_in_the_language_of_the_study(study) -> None:
    config = labelling_config(Codebook.read(study.codebook), language="cy")
    assert fromstring(config).find(".//Label").get("value") == "Inputs (cy)"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "(retired)"), ("cy", "(heb ei ddefnyddio bellach)")]
)
def test_a_code_that_is_no_longer_used_says_so_in_that_language(study, language, said) -> None:
    content = json.loads(study.codebook.read_text())
    retired = content["codes"][-1]
    retired["retired"] = True
    study.codebook.write_text(json.dumps(content))
    page = fromstring(labelling_config(Codebook.read(study.codebook), language=language))
    shown = {choice.get("alias"): choice.get("value") for choice in page.iter("Choice")}
    assert shown[retired["id"]].endswith(said)


def test_a_study_without_links_is_not_asked_for_one(study) -> None:
    page = fromstring(labelling_config(Codebook.read(study.codebook)))
    assert page.find(".//*[@name='link']") is None
    assert page.find(".//*[@name='direction']") is None


def test_what_we_write_is_what_label_studio_expects(study) -> None:
    theory = TheoryOfChange.read(study.theory_of_change, study.codebook)
    interface = LabelInterface(labelling_config(Codebook.read(study.codebook), theory))
    region = Region(
        "r", Place(1, 0, 1, 3), ["inputs"], ["inputs.staff"], ["mixed"], ["staff-planning"],
        ["challenges"], "memo",
    )  # fmt: skip
    results = write_region(region, paths=[["inputs", "inputs.staff"]], words="abc")
    assert interface.validate_prediction({"result": results}, return_errors=True) == []
