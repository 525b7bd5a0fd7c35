"""The cache saves work, is safe to lose, and never answers with a damaged vector."""

from pathlib import Path

import numpy as np
import pytest

from alnqual.embedding import EmbeddingCache, Encoder
from alnqual.embedding import encoder as module

DIGEST = "d" * 64
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)


def test_what_was_stored_is_found_again(tmp_path: Path) -> None:
    EmbeddingCache(tmp_path, DIGEST).store(["a", "b", "ŵ\ud800"], VECTORS)
    again = EmbeddingCache(tmp_path, DIGEST)
    assert len(again) == 3
    found = again.get("ŵ\ud800")
    assert found is not None
    assert np.array_equal(found, VECTORS[2])
    assert again.get("c") is None


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    EmbeddingCache(tmp_path, DIGEST).store(["a"], VECTORS[:1])
    assert EmbeddingCache(tmp_path, "e" * 64).get("a") is None


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_file_is_discarded_and_counted(tmp_path: Path, damage: bytes | None) -> None:
    cache = EmbeddingCache(tmp_path, DIGEST)
    cache.store(["a"], VECTORS[:1])
    cache.store(["b"], VECTORS[1:2])
    path = sorted(cache.folder.glob("*.npy"))[0]
    path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    again = EmbeddingCache(tmp_path, DIGEST)
    assert (again.discarded, len(again)) == (1, 1)
    assert EmbeddingCache(tmp_path, DIGEST).discarded == 0


def test_many_small_files_become_one(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path, DIGEST)
    for number in range(70):
        cache.store([str(number)], VECTORS[:1] + number)
    again = EmbeddingCache(tmp_path, DIGEST)
    assert len(list(cache.folder.glob("*.npy"))) < 10
    assert [float(again.get(str(number))[0]) for number in range(70)] == list(range(70))  # type: ignore[index]


def test_nobody_else_may_read_the_files(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path, DIGEST)
    cache.store(["a"], VECTORS[:1])
    assert [path.stat().st_mode & 0o777 for path in cache.folder.glob("*.npy")] == [0o600]


def test_a_second_run_reads_nothing_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["There is no time.", "The bus is late.", "There is no time."]
    first = Encoder(cache=tmp_path).encode(texts)
    monkeypatch.setattr(module, "load_network", lambda model: pytest.fail("the model was loaded"))
    second = Encoder(cache=tmp_path)
    assert np.array_equal(second.encode(texts), first)
    assert second.warnings == ()


def test_a_damaged_cache_is_made_again_with_a_warning(tmp_path: Path) -> None:
    first = Encoder(cache=tmp_path).encode(["There is no time."])
    for path in tmp_path.rglob("*.npy"):
        path.write_bytes(b"damaged")
    second = Encoder(cache=tmp_path)
    assert np.array_equal(second.encode(["There is no time."]), first)
    assert second.warnings == ("1 damaged file(s) of the embedding cache discarded and made again",)


def test_work_done_before_a_stop_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHARD", 2)
    read = Encoder._read
    calls = []

    def stop_at_third(self: Encoder, texts: list[str], progress: object) -> np.ndarray:
        calls.append(texts)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return read(self, texts, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(Encoder, "_read", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        Encoder(cache=tmp_path).encode(list("abcdef"))
    Encoder(cache=tmp_path).encode(list("abcd"))
    assert len(calls) == 3
