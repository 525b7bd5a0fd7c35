"""How long a million words take, from files to segments.

python benchmarks/ingest.py [WORDS]      from the project's root; needs ../shared/data/senedd

The 17 meetings are registered again and again, under other ids, until they hold so many words.
"""

import csv
import shutil
import sys
import tempfile
import time
from pathlib import Path

from alnqual import Study

MEETINGS = Path(__file__).parents[2] / "shared" / "data" / "senedd"
WORDS_OF_ALL = 194_757


def make_study(folder: Path, words: int) -> Study:
    study = Study.init(folder)
    workspace = study.workspace
    with workspace.register.open("w", encoding="utf-8", newline="") as file:
        register = csv.writer(file)
        register.writerow(["id", "file", "kind"])
        for copy in range(-(-words // WORDS_OF_ALL)):
            for source in sorted(MEETINGS.glob("*.json")):
                name = f"{source.stem}_{copy}.json"
                shutil.copy(source, workspace.raw / name)
                register.writerow([name.removesuffix(".json"), name, "meeting"])
    return study


def main(words: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder) / "study", words)
        for stage in (study.ingest, study.segment):
            began = time.perf_counter()
            stage()
            print(f"{stage.__name__:8} {time.perf_counter() - began:6.1f} s")
        documents = study.documents
        print(f"{len(documents)} documents, {documents['words'].sum():,} words")
        began = time.perf_counter()
        entries = study.protection.pseudonymise()
        print(f"names    {time.perf_counter() - began:6.1f} s for {len(entries)} entries")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
