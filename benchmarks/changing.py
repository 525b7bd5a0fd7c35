"""Constants and functions of modules changed for a while, to see what they are good for."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Settings = Mapping[tuple[Any, str], Any]
"""(module, name of what stands in it) -> what is to stand there."""


@contextmanager
def changed(settings: Settings) -> Iterator[None]:
    with ExitStack() as stack:
        for (module, name), value in settings.items():
            stack.enter_context(patch.object(module, name, value))
        yield
