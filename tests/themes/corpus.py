"""A small corpus of three subjects that nobody could confuse."""

from itertools import product

_FRAMES = {
    "money": ("The {a} budget was cut {b}.", "We lost {a} funding {b}.", "{a} money ran out {b}."),
    "bus": (
        "The {a} bus was late {b}.",
        "Our {a} bus never came {b}.",
        "{a} buses broke down {b}.",
    ),
    "welsh": (
        "We taught {a} lessons in Welsh {b}.",
        "The {a} class spoke Welsh {b}.",
        "{a} Welsh assessments were missing {b}.",
    ),
}
_WHEN = ("last spring", "this year", "before Easter", "in the autumn")
_WHICH = ("school", "morning", "primary")

SUBJECTS = [subject for subject, frames in _FRAMES.items() for _ in product(frames, _WHICH, _WHEN)]
TEXTS = [
    frame.format(a=which, b=when)
    for frames in _FRAMES.values()
    for frame, which, when in product(frames, _WHICH, _WHEN)
]
