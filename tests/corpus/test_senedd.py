"""Real meetings: all seventeen, whole, in seconds."""

import shutil
import time

from alnqual.corpus.documents import ingest
from alnqual.corpus.segments import segment


def test_all_meetings_are_ingested_and_segmented_in_seconds(shared, make_study):
    files = sorted((shared / "data" / "senedd").glob("*.json"))
    register = "id,file,kind\n" + "".join(f"{file.stem},{file.name},meeting\n" for file in files)
    study = make_study({}, register=register)
    for file in files:
        shutil.copy(file, study.raw)
    started = time.monotonic()
    result = ingest(study)
    segments = segment(result.turns, 60)
    assert time.monotonic() - started < 30
    assert len(result.documents) == 17
    assert len(result.turns) == 2637
    assert set(result.documents["language"]) == {"en"}
    assert segments["words"].sum() == result.turns["words"].sum()
    # Members' names are spoken all the time; they are replaced by the speakers' numbers.
    assert result.names_replaced > 500
