"""Files are read in a process that can be lost: by time, by memory, by a fault."""

import multiprocessing
import os
import subprocess
import sys

import pytest

from alnqual.errors import UnreadableFile
from alnqual.transcripts import isolation, read_transcript
from alnqual.transcripts.isolation import Job, read_all
from alnqual.transcripts.limits import Limits
from alnqual.transcripts.registry import read_here
from tests.conftest import TALK


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


@pytest.fixture
def long_talk(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(TALK * 20_000, encoding="utf-8")
    return path


def test_a_transcript_is_the_same_whichever_process_reads_it(talk):
    assert read_transcript(talk) == read_here(talk)


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(talk, long_talk):
    with pytest.raises(UnreadableFile, match=r"longer than 0\.05 seconds") as refusal:
        read_transcript(long_talk, limits=Limits(seconds=0.05))
    assert "reading" in refusal.value.do
    assert len(read_transcript(talk).turns) == 4


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read(talk, long_talk):
    with pytest.raises(UnreadableFile, match="60 MB of memory"):
        read_transcript(long_talk, limits=Limits(memory_mb=60))
    assert len(read_transcript(talk).turns) == 4


def test_a_file_over_the_limit_of_size_is_refused(talk):
    with pytest.raises(UnreadableFile, match="too large"):
        read_transcript(talk, limits=Limits(file_mb=0))


def test_files_read_side_by_side_come_in_order_with_the_reasons_of_those_refused(talk, tmp_path):
    jobs = [Job(talk), Job(tmp_path / "absent.txt")] * 10
    found = list(read_all(jobs, Limits()))
    assert [isinstance(each, UnreadableFile) for each in found] == [False, True] * 10
    assert found[1].where == tmp_path / "absent.txt"


def test_a_path_is_taken_from_the_working_folder_of_the_caller(talk, monkeypatch):
    read_transcript(talk)
    monkeypatch.chdir(talk.parent)
    assert len(read_transcript("talk.txt").turns) == 4


def test_modules_beside_a_transcript_are_not_run(talk, monkeypatch):
    (talk.parent / "json.py").write_text("open('run', 'w')")
    monkeypatch.chdir(talk.parent)
    script = "from alnqual.transcripts import read_transcript; read_transcript('talk.txt')"
    subprocess.run([sys.executable, "-I", "-c", script], check=True)
    assert not (talk.parent / "run").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_reads_with_a_reader_of_its_own(talk):
    read_transcript(talk)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.map(read_transcript, [talk] * 4)
    assert all(transcript == read_here(talk) for transcript in found)


def test_a_waiting_reader_that_was_ended_from_outside_is_replaced(talk):
    """An interrupt in a notebook ended the reader, and the next file failed with a traceback."""
    read_transcript(talk)
    for reader in isolation._pool._idle:
        reader._process.kill()
        reader._process.wait()
    assert len(read_transcript(talk).turns) == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
def test_an_interrupt_does_not_wait_for_the_reader(tmp_path):
    os.mkfifo(tmp_path / "endless.txt")
    script = (
        "import signal, sys, threading, os\n"
        "from alnqual.transcripts import read_transcript\n"
        # A shell's job in the background ignores interrupts, and so do its children.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "read_transcript(sys.argv[1])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "endless.txt"],
        timeout=30,
        capture_output=True,
        check=False,
    )
    assert b"KeyboardInterrupt" in ended.stderr
