"""alnqual: a mixed-methods qualitative research workbench for evaluators.

>>> from alnqual import Study
>>> study = Study.open()          # the study of this folder or of one above it
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["AlnqualError", "Study", "__version__"]

if TYPE_CHECKING:
    from alnqual.errors import AlnqualError
    from alnqual.study import Study

_LAZY = {"Study": "alnqual.study", "AlnqualError": "alnqual.errors"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'alnqual' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
