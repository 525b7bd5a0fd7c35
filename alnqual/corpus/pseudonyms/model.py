"""Names that a spaCy model finds, where one is installed."""

from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_KINDS = {
    "PERSON": "person", "PER": "person", "GPE": "place", "LOC": "place", "FAC": "place",
    "ORG": "organisation",
}  # fmt: skip


def load_model() -> "Language | None":
    """The first installed pipeline that finds names, or None; nothing is fetched."""
    # spaCy is slow to load: only where a model is there to be used.
    if not entry_points(group="spacy_models"):
        return None
    import spacy

    for name in sorted(spacy.util.get_installed_models()):
        pipeline = spacy.load(name)
        if {"ner", "entity_ruler"} & set(pipeline.pipe_names):
            return pipeline
    return None


def find_with_model(texts: Iterable[str], pipeline: "Language") -> Iterator[list[tuple[str, str]]]:
    """The names of each text, in its order, with their kinds."""
    for document in pipeline.pipe(texts):
        yield [
            (entity.text, _KINDS[entity.label_])
            for entity in document.ents
            if entity.label_ in _KINDS and any(map(str.isupper, entity.text))
        ]
