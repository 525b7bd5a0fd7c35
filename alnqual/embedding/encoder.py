"""The embedding model: texts to vectors of unit length."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alnqual.embedding.cache import EmbeddingCache
from alnqual.embedding.models import (
    Model,
    digest_of,
    find_model,
    work_offline,
    work_quietly,
)
from alnqual.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_ROWS = 4
"""Rows in every batch: the arithmetic of a row depends on how many there are."""
_MULTIPLE = 8
_SHARD = 4096
"""Texts after which the work so far is put into the cache."""


class Encoder:
    """Texts to vectors of unit length.

    A text is padded to the next multiple of eight tokens and read in a batch of four such, so that
    on one machine its vector does not depend on what is read beside it, to the last bit. One longer
    than the model's window is read in windows, cut between words, whose vectors are averaged by
    their tokens; nothing is cut off.

    Parameters
    ----------
    model : None for the packaged English all-MiniLM-L6-v2, else a local folder or a hub name.
    speed : "exact"; others do not exist yet.
    cache : folder in which vectors are kept between runs; None keeps none.

    Attributes
    ----------
    model : what was found under the given name; its folder is None for a hub model.
    name : the model's name.
    languages : languages it reads, ("en",) for the packaged model; None where it reads all of
        alnqual's (LaBSE, multilingual-e5, bge-m3). Any other model is taken to read English.

    Raises
    ------
    EncoderError
        The model is missing or altered, or `speed` is unknown.

    Examples
    --------
    >>> vectors = Encoder().encode(["There is no time in the day.", "Nid oes amser."])
    >>> vectors.shape
    (2, 384)
    """

    def __init__(
        self,
        model: str | Path | None = None,
        speed: str = "exact",
        *,
        cache: str | Path | None = None,
    ) -> None:
        if speed != "exact":
            raise EncoderError(f"unknown speed {speed!r}", do='Leave it at "exact", the only one.')
        self.model = find_model(model)
        self.name = self.model.name
        self.languages = self.model.languages
        self._digest = self.model.digest
        self._folder = Path(cache) if cache is not None else None
        self._cache: EmbeddingCache | None = None
        self._network: SentenceTransformer | None = None

    def __repr__(self) -> str:
        return f"<Encoder {self.name}>"

    @property
    def digest(self) -> str:
        """SHA-256 that stands for everything that decides a vector."""
        if not self._digest:
            transformer: Any = self._load()[0]
            commit = getattr(transformer.auto_model.config, "_commit_hash", None)
            self._digest = digest_of([self.name, str(commit)])
        return self._digest

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd, counted, in words."""
        discarded = self._cache.discarded if self._cache is not None else 0
        if not discarded:
            return ()
        return (f"{discarded} damaged file(s) of the embedding cache discarded and made again",)

    def reads(self, language: str) -> bool:
        """Whether texts in a language ("en", "cy", "mixed", "und") mean something to the model.

        Undetermined ones are too short to tell, and are read.
        """
        return self.languages is None or language == "und" or language in self.languages

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts.

        Parameters
        ----------
        texts : n texts; a text that occurs twice is read once.

        Returns
        -------
        ndarray of shape (n, d), float32, rows of unit length.

        Raises
        ------
        EncoderError
            The model cannot be loaded.
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts, not one text")
        cache = self._open_cache()
        found: dict[str, np.ndarray] = {}
        missing = []
        for text in dict.fromkeys(texts):
            vector = cache.get(text) if cache is not None else None
            if vector is None:
                missing.append(text)
            else:
                found[text] = vector
        with _Progress(len(missing)) as progress:
            for start in range(0, len(missing), _SHARD):
                part = missing[start : start + _SHARD]
                vectors = self._read(part, progress)
                if cache is not None:
                    cache.store(part, vectors)
                found.update(zip(part, vectors, strict=True))
        if not found:
            return np.empty((0, self._dimension()), dtype=np.float32)
        return np.stack([found[text] for text in texts])

    def _open_cache(self) -> EmbeddingCache | None:
        if self._cache is None and self._folder is not None:
            self._cache = EmbeddingCache(self._folder, self.digest)
        return self._cache

    def _dimension(self) -> int:
        return int(self._load().get_embedding_dimension() or 0)

    def _read(self, texts: Sequence[str], progress: "_Progress") -> np.ndarray:
        network = self._load()
        pieces, owners = _windows(texts, network, prompt=self.model.prompt)
        counts = np.array([len(ids) for ids in network.tokenizer(pieces)["input_ids"]])
        vectors = np.empty((len(pieces), self._dimension()), dtype=np.float32)
        for batch, length in _even_batches(counts):
            vectors[batch] = _forward(network, [pieces[index] for index in batch], length=length)
            progress.advance(len(batch) * len(texts) / len(pieces))
        sums = np.zeros((len(texts), vectors.shape[1]))
        np.add.at(sums, owners, vectors * counts[:, None])
        return (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)

    def _load(self) -> "SentenceTransformer":
        if self._network is None:
            self._network = load_network(self.model)
        return self._network


