"""The words of a question that carry what it asks, in English and Welsh, cut to rough stems."""

import re

_WORD = re.compile(r"[^\W\d_]{3,40}")

EMPTY = frozenset(
    """
    about above after again all also and any anything anywhere are because been before being
    below between both but can come comes could describe did does doing done down each either
    ever every everybody everyone far few for from get gets give given goes going gone good
    got had has have having her here him his how into its just know last like liked little
    long look made make makes many may mean might more most much must need next nor not now
    off old one ones only other our out over own part perhaps place put really said same say
    says see shall she should since some something start starting still such take tell than
    that the their them then there these they thing things think this those three through
    today too two under until use used very want was way well went were what when where
    whether which while who whom whose why will with within without would year years yes yet
    you your yourself ac achos allwch ambell amdanoch amdanynt ar atoch bellach beth ble bob
    bod byddai byddant byddech byddwch byth chi chwi cyn dach dal dan dod drwy dros dweud dych
    dywedwch eich eisiau ers ewch fel felly fewn fyddai fyddech fynd gael gallwch gan ganddo
    gennych ges gilydd gwneud gyda gydag hefyd heb hon honno hwn hwnnw hyd hyn hynny iawn iddi
    iddo iddyn llai llawer mae maen maent mha mor mwy mynd nac neu nhw nid oddi oedd oes ohono
    ond pam pan pawb pob pryd rhag rhai rhaid roedd rwy rydych sef sut sydd syth trwy tuag
    unrhyw wedi wneud wrth wrthyf wyt ychydig ydw ydych ydyn yma yna ynteu
    """.split()  # noqa: SIM905
)
"""Words that carry no subject, in English and Welsh."""
_ENDINGS = (
    "ations", "ation", "ments", "ment", "iadau", "ings", "ion", "ing", "ies", "ied", "ers", "iad",
    "iau", "ed", "es", "er", "ly", "au", "on", "s", "e", "y",
)  # fmt: skip
_STEM = 4


def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, without case."""
    words = _WORD.findall(text.casefold())
    return frozenset(_stem(word) for word in words if word not in EMPTY)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
