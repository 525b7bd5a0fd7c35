"""What a report is made from: the study's tables and inputs, gathered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.records import Round, Submission
from alnqual.reporting.report import OfficialTable
from alnqual.synthesis.frames import empty
from alnqual.synthesis.voices import handed_in, voices
from alnqual.tables import SCHEMAS, Tables
from alnqual.workspace import Settings

_LEFT_OUT = "left_out_"


def read_frames(tables: Tables) -> dict[str, pd.DataFrame]:
    """All tables of a study that have been made, by name; the embeddings without their vectors."""
    return {
        name: tables.read(name, columns=["segment", "readable"] if name == "embeddings" else None)
        for name in SCHEMAS
        if tables.exists(name)
    }


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that a report is made from.

    `frames` holds the derived tables by name, as `SCHEMAS`; `evidence["turns"]` is one of them,
    empty if it has not been made. `consent` is participant id -> consent as in participants.csv,
    `encoder` the embedding model in words, `encoder_languages` the language codes it reads.
    `adjudications` are the documents that an adjudicator handed in or skipped. `undecided_names`
    counts possible names that nobody has decided about, None where names have not been looked for.
    """

    settings: Settings
    codebook: Codebook
    frames: Mapping[str, pd.DataFrame]
    theory: TheoryOfChange | None = None
    consent: Mapping[str, str] = field(default_factory=dict)
    submissions: tuple[Submission, ...] = ()
    adjudications: tuple[Submission, ...] = ()
    rounds: tuple[Round, ...] = ()
    encoder: str = ""
    encoder_languages: tuple[str, ...] = ()
    undecided_names: int | None = None
    official_tables: tuple[OfficialTable, ...] = ()

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.frames[table] if table in self.frames else empty(table)

    def left_out(self) -> list[tuple[str, pd.DataFrame]]:
        """What each stage left out: (stage, frame with document, item and reason)."""
        return [
            (name.removeprefix(_LEFT_OUT), self[name])
            for name in SCHEMAS
            if name.startswith(_LEFT_OUT)
        ]

    @property
    def all_voices(self) -> pd.DataFrame:
        """Everybody who speaks, with the kind of document they speak in as `kind`."""
        documents = self["documents"]
        kinds = dict(zip(documents["document"], documents["kind"], strict=True))
        people = voices(self["turns"])
        return people.assign(kind=people["document"].map(kinds).fillna(""))

    @property
    def coded_documents(self) -> list[str]:
        return handed_in(self.submissions)

    @property
    def coded_voices(self) -> pd.DataFrame:
        """Those of `all_voices` who speak in a document that a coder handed in."""
        people = self.all_voices
        return people[people["document"].isin(self.coded_documents)]
