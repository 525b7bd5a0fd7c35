"""The key of pseudonyms: what the register knows, what people decided, and where both meet.

The key lies in the vault as a table that a person edits. Speakers' names come from speakers.csv and
the transcripts' labels each time anew, so that a correction there holds at once; what a person
decided about one of them stays.
"""

from collections.abc import Iterable, Mapping, Sequence

from alnqual.corpus.names import AMBIGUOUS, spoken_names, voices
from alnqual.corpus.pseudonyms.entries import Entry, applies, read_entries, write_entries
from alnqual.corpus.pseudonyms.numbering import FIXED
from alnqual.corpus.pseudonyms.patterns import find_patterns
from alnqual.corpus.register import Participant, RegisterRow, Speakers
from alnqual.corpus.vault import KEY, Vault
from alnqual.records import Transcript
from alnqual.workspace import Workspace

SPEAKER = "a speaker"
AREA = "an area of the register"


def read_key(workspace: Workspace) -> list[Entry]:
    """The entries that the vault holds; none where nobody has looked for names yet.

    Raises
    ------
    InputError
        The key cannot be opened, or rows of it do not hold.
    """
    content = Vault(workspace).read(KEY)
    return [] if content is None else read_entries(content)


def undecided(workspace: Workspace) -> int | None:
    """How many entries of the key wait for a decision and are not replaced; None without a key.

    Raises
    ------
    InputError
        As `read_key`.
    """
    if not Vault(workspace).exists(KEY):
        return None
    return sum(not entry.decision and not applies(entry) for entry in read_key(workspace))


def write_key(workspace: Workspace, entries: Iterable[Entry]) -> None:
    """Replace the key."""
    Vault(workspace).write(KEY, write_entries(entries))


def speakers_entries(
    transcripts: Mapping[str, Transcript],
    *,
    speakers: Speakers,
    participants: Mapping[str, Participant],
    nicknames: Mapping[str, Mapping[str, str]],
) -> list[Entry]:
    """The names of the speakers, as labels and the column `names` of speakers.csv give them.

    In a speaker's own documents every part of their name stands for them. Elsewhere their whole
    name does; a first name or surname alone may be another person's there: it is taken out without
    saying whose it is.
    """
    own: list[Entry] = []
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    for document, transcript in transcripts.items():
        heard = voices(document, transcript, speakers=speakers, participants=participants)
        here = {label: voice.shown for label, voice in heard.items() if label is not None}
        listed = {
            label: voice.shown
            for label, voice in heard.items()
            if label is not None and (voice.participant or voice.interviewer)
        }
        told = {name: f"[{shown}]" for name, shown in nicknames.get(document, {}).items()}
        own += [
            _speaker(name, shown, document) for name, shown in (spoken_names(here) | told).items()
        ]
        whole |= spoken_names(listed, whole=True)
        parts |= dict.fromkeys([*spoken_names(listed), *told], AMBIGUOUS)
    everywhere = [_speaker(name, shown) for name, shown in (parts | whole).items()]
    return everywhere + own


def area_entries(rows: Iterable[RegisterRow], taken: Iterable[Entry]) -> list[Entry]:
    """The areas of the register, for a person to decide about: reports name them."""
    known = {entry.original for entry in taken}
    areas = sorted({row.area for row in rows if row.area} - known)
    return [
        Entry(area, "place", f"[area {number}]", source="gazetteer", note=AREA)
        for number, area in enumerate(areas, 1)
    ]


def with_decisions(fresh: Iterable[Entry], key: Iterable[Entry]) -> list[Entry]:
    """The entries that hold: the key's, with the speakers as the register has them now.

    An undecided speaker of the key who is no longer in the register is dropped.
    """
    speakers = {(entry.original, entry.document): entry for entry in fresh}
    held = []
    for entry in key:
        identity = (entry.original, entry.document)
        if entry.source == "register" and not entry.decision:
            if identity in speakers:
                held.append(speakers.pop(identity))
        else:
            speakers.pop(identity, None)
            held.append(entry)
    return held + list(speakers.values())


def _speaker(name: str, shown: str, document: str = "") -> Entry:
    return Entry(name, "person", shown, document=document, source="register", note=SPEAKER)


def pattern_entries(texts: Mapping[str, Sequence[str]], known: Iterable[Entry]) -> list[Entry]:
    """What identifies by its shape (an address, a number) and is not among the known entries."""
    taken = {entry.original for entry in known}
    found = {
        text[start:end]: Entry(text[start:end], kind, FIXED[kind], source="pattern")
        for turns in texts.values()
        for text in turns
        for start, end, kind in find_patterns(text)
    }
    return [entry for original, entry in found.items() if original not in taken]
