"""What each stage of the pipeline reads and writes. None writes what people made."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.embedding import encoder_of
from alnqual.records import Coding
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.corpus.documents import IngestResult


def ingest(workspace: Workspace) -> "IngestResult":
    """raw/, register and people -> documents, turns."""
    from alnqual.corpus.documents import ingest, write

    result = ingest(workspace)
    write(workspace, result)
    return result


def segment(workspace: Workspace) -> None:
    """turns -> segments."""
    from alnqual.corpus.segments import segment

    turns = workspace.tables.read("turns")
    workspace.tables.write("segments", segment(turns, workspace.settings.segments.target_words))


def embed(workspace: Workspace) -> "pd.DataFrame":
    """segments -> embeddings."""
    from alnqual.embedding import embed

    embeddings, left_out = embed(
        workspace.tables.read("segments"),
        encoder_of(workspace),
        context_below=workspace.settings.segments.context_below,
    )
    workspace.tables.write("embeddings", embeddings)
    workspace.tables.write("left_out_embed", left_out)
    return workspace.tables.read("left_out_embed")


def find_themes(workspace: Workspace, codebook: Codebook) -> "pd.DataFrame":
    """segments, embeddings and codings -> themes, and how they sit against the codebook."""
    from alnqual.coding.in_force import codings_in_force
    from alnqual.themes import against_codebook, find_themes, theme_tables

    tables, settings = workspace.tables, workspace.settings.themes
    segments = tables.read("segments")
    found = find_themes(
        segments,
        tables.read("embeddings"),
        seed=settings.seed,
        minimum_words=settings.minimum_words,
    )
    codes = against_codebook(
        found.theme_segments,
        found.vectors,
        segments=segments,
        codebook=codebook,
        encoder=encoder_of(workspace),
        codings=frame_of(codings_in_force(workspace)[0]),
    )
    tables.write("themes", theme_tables(found, codes, codebook))
    tables.write("theme_segments", found.theme_segments)
    tables.write("theme_codes", codes)
    tables.write("left_out_themes", found.left_out)
    return tables.read("left_out_themes")


def measure_agreement(workspace: Workspace, codebook: Codebook) -> "pd.DataFrame":
    """codings and turns (or segments) -> agreement."""
    from alnqual.study.agreement import Agreement

    frame = Agreement(workspace, codebook)()
    workspace.tables.write("agreement", frame)
    return frame


def synthesise(workspace: Workspace, codebook: Codebook) -> "pd.DataFrame":
    """codings, turns and consent -> excerpts, prevalence."""
    from alnqual.coding.in_force import codings_in_force, submissions_in_force
    from alnqual.coding.unplaced import UnplacedStore
    from alnqual.synthesis.excerpts import excerpts, usable
    from alnqual.synthesis.prevalence import prevalence
    from alnqual.synthesis.voices import handed_in, voices

    turns = workspace.tables.read("turns")
    counted, left = usable(
        *codings_in_force(workspace),
        codebook=codebook,
        waiting=UnplacedStore(workspace).read(),
    )
    found = excerpts(counted, turns, consent=consent(workspace))
    people = voices(turns)
    heard = people[people["document"].isin(handed_in(submissions_in_force(workspace)))]
    workspace.tables.write("left_out_synthesis", left)
    workspace.tables.write("excerpts", found)
    workspace.tables.write("prevalence", prevalence(found, heard, codebook=codebook))
    return found


def report(workspace: Workspace, theory: TheoryOfChange) -> list[Path]:
    """tables -> reports/out/.

    Raises
    ------
    InputError
        The report would hold an original name; nothing is written.
    """
    from alnqual.coding import read_rounds
    from alnqual.coding.adjudications import AdjudicationStore
    from alnqual.coding.in_force import submissions_in_force
    from alnqual.corpus.key import undecided
    from alnqual.operations.leaks import refuse_leaks
    from alnqual.operations.search import STALE
    from alnqual.reporting.content import build_report
    from alnqual.reporting.context import read_official_tables
    from alnqual.reporting.evidence import Evidence, read_frames
    from alnqual.reporting.files import render_report, write_report
    from alnqual.study.thematic import Thematic

    encoder = encoder_of(workspace)
    frames = read_frames(workspace.tables)
    if "themes" in frames:
        frames["themes"] = Thematic(workspace).themes
    evidence = Evidence(
        settings=workspace.settings,
        codebook=theory.codebook,
        frames=frames,
        theory=theory,
        consent=consent(workspace),
        submissions=tuple(submissions_in_force(workspace)),
        adjudications=tuple(AdjudicationStore(workspace.adjudications).read_submissions()),
        rounds=tuple(read_rounds(workspace)),
        encoder=encoder.name,
        encoder_languages=encoder.languages or ("en", "cy"),
        undecided_names=undecided(workspace),
        official_tables=read_official_tables(workspace.corpus / "statistics"),
    )
    rendered = render_report(build_report(evidence))
    refuse_leaks(workspace, rendered)
    written = list(write_report(rendered, workspace.reports_out))
    (workspace.reports_out / STALE).unlink(missing_ok=True)
    return written


def codings(workspace: Workspace) -> "pd.DataFrame":
    """What was pulled, a row a coding; `text` is the quote."""
    from alnqual.coding import CodingStore

    return frame_of(CodingStore(workspace.codings).read())


def frame_of(codings: Iterable[Coding]) -> "pd.DataFrame":
    """Codings as a frame; `text` is the quote."""
    import pandas as pd

    rows = [asdict(coding) for coding in codings]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(Coding)])
    return frame.assign(text=frame["quote"])


def consent(workspace: Workspace) -> dict[str, str]:
    """Participant id -> consent as in participants.csv."""
    from alnqual.corpus.register import read_participants

    return {identity: person.consent for identity, person in read_participants(workspace).items()}
