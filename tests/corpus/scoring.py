"""What a finder of identifiers finds of the demonstration's gold standard, and what it mistakes.

The gold standard is planted_names.csv: a row a mention in a turn as it is read, before anything is
replaced. `listed` says where a finder could look the mention up: "register" (a speaker's name, an
area), "gazetteer" (a real place in Wales, a common name) or "no" (invented, misspelt, a nickname).
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

GOLD = Path(__file__).with_name("planted_names.csv")
INDIRECT = "indirect"

# Words that say what a thing is and not which: leaving them in the text tells nobody's name.
_GENERIC = {"canolfan", "coleg", "community", "comprehensive", "gyfun", "high", "iechyd", "infants"}
_GENERIC |= {
    "the",
    "llp",
    "nurseries",
    "practice",
    "primary",
    "road",
    "uwchradd",
    "y",
    "ysbyty",
    "ysgol",
}
_WORD = re.compile(r"\w+")


class Span(NamedTuple):
    """A mention that a finder reports; `start` and `end` are code points of the turn as read."""

    document: str
    turn: int
    start: int
    end: int
    kind: str


class Gold(NamedTuple):
    """A mention of the gold standard."""

    document: str
    turn: int
    start: int
    end: int
    surface: str
    kind: str
    listed: str
    planted: bool
    note: str


class Rate(NamedTuple):
    """How many of how many."""

    found: int
    of: int

    @property
    def share(self) -> float:
        """The share found; 1 where there was nothing to find."""
        return self.found / self.of if self.of else 1.0


def load_gold(path: Path = GOLD) -> list[Gold]:
    """The mentions of the gold standard, in the order of the texts."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Gold(
                row["document"],
                int(row["turn"]),
                int(row["start"]),
                int(row["end"]),
                row["surface"],
                row["kind"],
                row["listed"],
                row["planted"] == "yes",
                row["note"],
            )
            for row in csv.DictReader(file)
        ]


def score(mentions: Iterable[Span], gold: Iterable[Gold] | None = None) -> dict[str, object]:
    """Recall and precision of the mentions that a finder reports.

    A gold mention is found when the reported ones cover each of its words but those that only say
    what a thing is ("Ysgol", "Primary"); it is touched when they overlap. Precision counts the
    reported mentions that overlap a direct identifier. One of kind "indirect", or one inside a
    gold phrase of that kind, is neither right nor wrong: indirect identifiers are scored apart.

    Parameters
    ----------
    mentions : spans reported, in any order; repeated ones count once.
    gold : the gold standard; planted_names.csv without it.

    Returns
    -------
    dict
        "recall", "touched", "indirect" and "precision", each a `Rate`; "by_kind", "by_listed" and
        "planted_by_listed", each a name to a `Rate` of mentions found; "misses" (`Gold`, direct)
        and "false_alarms" (`Span`). "by_listed" and "planted_by_listed" are of names: persons,
        places, schools and organisations.
    """
    known = load_gold() if gold is None else list(gold)
    reported = sorted({Span(*mention) for mention in mentions})
    per_turn: defaultdict[tuple[str, int], list[Span]] = defaultdict(list)
    for span in reported:
        per_turn[span.document, span.turn].append(span)
    direct = [mention for mention in known if mention.kind != INDIRECT]
    hidden = [mention for mention in known if mention.kind == INDIRECT]
    names = [m for m in direct if m.kind in ("person", "place", "school", "organisation")]
    found = {m for m in direct if _covered(m, per_turn[m.document, m.turn])}
    judged = [span for span in reported if span.kind != INDIRECT]
    wrong = [span for span in judged if not _any_overlaps(span, direct)]
    apart = [span for span in wrong if _any_inside(span, hidden)]
    alarms = [span for span in wrong if span not in apart]
    judged_count = len(judged) - len(apart)
    return {
        "recall": Rate(len(found), len(direct)),
        "touched": Rate(sum(_touched(m, per_turn) for m in direct), len(direct)),
        "indirect": Rate(sum(_touched(m, per_turn) for m in hidden), len(hidden)),
        "precision": Rate(judged_count - len(alarms), judged_count),
        "by_kind": _rates(direct, found, "kind"),
        "by_listed": _rates(names, found, "listed"),
        "planted_by_listed": _rates([m for m in names if m.planted], found, "listed"),
        "misses": [m for m in direct if m not in found],
        "false_alarms": alarms,
    }


def _rates(mentions: list[Gold], found: set[Gold], field: str) -> dict[str, Rate]:
    groups: defaultdict[str, list[Gold]] = defaultdict(list)
    for mention in mentions:
        groups[getattr(mention, field)].append(mention)
    return {
        name: Rate(sum(m in found for m in group), len(group))
        for name, group in sorted(groups.items())
    }


def _covered(mention: Gold, spans: list[Span]) -> bool:
    words = list(_WORD.finditer(mention.surface))
    telling = [word for word in words if word[0].lower() not in _GENERIC] or words
    taken = {at for span in spans for at in range(span.start, span.end)}
    return all(
        mention.start + at in taken for word in telling for at in range(word.start(), word.end())
    )


def _overlap(one: Span | Gold, other: Span | Gold) -> bool:
    same = (one.document, one.turn) == (other.document, other.turn)
    return same and one.start < other.end and other.start < one.end


def _any_overlaps(span: Span, gold: list[Gold]) -> bool:
    return any(_overlap(span, mention) for mention in gold)


def _any_inside(span: Span, gold: list[Gold]) -> bool:
    return any(
        _overlap(span, mention) and mention.start <= span.start and span.end <= mention.end
        for mention in gold
    )


def _touched(mention: Gold, per_turn: dict[tuple[str, int], list[Span]]) -> bool:
    spans = per_turn.get((mention.document, mention.turn), [])
    return any(_overlap(mention, span) for span in spans)
