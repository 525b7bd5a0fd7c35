"""Welsh initial mutations: what a word may be without them."""

from functools import cache

_VOWELS = "aâeêiîoôuûwŵyŷ"
_BACK = (
    ("ngh", "c"), ("ng", "g"), ("mh", "p"), ("nh", "t"), ("ph", "p"), ("th", "t"), ("ch", "c"),
    ("dd", "d"), ("b", "p"), ("d", "t"), ("g", "c"), ("f", "b"), ("f", "m"), ("m", "b"),
    ("n", "d"), ("l", "ll"), ("r", "rh"), ("l", "gl"), ("r", "gr"),
)  # fmt: skip
"""What a mutated word begins with, and what it may have begun with: the soft, nasal and aspirate
mutations (Thomas, P. W. 1996, Gramadeg y Gymraeg)."""
_DIGRAPHS = ("ngh", "ng", "mh", "nh", "ph", "th", "ch", "dd", "ff", "ll", "rh")
_SHORTEST = 3


@cache
def radicals(word: str) -> frozenset[str]:
    """The forms that a lower-case word may have without its mutation, itself among them.

    Spelling does not tell which is meant ("dad" may be "tad"); words of fewer than three letters
    are left as they are.

    Examples
    --------
    >>> sorted(radicals("ddarpariaeth"))
    ['darpariaeth', 'ddarpariaeth']
    >>> sorted(radicals("ngwlad"))
    ['gwlad', 'ngwlad']
    """
    if len(word) < _SHORTEST:
        return frozenset({word})
    first = next((letters for letters in _DIGRAPHS if word.startswith(letters)), word[0])
    found = {word} | {before + word[len(after) :] for after, before in _BACK if after == first}
    if first in _VOWELS:
        found.add(f"g{word}")
    if first == "h" and word[1] in _VOWELS:
        found.add(word[1:])
    return frozenset(found)
