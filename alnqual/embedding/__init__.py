"""Text to vectors: the embedding model, its cache, and the table of a study's vectors."""

from alnqual.embedding.cache import EmbeddingCache
from alnqual.embedding.chosen import encoder_of
from alnqual.embedding.encoder import Encoder
from alnqual.embedding.table import embed, matrix
from alnqual.embedding.vectors import unit

__all__ = ["EmbeddingCache", "Encoder", "embed", "encoder_of", "matrix", "unit"]
