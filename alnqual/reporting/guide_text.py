"""What the coder's guide says of every study, and of a round by its settings."""

from collections import Counter

from alnqual.records import Round

HOW = (
    (
        "The steps",
        (
            "Press the key of a group, mark words in the text, click the marked words, and choose "
            "the codes beside the text. Use the most specific code that fits; a group by itself is "
            "for words that no code below it holds. A passage may carry several codes.",
            "Turn on “Select region after creating it” in Settings, once in each browser: then the "
            "codes can be chosen at once, without the click.",
            "Stance, link and memo are up to you. A memo is added with Shift and Enter. A link "
            "says that the passage speaks to an assumption of the theory of change; its direction "
            "says whether the passage supports or challenges it.",
            "Rest the mouse on a code to see what it means.",
        ),
    ),
    (
        "Handing a document in",
        (
            "Submit a document even if nothing in it is to be coded: only then is leaving it "
            "uncoded a decision that counts. Skip it only if you cannot code it, and "
            "say why to your team.",
            "You can go back to a document that you have submitted, change it and update it. Work "
            "that is not submitted is kept as a draft and does not count yet.",
        ),
    ),
)
"""(heading, paragraphs) of how to code."""

_MODES = {
    "blind": "You see no suggestions.",
    "assisted": "You see suggestions, marked as such. Keep one only if you would have coded the "
    "passage so yourself.",
}
_BLIND = {
    "procedural": "You work in a project of your own. This keeps coders apart by procedure only: "
    "whoever went looking could open the others’ projects on this server. Please do not, and do "
    "not talk about a document before all its coders have submitted it.",
    "server-per-coder": "You work on a server of your own, where nobody else’s work can be seen. "
    "Please do not talk about a document before all its coders have submitted it.",
}
_IN_FORCE = {
    "all": "In a document that nobody adjudicates, the codings of all its coders count.",
    "agreed": "In a document that nobody adjudicates, only what its coders agreed on counts.",
    "first": "In a document that nobody adjudicates, the codings of its first coder count.",
}


def round_rules(round_: Round) -> list[str]:
    """A round's rules and its size, in sentences that name no coder."""
    people = Counter(document for theirs in round_.assignments.values() for document in theirs)
    shared = sum(number > 1 for number in people.values())
    coders = sum(bool(theirs) for theirs in round_.assignments.values())
    rules = [
        f"Documents: {len(people)}. Coders: {coders}. Coded by more than one person: {shared}.",
        _MODES[round_.mode],
        _BLIND[round_.blind],
        _IN_FORCE[round_.in_force],
    ]
    if round_.passages:
        rules.append("Only some passages of these documents are coded in this round.")
    return rules
