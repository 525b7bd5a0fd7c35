"""The encoder that a study has chosen."""

from alnqual.embedding.encoder import Encoder
from alnqual.workspace import Workspace


def encoder_of(workspace: Workspace) -> Encoder:
    """The encoder that the settings name, with the study's cache."""
    return Encoder(workspace.settings.encoder.model, cache=workspace.cache / "embeddings")
