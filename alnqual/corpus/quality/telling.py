"""How findings count and list."""

from collections.abc import Sequence

SHOWN = 5
"""A list of places names so many and counts the rest."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: "1 turn", "1,200 turns"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(items: Sequence[object], word: str = "and") -> str:
    """In words: "a", "a and b", "a, b and c"."""
    shown = [str(item) for item in items]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def first_of(items: Sequence[object]) -> str:
    """The first few, and how many more: "1, 2, 3, 4, 5 and 7 more"."""
    if len(items) <= SHOWN:
        return listed(items)
    return f"{', '.join(map(str, items[:SHOWN]))} and {len(items) - SHOWN:,} more"


def at_turns(positions: Sequence[int]) -> str:
    """Places in a document: "at turn 4", "at turns 4 and 9"."""
    return f"at turn{'s' if len(positions) > 1 else ''} {first_of(positions)}"
