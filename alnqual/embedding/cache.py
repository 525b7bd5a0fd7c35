"""Vectors kept by what they are of: the model's digest and the text.

A folder a model, in it shards that are named by the SHA-256 of their content: a shard that was cut
short or altered no longer bears its name, and is discarded and counted. Shards are written whole,
so a run that was stopped finds its work again. All of it may be deleted at any time.
"""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from alnqual.tables import write_atomically

_MOST_SHARDS = 64


class EmbeddingCache:
    """The cached vectors of one model.

    Parameters
    ----------
    folder : where caches of all models are; made when something is stored.
    digest : the model's digest.

    Attributes
    ----------
    discarded : how many shards were found damaged and thrown away.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder = folder / digest[:16]
        self.discarded = 0
        self._salt = digest.encode()
        self._vectors: dict[bytes, np.ndarray] = {}
        self._shards: list[Path] = []
        for path in sorted(self.folder.glob("*.npy")):
            self._load(path)

    def __len__(self) -> int:
        return len(self._vectors)

    def get(self, text: str) -> np.ndarray | None:
        """The vector of a text, shape (d,), or None."""
        return self._vectors.get(self._key(text))

    def store(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        """Keep vectors, shape (n, d), of texts that are not in the cache yet.

        Raises
        ------
        StageError
            The disk is full or the folder cannot be written.
        """
        if not texts:
            return
        self._vectors |= zip(map(self._key, texts), vectors, strict=True)
        keys = [self._key(text) for text in texts]
        stale = self._shards if len(self._shards) >= _MOST_SHARDS else []
        if stale:
            keys = sorted(self._vectors)
        self._shards = [path for path in self._shards if path not in stale]
        self._shards.append(self._write(keys))
        for path in stale:
            path.unlink(missing_ok=True)

    def _write(self, keys: Sequence[bytes]) -> Path:
        dimension = len(self._vectors[keys[0]])
        rows = np.empty(len(keys), dtype=[("key", "u1", (32,)), ("vector", "<f4", (dimension,))])
        rows["key"] = np.frombuffer(b"".join(keys), dtype="u1").reshape(-1, 32)
        rows["vector"] = np.stack([self._vectors[key] for key in keys])
        content = io.BytesIO()
        np.save(content, rows)
        path = self.folder / f"{hashlib.sha256(content.getvalue()).hexdigest()}.npy"
        write_atomically(path, content.getvalue(), mode=0o600)
        return path

    def _load(self, path: Path) -> None:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != path.stem:
            self.discarded += 1
            path.unlink(missing_ok=True)
            return
        rows = np.load(io.BytesIO(content), allow_pickle=False)
        self._vectors |= zip((key.tobytes() for key in rows["key"]), rows["vector"], strict=True)
        self._shards.append(path)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(self._salt + b"\0" + text.encode("utf-8", "surrogatepass")).digest()
