"""Turn ids are minted once: a corrected transcript keeps the ids of the turns that it still has.

`corpus/turn_ids.json` holds, of each document, the ids of its turns in order with a digest of each
turn's words, and the next number to give. It holds no words. New and old turns are aligned by
digest (Ratcliff and Obershelp's gestalt pattern matching, Python's difflib); where as many new as
old ones stand between two that match, they are taken for the same turns, reworded.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from alnqual.errors import InputError
from alnqual.tables import write_atomically


@dataclass(frozen=True, slots=True)
class _Known:
    """The turns of a document when it was last ingested."""

    ids: tuple[str, ...]
    digests: tuple[str, ...]
    next: int


class TurnIds:
    """The ids of a study's turns.

    Parameters
    ----------
    path : the file that keeps them; need not exist.

    Raises
    ------
    InputError
        The file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _read(path)
        self._current: dict[str, _Known] = {}

    def mint(self, document: str, words: Sequence[str]) -> list[str]:
        """The ids of a document's turns, whose words are given in order."""
        digests = tuple(map(_digest, words))
        known = self._known.get(document, _Known((), (), 1))
        kept = dict(_same(known.digests, digests))
        following = known.next
        ids = []
        for place in range(len(digests)):
            if place in kept:
                ids.append(known.ids[kept[place]])
            else:
                ids.append(f"{document}-{following:04d}")
                following += 1
        self._current[document] = _Known(tuple(ids), digests, following)
        return ids

    def forget(self, turns: Collection[str], *, documents: Collection[str]) -> None:
        """Keep no digest of some turns, as it could be guessed from the words.

        Parameters
        ----------
        turns : their ids.
        documents : those of which every turn is forgotten.

        Their ids are never given again: the next number of each document stays.
        """
        for document, known in (self._known | self._current).items():
            pairs = zip(known.ids, known.digests, strict=True)
            kept = [pair for pair in pairs if pair[0] not in turns]
            self._known[document] = _document([] if document in documents else kept, known.next)
        self._current = {}

    def save(self) -> None:
        """Keep the ids that were minted; those of documents that were not read stay."""
        known = self._known | self._current
        content = {
            document: {
                "next": turns.next,
                "turns": [list(pair) for pair in zip(turns.ids, turns.digests, strict=True)],
            }
            for document, turns in sorted(known.items())
        }
        lines = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        # A line a document, so that a change of one shows as one.
        write_atomically(self._path, (lines.replace('},"', '},\n"') + "\n").encode(), mode=0o600)


def _same(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of (new, old) places of the turns that are taken for the same."""
    if old == new:
        yield from ((place, place) for place in range(len(new)))
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and last - first == end - begin):
            yield from zip(range(begin, end), range(first, last), strict=True)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _read(path: Path) -> dict[str, _Known]:
    if not path.is_file():
        return {}
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {
            document: _document(entry["turns"], entry["next"])
            for document, entry in content.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "the ids of the turns cannot be read",
            where=path,
            do="Restore the file from a backup; without it a corrected transcript gets new ids.",
        ) from error


def _document(turns: Sequence[tuple[str, str]], following: int) -> _Known:
    ids, digests = zip(*turns, strict=True) if turns else ((), ())
    return _Known(tuple(ids), tuple(digests), int(following))
