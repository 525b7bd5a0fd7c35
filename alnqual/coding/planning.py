"""Who codes which document: a round's allocation, computed on plain data.

Documents that several people code are drawn systematically from the documents in order of sector
and area, so that each has its share (Cochran 1977, *Sampling Techniques*, chapter 8). They go, the
longest first, to the people who have met the least often, and of these to those with the fewest
words. Each other document goes, the longest first, to somebody who is ahead of the least burdened
by no more than its own length, and of these to the one with the least of its sector and area. That
is Graham's rule for parallel machines (1969) with slack for the strata: among people who read
everything it leaves nobody ahead by more than twice the longest document.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from alnqual.coding.rounds import Coder
from alnqual.errors import InputError
from alnqual.records import LANGUAGES


@dataclass(frozen=True, slots=True)
class ToCode:
    """A document to share out; `languages` are those that one must read to code it."""

    id: str
    words: int
    sector: str = ""
    area: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allocation:
    """Documents by coder, and what the plan could not do as it was asked."""

    assignments: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def coders_of(self) -> dict[str, list[str]]:
        """The coders of each document, in order."""
        found: dict[str, list[str]] = {}
        for coder in sorted(self.assignments):
            for document in self.assignments[coder]:
                found.setdefault(document, []).append(coder)
        return found

    def pairs(self) -> dict[tuple[str, str], int]:
        """How many documents each pair of coders shares, pairs without any included."""
        shared = Counter(
            pair for coders in self.coders_of().values() for pair in combinations(coders, 2)
        )
        return {pair: shared[pair] for pair in combinations(sorted(self.assignments), 2)}


def allocate(
    documents: Iterable[ToCode],
    coders: Sequence[Coder],
    *,
    double: float = 0.0,
    per_document: int = 2,
    seed: int = 0,
    kept: Mapping[str, Sequence[str]] | None = None,
) -> Allocation:
    """Share documents out among coders.

    Parameters
    ----------
    documents : those of the round, those in `kept` included.
    coders : who takes new documents. Their order and that of the documents do not matter.
    double : share of the documents, 0 to 1, that several people code.
    per_document : how many people code each of these.
    seed : decides between what is equal.
    kept : documents by coder that stay where they are, in the order in which they stand; their
        coders need not be among `coders`. A document that somebody has gets more people only if
        there are too few others for `double`.

    Raises
    ------
    InputError
        Nobody reads a document's language, or too few people do to code as many documents twice
        as is asked for.
    """
    return _Sharing(documents, coders, per_document, seed, kept or {}).out(double)


class _Sharing:
    def __init__(
        self,
        documents: Iterable[ToCode],
        coders: Sequence[Coder],
        per_document: int,
        seed: int,
        kept: Mapping[str, Sequence[str]],
    ) -> None:
        random = Random(seed)
        # Shuffled from one order, so that ties fall by the seed and not by the files' order.
        self.documents = sorted(documents, key=lambda document: document.id)
        random.shuffle(self.documents)
        self.coders = sorted(coders, key=lambda coder: coder.id)
        random.shuffle(self.coders)
        self.start = random.random()
        self.per_document = per_document
        self.kept = {coder: list(theirs) for coder, theirs in kept.items()}
        self.given: dict[str, list[ToCode]] = {
            coder: [] for coder in sorted({*kept, *(coder.id for coder in coders)})
        }
        self.people: dict[str, set[str]] = {document.id: set() for document in self.documents}
        self.met: Counter[frozenset[str]] = Counter()
        self.words: Counter[str] = Counter()
        known = {document.id: document for document in self.documents}
        for coder, theirs in sorted(self.kept.items()):
            for document in theirs:
                if document in known:
                    self._give(known[document], [coder])

    def out(self, double: float) -> Allocation:
        wanted = round(double * len(self.documents))
        shared, notes = self._draw(wanted)
        longest_first = sorted(self.documents, key=lambda document: -document.words)
        for document in longest_first:
            if document.id in shared:
                self._share(document)
        for document in longest_first:
            if not self.people[document.id]:
                self._give(document, [self._one(document)])
        assignments = {}
        for coder, theirs in self.given.items():
            stays = self.kept.get(coder, [])
            new = sorted({document.id for document in theirs} - set(stays))
            assignments[coder] = (*stays, *new)
        return Allocation(assignments, notes)

    def _draw(self, wanted: int) -> tuple[set[str], tuple[str, ...]]:
        """The documents that several people code: those that are already, and as many more."""
        shared = {identity for identity, people in self.people.items() if len(people) > 1}
        able = [
            document
            for document in self.documents
            if document.id not in shared
            and len(self._readers(document)) >= self.per_document - len(self.people[document.id])
        ]
        fresh = [document for document in able if not self.people[document.id]]
        others = [document for document in able if self.people[document.id]]
        missing = max(0, wanted - len(shared))
        if missing > len(able):
            raise InputError(
                f"{wanted} documents are to be coded by {self.per_document} people each, but only "
                f"{len(shared) + len(able)} have so many coders who read them",
                where="[plan]",
                do="Lower 'double' or 'per_document', or add coders.",
            )
        notes = []
        alone = len(self.documents) - len(shared) - len(able)
        if wanted and alone:
            notes.append(
                f"{alone} of the documents can have only one coder: too few read their language"
            )
        drawn = self._spread(fresh, min(missing, len(fresh)))
        drawn += self._spread(others, missing - len(drawn))
        return shared | {document.id for document in drawn}, tuple(notes)

    def _spread(self, documents: list[ToCode], count: int) -> list[ToCode]:
        """So many of the documents, evenly over sectors and areas."""
        ordered = sorted(documents, key=lambda document: (document.sector, document.area))
        return [ordered[int((k + self.start) * len(ordered) / count)] for k in range(count)]

    def _readers(self, document: ToCode) -> list[str]:
        """Who may still be given a document."""
        return [
            coder.id
            for coder in self.coders
            if coder.id not in self.people[document.id]
            and (not coder.languages or set(document.languages) <= set(coder.languages))
        ]

    def _share(self, document: ToCode) -> None:
        there = self.people[document.id]
        short = self.per_document - len(there)
        if short <= 0:
            return
        readers = self._readers(document)

        def burden(group: Iterable[str]) -> tuple[int, int, int]:
            pairs = [frozenset(pair) for pair in combinations(sorted({*there, *group}), 2)]
            again = sum(2 * self.met[pair] + 1 for pair in pairs)
            return again, sum(self.words[coder] for coder in group), self._alike(document, group)

        # Shared documents from before may lack people whom nobody can replace.
        groups = list(combinations(readers, min(short, len(readers))))
        self._give(document, min(groups, key=burden))

    def _one(self, document: ToCode) -> str:
        readers = self._readers(document)
        if not readers:
            languages = " and ".join(LANGUAGES.get(each, each) for each in document.languages)
            raise InputError(
                f"no coder of the plan can code {document.id!r}"
                + (f": it needs one who reads {languages}" if languages else ""),
                where="[plan]",
                do="Add a coder to 'coders', or leave the document out.",
            )
        least = min(self.words[coder] for coder in readers)
        near = [coder for coder in readers if self.words[coder] <= least + document.words]
        return min(near, key=lambda coder: (self._alike(document, [coder]), self.words[coder]))

    def _alike(self, document: ToCode, coders: Iterable[str]) -> int:
        """How much of a document's sector and area the coders have, both counted twice as alike."""
        return sum(
            (other.sector == document.sector) + (other.area == document.area)
            for coder in coders
            for other in self.given[coder]
        )

    def _give(self, document: ToCode, coders: Iterable[str]) -> None:
        for coder in coders:
            for other in self.people[document.id]:
                self.met[frozenset((coder, other))] += 1
            self.people[document.id].add(coder)
            self.given[coder].append(document)
            self.words[coder] += document.words
