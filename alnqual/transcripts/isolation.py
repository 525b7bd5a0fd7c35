"""Files are read in a process of their own, which can be lost without losing anything else.

A process that has read a file is kept for the next one: to start one takes longer than to read most
transcripts. Threads that read at the same time have a process each.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript, Turn
from alnqual.transcripts.limits import Limits

_START = """
import sys
sys.path.append(sys.argv[1])
from alnqual.transcripts.child import serve
serve()
"""
_ALARM = -getattr(signal, "SIGALRM", 0) or None
"""The status of a process that its alarm has ended; None where there are no alarms."""
_PACKAGES = str(Path(__file__).parents[2])
# A library of linear algebra reserves address space for each of its threads.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, and the labels that are known to be speakers in it."""

    path: Path
    labels: frozenset[str] = frozenset()


class _Reader:
    """A process that reads one file at a time.

    It is in a session of its own: an interrupt from the keyboard is for the caller.
    """

    def __init__(self) -> None:
        self.answered = 0
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, _PACKAGES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ENVIRONMENT,
            start_new_session=True,
        )

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The answer, or None where the process ended instead."""
        try:
            self._input.write(json.dumps(request).encode() + b"\n")
            self._input.flush()
            line = self._output.readline()
        except OSError:
            return None
        if not line.endswith(b"\n"):
            return None
        self.answered += 1
        return json.loads(line)

    def close(self) -> int:
        """End the process when it has done; the status with which it ended."""
        with suppress(OSError):
            self._input.close()
        status = self._process.wait()
        self._output.close()
        return status

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self.close()

    @property
    def _input(self) -> Any:
        return self._process.stdin

    @property
    def _output(self) -> Any:
        return self._process.stdout


class _Pool:
    """The processes that wait for a file."""

    def __init__(self) -> None:
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()

    def take(self) -> _Reader:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Reader()

    def give_back(self, reader: _Reader) -> None:
        with self._lock:
            self._idle.append(reader)

    def forget(self) -> None:
        """A forked process must leave the readers to the one that it came from."""
        self._idle = []
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.close()


_pool = _Pool()
atexit.register(_pool.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.forget)


def read_isolated(job: Job, limits: Limits) -> Transcript:
    """Read a file in another process.

    Raises
    ------
    UnreadableFile
        As the reader says; or it took too long or too much memory.
    """
    request = {
        "path": str(job.path.absolute()),
        "labels": sorted(job.labels),
        "limits": asdict(limits),
    }
    reader, answer = _ask(request)
    if answer is None or answer.get("exhausted"):
        raise _lost(job.path, reader.close(), limits)
    _pool.give_back(reader)
    if "what" in answer:
        raise UnreadableFile(answer["what"], where=job.path, do=answer["do"])
    return Transcript(
        tuple(Turn(*fields) for fields in answer["turns"]),
        tuple(answer["warnings"]),
        answer["metadata"],
    )


def _ask(request: dict[str, Any]) -> tuple[_Reader, dict[str, Any] | None]:
    """The answer, and the reader that gave it.

    A reader that had been waiting may have been ended from outside: then a new one is asked.
    """
    reader = _pool.take()
    try:
        answer = reader.ask(request)
        if answer is None and reader.answered and reader.close() != _ALARM:
            reader = _Reader()
            answer = reader.ask(request)
    except BaseException:
        reader.kill()
        raise
    return reader, answer


def read_all(jobs: Sequence[Job], limits: Limits) -> Iterable[Transcript | UnreadableFile]:
    """Read files side by side; for each, in order, its transcript or why there is none."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        yield from threads.map(lambda job: _read_or_reason(job, limits), jobs)


def _read_or_reason(job: Job, limits: Limits) -> Transcript | UnreadableFile:
    try:
        return read_isolated(job, limits)
    except UnreadableFile as error:
        return error


def _lost(path: Path, status: int, limits: Limits) -> UnreadableFile:
    if status == _ALARM:
        what = f"took longer than {limits.seconds:g} seconds to read"
    else:
        what = f"could not be read within {limits.memory_mb} MB of memory"
    return UnreadableFile(
        what,
        where=path,
        do="It may be damaged: save it anew. If it is sound, raise the limit under [reading] in "
        "alnqual.toml.",
    )
