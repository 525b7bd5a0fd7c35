"""Any transcript file -> turns with speaker, words and times; one module a format.

>>> from alnqual.transcripts import read_transcript
>>> transcript = read_transcript("interview.docx")      # doctest: +SKIP
>>> [turn.speaker for turn in transcript.turns[:2]]      # doctest: +SKIP
['Interviewer', 'Participant']
"""

from alnqual.records import Transcript, Turn
from alnqual.transcripts.registry import SUFFIXES, read_transcript

__all__ = ["SUFFIXES", "Transcript", "Turn", "read_transcript"]
