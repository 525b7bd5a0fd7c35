"""Codings: what people marked in the transcripts, where it is kept, and how far they agree."""

from alnqual.coding.anchors import anchor, coding_id, locate
from alnqual.coding.rounds import Coder, read_coders, read_rounds
from alnqual.coding.store import CodingStore

__all__ = [
    "Coder", "CodingStore", "anchor", "coding_id", "locate", "read_coders", "read_rounds",
]  # fmt: skip
