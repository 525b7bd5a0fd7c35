"""What each stage of the pipeline reads and writes. None writes what people made."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.records import Coding
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.corpus.documents import IngestResult
    from alnqual.embedding import Encoder


def ingest(workspace: Workspace) -> "IngestResult":
    """raw/, register and people -> documents, turns."""
    from alnqual.corpus.documents import ingest

    result = ingest(workspace)
    workspace.tables.write("documents", result.documents)
    workspace.tables.write("turns", result.turns)
    workspace.tables.write("left_out_ingest", result.left_out)
    return result


def segment(workspace: Workspace) -> None:
    """turns -> segments."""
    from alnqual.corpus.segments import segment

    turns = workspace.tables.read("turns")
    workspace.tables.write("segments", segment(turns, workspace.settings.segments.target_words))


def embed(workspace: Workspace) -> "pd.DataFrame":
    """segments -> embeddings."""
    from alnqual.embedding import embed

    embeddings, left_out = embed(workspace.tables.read("segments"), encoder_of(workspace))
    workspace.tables.write("embeddings", embeddings)
    workspace.tables.write("left_out_embed", left_out)
    return workspace.tables.read("left_out_embed")


def find_themes(workspace: Workspace, codebook: Codebook) -> "pd.DataFrame":
    """segments, embeddings and codings -> themes, and how they sit against the codebook."""
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
        codings=codings(workspace),
    )
    tables.write("themes", theme_tables(found, codes, codebook))
    tables.write("theme_segments", found.theme_segments)
    tables.write("theme_codes", codes)
    tables.write("left_out_themes", found.left_out)
    return tables.read("left_out_themes")


def measure_agreement(workspace: Workspace, codebook: Codebook) -> "pd.DataFrame":
    """codings and turns -> agreement."""
    from alnqual.coding import CodingStore
    from alnqual.coding.agreement import agreement_by_code

    store = CodingStore(workspace.codings)
    frame = agreement_by_code(
        codebook,
        store.read(),
        submissions=store.read_submissions(),
        turns=workspace.tables.read("turns"),
    )
    workspace.tables.write("agreement", frame)
    return frame


def synthesise(workspace: Workspace, codebook: Codebook) -> "pd.DataFrame":
    """codings, turns and consent -> excerpts, prevalence."""
    from alnqual.coding import CodingStore
    from alnqual.synthesis.excerpts import excerpts, unplaced
    from alnqual.synthesis.prevalence import prevalence
    from alnqual.synthesis.voices import handed_in, voices

    store = CodingStore(workspace.codings)
    turns = workspace.tables.read("turns")
    pulled = store.read()
    found = excerpts(pulled, turns, consent=_consent(workspace), codebook=codebook)
    people = voices(turns)
    heard = people[people["document"].isin(handed_in(store.read_submissions()))]
    workspace.tables.write("left_out_synthesis", unplaced(pulled, turns, codebook=codebook))
    workspace.tables.write("excerpts", found)
    workspace.tables.write("prevalence", prevalence(found, heard, codebook=codebook))
    return found


def report(workspace: Workspace, theory: TheoryOfChange) -> list[Path]:
    """tables -> reports/out/."""
    from alnqual.coding import CodingStore, read_rounds
    from alnqual.reporting.content import build_report
    from alnqual.reporting.context import read_official_tables
    from alnqual.reporting.evidence import Evidence, read_frames
    from alnqual.reporting.files import write_report

    encoder = encoder_of(workspace)
    evidence = Evidence(
        settings=workspace.settings,
        codebook=theory.codebook,
        frames=read_frames(workspace.tables),
        theory=theory,
        consent=_consent(workspace),
        submissions=tuple(CodingStore(workspace.codings).read_submissions()),
        rounds=tuple(read_rounds(workspace)),
        encoder=encoder.name,
        encoder_languages=encoder.languages or ("en", "cy"),
        official_tables=read_official_tables(workspace.corpus / "statistics"),
    )
    return list(write_report(build_report(evidence), workspace.reports_out))


def codings(workspace: Workspace) -> "pd.DataFrame":
    """What was pulled, a row a coding; `text` is the quote."""
    import pandas as pd

    from alnqual.coding import CodingStore

    rows = [asdict(coding) for coding in CodingStore(workspace.codings).read()]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(Coding)])
    return frame.assign(text=frame["quote"])


def encoder_of(workspace: Workspace) -> "Encoder":
    """The encoder that the settings name, with the study's cache."""
    from alnqual.embedding import Encoder

    return Encoder(workspace.settings.encoder.model, cache=workspace.cache / "embeddings")


def _consent(workspace: Workspace) -> dict[str, str]:
    from alnqual.corpus.register import read_participants

    return {identity: person.consent for identity, person in read_participants(workspace).items()}
