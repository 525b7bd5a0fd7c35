"""Documents made turn by turn, as a reader gives them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from alnqual.corpus.names import voices
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.register import Participant, RegisterRow
from alnqual.records import Transcript, Turn


@pytest.fixture
def read() -> Callable[..., Reading]:
    """Makes a reading of turns; "I" asks and every other label is the participant of that id."""

    def make(
        turns: Sequence[Turn], *, document: str = "d1", people: Sequence[str] = (), **row: Any
    ) -> Reading:
        transcript = Transcript(tuple(turns), (), row.pop("metadata", {}))
        heard = voices(
            document,
            transcript,
            speakers={(document, "i"): "interviewer"},
            participants={each: Participant(each, 2) for each in people},
        )
        listed = RegisterRow(document, f"{document}.txt", 2, **row)
        return Reading.of(listed, transcript, file=f"corpus/raw/{document}.txt", voices=heard)

    return make
