"""A study small enough to count by hand, with words that try to break a report.

Documents: i01 (P01, an ALNCo who may be quoted; both coders), i02 (P02, a parent who may not; coder
a), i03 (P03, a head teacher who speaks Welsh and P01 again in phase 4; coder a), i04 (an unlisted
speaker; nobody coded it).
"""

import pandas as pd

from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.coding.agreement import Coded, measure
from alnqual.coding.placing import current
from alnqual.records import Code, Coding, Link, Round, Submission
from alnqual.reporting.evidence import Evidence
from alnqual.synthesis.excerpts import excerpts, usable
from alnqual.synthesis.prevalence import prevalence
from alnqual.synthesis.voices import handed_in, voices
from alnqual.workspace import Settings

NASTY = (
    "=cmd|' /C calc'!A0 <script>document.title='owned'</script> \N{RIGHT-TO-LEFT OVERRIDE}gnorw "
    '\N{WAVING HAND SIGN}\N{ZERO WIDTH JOINER}\N{HEAVY BLACK HEART} & \x00 "done".'
)
REFUSED = "My boy waited nineteen months and nobody from that office ever rang us back."
ASKED = "And how much release time would you say that you get for it all now?"
WELSH = "Does dim digon o staff sy'n siarad Cymraeg i wneud y gwaith yma yn iawn."
RELEASE = "I get a day and a half on paper. In practice I am the supply teacher for the school."
PORTAL = "The portal has changed my week. I can see the plan and the family can see the plan."
NAME = "Angharad-Tudwal"

PEOPLE = {
    "P01": ("alnco", "primary", "english-medium", "Cwm Serennog"),
    "P02": ("parent", "family", "english-medium", "Glan Hefin"),
    "P03": ("head-teacher", "primary", "welsh-medium", "Bro Carwen"),
}
CONSENT = {"P01": "yes", "P02": "quotes-no", "P03": "yes"}
DOCUMENTS = {
    "i01": ("2", "en", [("", ASKED), ("P01", RELEASE), ("P01", NASTY)]),
    "i02": ("2", "en", [("P02", REFUSED)]),
    "i03": ("4", "cy", [("P03", WELSH), ("P01", PORTAL)]),
    "i04": ("4", "en", [("Speaker 1", "I only came in for the biscuits and then stayed on.")]),
}


def codebook() -> Codebook:
    def code(identity: str, name: str, stage: str) -> Code:
        parent = identity.rpartition(".")[0] or None
        return Code(identity, {"en": name, "cy": f"{name} (cy)"}, stage, f"About {name.lower()}.",
                    parent=parent, colour="#2166ac")  # fmt: skip

    return Codebook(
        (
            code("inputs", "Inputs", "inputs"),
            code("inputs.staff", "Staff", "inputs"),
            code("inputs.staff.release", "Release time", "inputs"),
            code("inputs.staff.welsh", "Welsh-speaking staff", "inputs"),
            code("inputs.systems", "Digital systems", "inputs"),
            code("inputs.places", "Places", "inputs"),
            code("outcomes", "Outcomes & more <b>", "outcomes"),
            code("outcomes.families", "Families", "outcomes"),
        ),
        title="Small codebook",
        version=3,
    )


