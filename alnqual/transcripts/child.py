"""The process in which files are read: it answers one request at a time and limits itself.

A request and its answer are each a line of JSON, and nothing but JSON is taken from a process that
has read a stranger's file. When a file takes too long the system ends the process (the alarm's own
action, which no loop in C can hold off); too much memory is refused it by the system, too.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts.limits import Limits, limited
from alnqual.transcripts.registry import read_here

FIELDS = ("speaker", "text", "start", "end", "question")
"""The fields of a turn, in the order in which an answer gives them."""


def serve() -> None:
    """Answer requests on the standard input until it ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand among the answers.
    os.dup2(2, 1)
    for line in requests:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        _limit_memory(limits)
        _alarm(limits.seconds)
        answer = _answer(Path(request["path"]), frozenset(request["labels"]), limits)
        _alarm(0)
        _send(answers, answer)
        if answer.get("exhausted"):
            return


def _answer(path: Path, labels: frozenset[str], limits: Limits) -> dict[str, Any]:
    try:
        with limited(limits):
            return _packed(read_here(path, labels=labels))
    except UnreadableFile as error:
        return {"what": error.what, "do": error.do}
    except MemoryError:
        return {"exhausted": True}
    except Exception as error:
        # A fault of a reader must not stop the other files, and may quote words in its message.
        return {"what": f"its reader failed ({type(error).__name__})", "do": None}


def _packed(transcript: Transcript) -> dict[str, Any]:
    turns = [[getattr(turn, field) for field in FIELDS] for turn in transcript.turns]
    return asdict(Transcript((), transcript.warnings, dict(transcript.metadata))) | {"turns": turns}


def _send(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _limit_memory(limits: Limits) -> None:
    """Not every system can: the time is limited there, and the sizes of files are."""
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory_mb * 1_000_000
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    # macOS knows the limit and refuses to set it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
