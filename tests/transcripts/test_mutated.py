"""Whatever arrives is read or refused with a reason: no reader fails, hangs or takes all memory."""

import random

import pytest

from alnqual.errors import UnreadableFile
from alnqual.transcripts import SUFFIXES, read_transcript
from alnqual.transcripts.limits import Limits
from tests.transcripts.seeds import SAID, damaged, seeds

DAMAGED_FILES = 10_000
LIMITS = Limits(seconds=2, memory_mb=1024)
FAILED = ("its reader failed", "took longer", "of memory")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return seeds(tmp_path_factory.mktemp("seeds"))


def test_there_is_a_sound_file_of_every_kind(sound):
    endings = {f".{name.rpartition('.')[2]}" for name in sound}
    assert endings == set(SUFFIXES) - {".htm", ".xlsm"}


def test_every_sound_file_is_read_with_all_its_words(sound, tmp_path):
    for name, content in sound.items():
        (tmp_path / name).write_bytes(content)
        words = " ".join(turn.text for turn in read_transcript(tmp_path / name).turns)
        wanted = "well" if name.endswith(".cha") else SAID[2][1]
        assert wanted in words, name


def test_ten_thousand_damaged_files_are_read_or_refused(sound, tmp_path):
    chance = random.Random(20_261_123)
    names = sorted(sound)
    refused = 0
    failures = []
    for number in range(DAMAGED_FILES):
        name = names[number % len(names)]
        path = tmp_path / name
        path.write_bytes(damaged(sound[name], chance))
        try:
            read_transcript(path, limits=LIMITS)
        except UnreadableFile as error:
            refused += 1
            if any(mark in error.what for mark in FAILED):
                kept = tmp_path / f"{number}-{name}"
                path.rename(kept)
                failures.append((kept, error.what))
    assert not failures
    assert 0 < refused < DAMAGED_FILES / 2
