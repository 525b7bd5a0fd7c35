"""What can go wrong, as one tree.

    AlnqualError                 anything a user can mend; the CLI prints it and exits 2
    ├── StudyError               no study here, or its settings do not hold
    ├── InputError               a file of the study (register, round, ...) does not hold
    │   └── UnreadableFile       a transcript that no reader can take
    ├── CodebookError            codebook or theory of change does not hold
    ├── EncoderError             the embedding model is missing, altered or unknown
    ├── LabelStudioError         the server is absent, refuses, or answered nonsense
    │   └── ConfirmationNeeded   going on would take people's work away: ask first
    └── StageError               a pipeline stage failed; the old tables stand

A message says what is wrong, where, and what to do, in that order.
"""

__all__ = [
    "AlnqualError",
    "CodebookError",
    "ConfirmationNeeded",
    "EncoderError",
    "InputError",
    "LabelStudioError",
    "StageError",
    "StudyError",
    "UnreadableFile",
]


class AlnqualError(Exception):
    """A problem that the user can mend.

    Parameters
    ----------
    what : what is wrong, in one sentence; never words from a transcript.
    where : file, row, line or cue.
    do : what to do about it.
    """

    def __init__(self, what: str, *, where: object = None, do: str | None = None) -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__(what)

    def __str__(self) -> str:
        located = f"{self.where}: {self.what}" if self.where is not None else self.what
        return f"{located}\n  {self.do}" if self.do else located


class StudyError(AlnqualError):
    """No study here, or its settings do not hold."""


class InputError(AlnqualError):
    """A file of the study does not hold what it should."""


class UnreadableFile(InputError):
    """A transcript that no reader can take."""


class CodebookError(AlnqualError):
    """The codebook or the theory of change does not hold."""


class EncoderError(AlnqualError):
    """The embedding model is missing, altered or unknown."""


class LabelStudioError(AlnqualError):
    """The Label Studio server is absent, refuses, or answered nonsense."""


class ConfirmationNeeded(LabelStudioError):
    """Going on would take people's work away; it needs a person's word."""


class StageError(AlnqualError):
    """A stage of the pipeline failed."""
