"""How much a file may cost to read: files come from strangers."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take.

    `seconds` of time and `memory_mb` of address space for the process that reads it; `file_mb` for
    the file, and `unpacked_mb` for what an archive (a .docx is one) says that it holds.
    """

    seconds: float = 60
    memory_mb: int = 2048
    file_mb: int = 100
    unpacked_mb: int = 200


_current: ContextVar[Limits | None] = ContextVar("limits", default=None)


def current() -> Limits:
    """The limits that hold here: those of `limited`, else the defaults."""
    return _current.get() or Limits()


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Let readers keep to `limits` in this block."""
    token = _current.set(limits)
    try:
        yield
    finally:
        _current.reset(token)
