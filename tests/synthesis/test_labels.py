import pytest

from alnqual.synthesis.labels import attribution, role_label, sector_label


def test_attribution_names_role_sector_area_and_phase():
    said_by = attribution("alnco", "primary", area="Cwm Serennog", phase="2")
    assert said_by == "ALNCo, primary, Cwm Serennog, phase 2"


@pytest.mark.parametrize(
    ("role", "sector", "expected"),
    [
        ("la-officer", "local-authority", "Local authority officer, Aberwenydd, phase 4"),
        ("third-sector", "third-sector", "Third-sector worker, Aberwenydd, phase 4"),
        ("parent", "family", "Parent or carer, family, Aberwenydd, phase 4"),
        (None, None, "Speaker, Aberwenydd, phase 4"),
        ("lunch-time-helper", "not-for-profit", "Lunch time helper, not for profit, Aberwenydd, "
         "phase 4"),
    ],
)  # fmt: skip
def test_a_sector_is_not_said_twice_and_unknown_values_are_shown_as_given(role, sector, expected):
    assert attribution(role, sector, area="Aberwenydd", phase="4") == expected


def test_what_is_missing_is_left_out():
    assert attribution("declo", float("nan"), area=None, phase="") == "DECLO"
    assert attribution("declo", "health", phase="baseline") == "DECLO, health, baseline"
    assert role_label("") == sector_label(None) == ""