LINK = Link("l1", "inputs.staff.release", "outcomes.families", "With time, <i>families</i> gain.")


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Documents, turns and segments (a segment a turn)."""
    documents, turns = [], []
    for identity, (phase, language, said) in DOCUMENTS.items():
        text = ""
        for position, (who, words) in enumerate(said, start=1):
            text += ("\n\n" if text else "") + f"{who or 'Interviewer'}: "
            role, sector, setting, area = PEOPLE.get(who, (None, None, None, "Aberwenydd"))
            turns.append(
                {
                    "turn": f"{identity}-{position:04d}", "document": identity,
                    "position": position, "participant": who if who in PEOPLE else None,
                    "speaker": who or "Interviewer", "interviewer": not who, "role": role,
                    "sector": sector, "setting": setting, "area": area, "phase": phase,
                    "language": language, "question": None, "start_time": None,
                    "end_time": None, "text": words, "start": len(text),
                    "end": len(text) + len(words), "words": len(words.split()),
                }
            )  # fmt: skip
            text += words
        documents.append(
            {
                "document": identity, "file": f"{identity}-{NAME}.docx", "kind": "interview",
                "area": "Aberwenydd", "sector": "primary", "setting": "", "language": language,
                "date": "2024-02-06", "phase": phase, "guide": "", "synthetic": True,
                "attributes": "{}", "text": text, "text_version": "0" * 12,
                "words": len(text.split()), "turns": len(said),
            }
        )  # fmt: skip
    frame = pd.DataFrame(turns)
    segments = frame.assign(segment=frame["turn"] + "-01")
    return pd.DataFrame(documents), frame, segments


def coding(identity: str, turn: str, code: str, *, coder: str = "a", **more) -> Coding:
    """A coding of a whole turn, or of its `words`."""
    row = next(row for row in tables()[1].itertuples() if row.turn == turn)
    words = more.pop("words", row.text)
    start = row.start + row.text.index(words)
    return Coding(identity, row.document, start, start + len(words), code, coder, "r1", words,
                  "", "", **more)  # fmt: skip


def codings() -> list[Coding]:
    first = "I get a day and a half on paper."
    return [
        coding("aaaaaaaaaaa1", "i01-0002", "inputs.staff.release", stance="barrier", link="l1",
               direction="challenges", memo="+ a memo"),
        coding("bbbbbbbbbbb1", "i01-0002", "inputs.staff.release", coder="b", words=first),
        coding("aaaaaaaaaaa2", "i01-0003", "inputs.systems"),
        coding("aaaaaaaaaaa3", "i01-0001", "inputs.staff.release"),
        coding("aaaaaaaaaaa4", "i02-0001", "outcomes.families", stance="barrier",
               memo="nineteen months!"),
        coding("aaaaaaaaaaa5", "i03-0001", "inputs.staff.welsh", stance="barrier"),
        coding("aaaaaaaaaaa6", "i03-0002", "inputs.systems", stance="facilitator"),
        coding("aaaaaaaaaaa7", "i03-0002", "inputs.staff.release", stance="facilitator"),
    ]  # fmt: skip


SUBMISSIONS = (
    Submission("r1", "a", "i01", "submitted"),
    Submission("r1", "b", "i01", "submitted"),
    Submission("r1", "a", "i02", "submitted"),
    Submission("r1", "a", "i03", "submitted"),
    Submission("r1", "b", "i04", "skipped"),
)


def coded_voices() -> pd.DataFrame:
    people = voices(tables()[1])
    return people[people["document"].isin(handed_in(SUBMISSIONS))]


def small_excerpts() -> pd.DataFrame:
    return excerpts(codings(), tables()[1], consent=CONSENT)


def evidence(**changes) -> Evidence:
    """Everything that a report of the small study is made from."""
    documents, turns, segments = tables()
    book, found = codebook(), small_excerpts()
    themes = pd.DataFrame(
        [
            {
                "theme": 0, "label": "portal <week>", "terms": ["portal", "plan"], "segments": 3,
                "words": 60, "documents": 3, "participants": 3,
                "representatives": ["i02-0001-01", "i03-0002-01", "i01-0003-01"],
                "nearest_code": "inputs.systems", "similarity": 0.41,
                "agreement": 0.33, "steady": False, "stability": 0.45, "basis": "meaning",
            }
        ]
    )  # fmt: skip
    members = ["i02-0001-01", "i03-0002-01", "i01-0003-01"]
    settings = {
        "study": {"title": "Small study <of> release", "synthetic": True},
        "report": {"quotes_per_code": 2},
    }
    arguments = {
        "settings": Settings.model_validate(settings),
        "codebook": book,
        "theory": TheoryOfChange(book, (LINK,), title="Small theory"),
        "frames": {
            "documents": documents,
            "turns": turns,
            "segments": segments,
            "embeddings": pd.DataFrame(
                {"segment": segments["segment"], "readable": segments["language"] == "en"}
            ),
            "themes": themes,
            "theme_segments": pd.DataFrame({"segment": members, "theme": 0, "strength": 1.0}),
            "theme_codes": pd.DataFrame(
                [{"theme": 0, "code": "inputs.systems", "similarity": 0.4, "near": True,
                  "codings": 3, "expected": 1.0, "lift": 3.0, "lift_low": 1.2, "lift_high": 5.0}]
            ),
            "agreement": measure(Coded(book, codings(), SUBMISSIONS, turns)),
            "prevalence": prevalence(found, coded_voices(), codebook=book),
            "excerpts": found,
            "left_out_themes": pd.DataFrame(
                {"document": ["i01"], "item": ["i01-0009-01"], "reason": ["fewer than 8 words"]}
            ),
            "left_out_synthesis": usable(*current(codings(), documents, turns), codebook=book)[1],
        },
        "consent": CONSENT,
        "submissions": SUBMISSIONS,
        "rounds": (Round("r1", "First round", {}),),
        "encoder": "a small model",
        "encoder_languages": ("en",),
    }  # fmt: skip
    return Evidence(**{**arguments, **changes})
