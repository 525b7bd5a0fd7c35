"""Where the coders of a round differ: the list, as it is printed and written."""

from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook
from alnqual.errors import InputError
from alnqual.records import Round
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from alnqual.reporting.disagreements import Listing


def find_round(workspace: Workspace, round_id: str) -> Round:
    """A round of the study.

    Raises
    ------
    InputError
        There is none of that id.
    """
    from alnqual.coding import read_rounds

    known = {round_.id: round_ for round_ in read_rounds(workspace)}
    if round_id not in known:
        raise InputError(
            f"there is no round {round_id!r}",
            where=workspace.relative(workspace.rounds),
            do=f"Rounds are: {', '.join(known) or 'none yet'}.",
        )
    return known[round_id]


def list_disagreements(workspace: Workspace, round_id: str, *, names: bool = False) -> "Listing":
    """The passages of a round on which coders differ, those that would change the most first.

    Parameters
    ----------
    names : show the coders' ids, not A, B, C.
    """
    from alnqual.coding import CodingStore
    from alnqual.coding.adjudications import AdjudicationStore
    from alnqual.coding.disagreements import disagreements, letters, passages, several
    from alnqual.coding.in_force import adjudicated, coders_codings
    from alnqual.coding.turn_places import TurnPlaces
    from alnqual.reporting.disagreements import make_listing
    from alnqual.synthesis.voices import turn_voices

    round_ = find_round(workspace, round_id)
    tables, codebook = workspace.tables, Codebook.read(workspace.codebook)
    turns, documents = tables.read("turns"), tables.read("documents")
    submissions = CodingStore(workspace.codings).read_submissions()
    codings, _ = coders_codings(workspace)
    found = disagreements(
        codings,
        submissions,
        round_id=round_id,
        turns=turns,
        voices=turn_voices(turns),
        codebook=codebook,
    )
    coders = several(submissions, round_id)
    taking_part = {*round_.assignments, *(s.coder for s in submissions if s.round == round_id)}
    called = {each: each for each in taking_part} if names else letters(round_id, taking_part)
    settled = adjudicated(AdjudicationStore(workspace.adjudications).read_submissions())
    return make_listing(
        found,
        round_,
        called=called,
        texts=dict(zip(documents["document"], documents["text"], strict=True)),
        codebook=codebook,
        settled={document for round_of, document in settled if round_of == round_id},
        documents=len(coders),
        passages=len(passages(codings, coders, round_id=round_id, places=TurnPlaces(turns))),
        language=workspace.settings.study.names,
        synthetic=workspace.settings.study.synthetic,
    )


def write_disagreements(
    workspace: Workspace, listing: "Listing", *, html: Path | None, xlsx: Path | None
) -> tuple[Path, Path]:
    """Write the list; its page and its workbook.

    Raises
    ------
    InputError
        A name has another ending, or lies among the study's own files.
    """
    from alnqual.reporting.disagreements import usual_paths, write_listing
    from alnqual.study.exporting import record_export, refuse_to_replace

    usual = usual_paths(workspace, listing.round.id)
    chosen = html or usual[0], xlsx or usual[1]
    for path, own in zip(chosen, usual, strict=True):
        if path.suffix.lower() != own.suffix:
            raise InputError(f"the name must end in {own.suffix}", where=path, do="Mend the name.")
        if path.resolve() != own.resolve():
            refuse_to_replace(workspace, path, overwrite=True)
    write_listing(listing, html=chosen[0], xlsx=chosen[1])
    for path, own in zip(chosen, usual, strict=True):
        if path.resolve() != own.resolve():
            record_export(workspace, path)
    return chosen