def load_network(model: Model) -> "SentenceTransformer":
    """The model in memory, on the CPU: other devices give other last bits.

    Raises
    ------
    EncoderError
        Its files cannot be read or, for a hub model, fetched.
    """
    local = model.folder is not None
    work_offline() if local else work_quietly()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    if not sys.stderr.isatty():
        logging.disable_progress_bar()
    try:
        return SentenceTransformer(
            str(model.folder) if local else model.name, device="cpu", local_files_only=local
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        offline = not local and os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0")
        raise EncoderError(
            f"the embedding model cannot be loaded ({type(error).__name__})",
            where=model.folder or model.name,
            do="HF_HUB_OFFLINE is set, by you or by the packaged model in this session: in a new "
            "session without it the model is fetched."
            if offline
            else "Mend encoder.model, or leave it empty for the packaged English model.",
        ) from error


def _windows(
    texts: Sequence[str], network: "SentenceTransformer", *, prompt: str
) -> tuple[list[str], np.ndarray]:
    """Texts cut to the model's window, and the index of the text that each piece is of."""
    tokenizer = network.tokenizer
    special = len(tokenizer("")["input_ids"]) + len(
        tokenizer(prompt, add_special_tokens=False)["input_ids"]
    )
    room = (network.max_seq_length or 512) - special
    tokens = tokenizer(
        list(texts), add_special_tokens=False, return_offsets_mapping=True, verbose=False
    )
    pieces: list[str] = []
    owners: list[int] = []
    for index, text in enumerate(texts):
        offsets = tokens["offset_mapping"][index]
        cuts = _cuts(tokens.word_ids(index), room)
        starts = [0, *(offsets[cut][0] for cut in cuts)]
        ends = [*(offsets[cut][0] for cut in cuts), len(text)]
        pieces += [prompt + text[start:end] for start, end in zip(starts, ends, strict=True)]
        owners += [index] * len(starts)
    return pieces, np.array(owners)


def _cuts(words: Sequence[int | None], room: int) -> list[int]:
    """The tokens at which a new window starts: at the start of a word where that is possible."""
    cuts: list[int] = []
    start = 0
    while len(words) - start > room:
        cut = start + room
        while cut > start and words[cut] == words[cut - 1]:
            cut -= 1
        start = cut if cut > start else start + room
        cuts.append(start)
    return cuts


def _even_batches(counts: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """Batches of `_ROWS` indices, the last of each length filled by repetition, and that length."""
    lengths = -(-counts // _MULTIPLE) * _MULTIPLE
    batches = []
    for length in np.unique(lengths):
        run = np.flatnonzero(lengths == length)
        for at in range(0, len(run), _ROWS):
            batches.append((np.resize(run[at : at + _ROWS], _ROWS), int(length)))
    return batches


def _forward(network: "SentenceTransformer", texts: list[str], *, length: int) -> np.ndarray:
    import torch

    features = network.tokenizer(
        texts, padding="max_length", truncation=True, max_length=length, return_tensors="pt"
    )
    with torch.inference_mode():
        return network(dict(features))["sentence_embedding"].numpy()


class _Progress:
    """A progress bar on a terminal when there is much to read; nothing otherwise."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._bar: Any = None

    def __enter__(self) -> "_Progress":
        if sys.stderr.isatty() and self._total > 200:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Reading texts", total=self._total)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self, count: float) -> None:
        if self._bar:
            self._bar.advance(self._task, count)
