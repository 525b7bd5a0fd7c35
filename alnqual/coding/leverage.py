"""What a decision about a passage would change: figures of the prevalence, and agreement.

Both count as the reports do: a coding counts for its code and for every code above it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from alnqual.codebook import Codebook
from alnqual.coding.turn_places import TurnPlaces
from alnqual.records import Coding

Said = Mapping[str, Sequence[Coding]]
"""What each coder of a document made of a passage of it."""


class Lineage:
    """A code and those above it, for the codes of a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._of = {
            code.id: (code.id, *(above.id for above in codebook.ancestors(code.id)))
            for code in codebook
        }

    def under(self, codings: Iterable[Coding]) -> dict[str, list[Coding]]:
        """Code -> the codings that count for it; those of unknown codes count for none."""
        found: dict[str, list[Coding]] = {}
        for coding in codings:
            for code in self._of.get(coding.code, ()):
                found.setdefault(code, []).append(coding)
        return found


class Figures:
    """The figures of the prevalence, and which of them depend on one passage.

    A code counts a participant or a document once, however often it was given there, and a
    participant has one stance under it.

    Parameters
    ----------
    codings : all that count, placed in turns.
    voices : turn id -> who is counted for it, "" for an interviewer.
    """

    def __init__(
        self,
        codings: Iterable[Coding],
        *,
        lineage: Lineage,
        places: TurnPlaces,
        voices: Mapping[str, str],
    ) -> None:
        self._lineage, self._places, self._voices = lineage, places, voices
        self._there: dict[tuple[str, str], Counter[str]] = {}
        """(voice or document, code) -> codings by stance."""
        for coding in codings:
            for code in lineage.under([coding]):
                for unit in self._units(coding):
                    self._there.setdefault((unit, code), Counter())[coding.stance] += 1

    def at_stake(self, said: Said) -> tuple[str, ...]:
        """The codes whose figures depend on whose version of a passage is taken, sorted."""
        everyone = [coding for theirs in said.values() for coding in theirs]
        together = self._lineage.under(everyone)
        versions = [self._lineage.under(theirs) for theirs in said.values()]
        document, *voice = self._units(everyone[0])
        found = set()
        for code, all_of_it in together.items():
            stances = [_stances(version.get(code, ())) for version in versions]
            for unit in (document, *voice):
                rest = self._there[unit, code] - _stances(all_of_it)
                outcomes = {_figure(rest + each, person=unit != document) for each in stances}
                if len(outcomes) > 1:
                    found.add(code)
        return tuple(sorted(found))

    def _units(self, coding: Coding) -> tuple[str, ...]:
        """What a coding counts for: its document, and who speaks unless an interviewer does."""
        voice = self._voices[self._places.turn_of(coding)]
        return (f"document {coding.document}", *([f"voice {voice}"] if voice else []))


class Alphas:
    """Krippendorff's alpha of every code over the turns of the documents with several coders.

    A coder marked a turn with a code if a coding of theirs counts for the code there. For such
    binary data, with `m` coders of a turn of whom `k` marked it, alpha is
    1 - (n - 1) * sum(k * (m - k) / (m - 1)) / (marked * unmarked), where `n`, `marked` and
    `unmarked` count coders over all turns (Krippendorff 2011, Computing Krippendorff's
    Alpha-Reliability, section C).

    Parameters
    ----------
    codings : those of the documents, each by one of their coders.
    coders : document -> who handed it in, two or more.
    voices : as for `Figures`; turns of interviewers are no units.
    """

    def __init__(
        self,
        codings: Iterable[Coding],
        *,
        coders: Mapping[str, Sequence[str]],
        lineage: Lineage,
        places: TurnPlaces,
        voices: Mapping[str, str],
    ) -> None:
        self._lineage, self._places = lineage, places
        self._coders = {
            turn: len(handed_in)
            for document, handed_in in coders.items()
            for turn in places.turns(document)
            if voices[turn]
        }
        self._values = sum(self._coders.values())
        marks: dict[tuple[str, str], set[str]] = {}
        for coding in codings:
            turn = places.turn_of(coding)
            for code in lineage.under([coding]) if turn in self._coders else ():
                marks.setdefault((code, turn), set()).add(coding.coder)
        self._marks = {key: len(who) for key, who in marks.items()}
        self._marked: Counter[str] = Counter()
        self._apart: dict[str, float] = {}
        for (code, turn), number in self._marks.items():
            self._marked[code] += number
            self._apart[code] = self._apart.get(code, 0.0) + self._differing(number, turn)

    def alpha(self, code: str) -> float | None:
        """Alpha of a code; None where nothing varies, so that it is not defined."""
        return self._alpha(self._marked[code], self._apart.get(code, 0.0))

    def gain(self, said: Said) -> float:
        """By how much alpha of a code of a passage would rise if all had marked its turn with it.

        The largest over the passage's codes; 0 in an interviewer's turn, and where alpha is not
        defined.
        """
        everyone = [coding for theirs in said.values() for coding in theirs]
        turn = self._places.turn_of(everyone[0])
        if turn not in self._coders:
            return 0.0
        gains = [0.0]
        for code in self._lineage.under(everyone):
            number = self._marks[code, turn]
            settled = self._alpha(
                self._marked[code] + self._coders[turn] - number,
                self._apart[code] - self._differing(number, turn),
            )
            now = self.alpha(code)
            if settled is not None and now is not None:
                gains.append(settled - now)
        return max(gains)

    def _differing(self, number: int, turn: str) -> float:
        """A turn's part of the sum, if so many marked it."""
        coders = self._coders[turn]
        return number * (coders - number) / (coders - 1)

    def _alpha(self, marked: int, apart: float) -> float | None:
        unmarked = self._values - marked
        return 1 - (self._values - 1) * apart / (marked * unmarked) if marked * unmarked else None


def _stances(codings: Iterable[Coding]) -> Counter[str]:
    return Counter(coding.stance for coding in codings)


def _figure(stances: Counter[str], *, person: bool) -> tuple[object, ...]:
    """What a unit adds to a code's figures: that it counts, and of a person the stance."""
    taken = sorted(stance for stance in stances if stance != "none") if person else []
    return bool(stances), "mixed" if len(taken) > 1 else "".join(taken)
