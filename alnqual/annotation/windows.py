"""Windows of documents: parts of long ones, and the passages of a re-coding round.

A window owns the turns that are to be coded in it and shows some turns of context around them, so
that it can be understood. Every turn that is wanted is owned by one window, whatever was pushed
before by whatever settings: new windows are made of the turns that no task owns.
"""

from collections.abc import Collection, Iterator, Sequence
from math import ceil

from alnqual.annotation.tasks import CodedText, window


def split(text: CodedText, wanted: Collection[str], *, words: int, context: int) -> list[CodedText]:
    """The windows in which the wanted turns of a document are coded.

    Parameters
    ----------
    text : the document.
    wanted : ids of turns.
    words : a window owns about so many words at most, as turns are not divided; 0 for no limit.
        Several windows of one document are about equally long.
    context : so many turns are shown before and after; at least 1. Wanted turns whose context
        would meet are in one window.
    """
    numbers = [number for number, turn in enumerate(text.turns) if turn.id in wanted]
    return [
        _around(text, run, context=context)
        for share in _shares(text, numbers, words)
        for run in _runs(share, apart=2 * context + 1)
    ]


def follow(old: CodedText, text: CodedText, *, context: int) -> CodedText:
    """The window of a corrected document that takes the place of one of its earlier text.

    It owns those turns of the old window that are still there, and what the correction put in after
    them. A turn that was put in between two windows goes to the earlier one, as it is most often
    the second half of a turn that was divided.
    """
    if not old.part:
        return text
    known = {turn.id for turn in old.turns}
    at = [number for number, turn in enumerate(text.turns) if turn.id in known]
    if not at:
        return window(text, (), shown=range(0))
    # Context is shown wherever there is any: without it the document began or ended here.
    begins = old.turns[0].id not in old.context
    ends = old.turns[-1].id not in old.context
    owned, owns = [], begins
    for number in range(0 if begins else at[0], len(text.turns) if ends else at[-1] + 1):
        turn = text.turns[number]
        owns = turn.id not in old.context if turn.id in known else owns
        if owns:
            owned.append(number)
    if owned:
        return _around(text, owned, context=context)
    return window(text, (), shown=range(at[0], at[-1] + 1))


def _around(text: CodedText, numbers: Sequence[int], *, context: int) -> CodedText:
    first = max(0, numbers[0] - context)
    after = min(len(text.turns), numbers[-1] + 1 + context)
    owned = {text.turns[number].id for number in numbers}
    return window(text, owned, shown=range(first, after))


def _shares(text: CodedText, numbers: Sequence[int], words: int) -> Iterator[list[int]]:
    """Turns in about equally long shares of no more words than a window may own."""
    lengths = [len(text.turns[number].text.split()) for number in numbers]
    total = sum(lengths)
    count = ceil(total / words) if words else 1
    shares: dict[int, list[int]] = {}
    before = 0
    for number, length in zip(numbers, lengths, strict=True):
        middle = before + length / 2
        shares.setdefault(int(middle * count / max(total, 1)), []).append(number)
        before += length
    yield from shares.values()


def _runs(numbers: Sequence[int], *, apart: int) -> Iterator[list[int]]:
    """Turns that are near each other; a gap of `apart` turns or more is a border."""
    run: list[int] = []
    for number in numbers:
        if run and number - run[-1] - 1 >= apart:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
