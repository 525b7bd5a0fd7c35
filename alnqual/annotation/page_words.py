"""The labelling page's own words, in English and Welsh. The Welsh has not been reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass

from alnqual.records import Code


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the page says beside the study's own names; stances and directions by their value."""

    how: str
    codes: str
    choose_codes: str
    stance: str
    stances: Mapping[str, str]
    link: str
    choose_link: str
    directions: Mapping[str, str]
    memo: str
    note: str
    include: str
    exclude: str
    now: str
    retired: str
    below: str

    def hint(self, code: Code) -> str:
        """What a code is for, shown when the mouse rests on it."""
        parts = [code.definition.strip()]
        parts += [f"{self.include}: {code.include.strip()}"] if code.include else []
        parts += [f"{self.exclude}: {code.exclude.strip()}"] if code.exclude else []
        return "  ·  ".join(parts)


WORDS = {
    "en": PageWords(
        how="Choose a group, mark words in the text, then click the marked words to code them.",
        codes="Codes",
        choose_codes="Search or choose codes",
        stance="Stance",
        stances={"barrier": "Barrier", "facilitator": "Facilitator", "mixed": "Mixed"},
        link="Link of the theory of change",
        choose_link="Search or choose a link",
        directions={"supports": "Supports", "challenges": "Challenges", "mixed": "Mixed"},
        memo="Memo",
        note="A note to yourself or the team",
        include="Include",
        exclude="Exclude",
        now="now",
        retired="retired",
        below="choose a code below",
    ),
    "cy": PageWords(
        how="Dewiswch grŵp, marciwch eiriau yn y testun, yna cliciwch arnyn nhw i’w codio.",
        codes="Codau",
        choose_codes="Chwiliwch am godau neu eu dewis",
        stance="Safbwynt",
        stances={"barrier": "Rhwystr", "facilitator": "Hwylusydd", "mixed": "Cymysg"},
        link="Cyswllt yn y ddamcaniaeth newid",
        choose_link="Chwiliwch am gyswllt neu ei ddewis",
        directions={"supports": "Cefnogi", "challenges": "Herio", "mixed": "Cymysg"},
        memo="Memo",
        note="Nodyn i chi’ch hun neu i’r tîm",
        include="Cynnwys",
        exclude="Peidio â chynnwys",
        now="nawr",
        retired="heb ei ddefnyddio bellach",
        below="dewiswch god oddi tano",
    ),
}
