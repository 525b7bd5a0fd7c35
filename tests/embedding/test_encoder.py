"""What people rely on in the encoder: the right model, the same vectors, nothing fetched or cut."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from alnqual.embedding import Encoder, models
from alnqual.errors import EncoderError

TEXTS = [
    "There is no time in the day to write the plans.",
    "The bus comes at eight.",
    "Time",
    "",
    "We never had so much as a quiet room to do any of it in, not for years and years.",
    "The funding went to the cluster.",
    "Money for the school has been cut again this year.",
]
LONG = "The children like the garden. " * 80


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_vectors_are_those_of_the_public_model(encoder: Encoder) -> None:
    own = encoder.encode(TEXTS)
    folder = models.find_model(None).folder
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(folder), device="cpu", local_files_only=True).encode(TEXTS)
    assert own.dtype == np.float32
    assert own.shape == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(own, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(own, theirs, atol=2e-6)


def test_a_vector_does_not_depend_on_what_is_read_beside_it(encoder: Encoder) -> None:
    texts = [f"{text} {number}" for text in TEXTS for number in range(4)] + [LONG]
    together = dict(zip(texts, encoder.encode(texts), strict=True))
    backwards = dict(zip(texts[::-1], encoder.encode(texts[::-1]), strict=True))
    for text in texts:
        assert np.array_equal(together[text], backwards[text])
    for text in texts[::7]:
        assert np.array_equal(together[text], encoder.encode([text])[0])


def test_a_repeated_text_has_one_vector_and_no_texts_have_none(encoder: Encoder) -> None:
    twice = encoder.encode(["a cup of tea", "b", "a cup of tea"])
    assert np.array_equal(twice[0], twice[2])
    assert encoder.encode([]).shape == (0, 384)


def test_the_end_of_a_long_text_counts(encoder: Encoder) -> None:
    plain, ended, end = encoder.encode(
        [LONG, LONG + "The tribunal ordered the council to pay. " * 40, "The tribunal ordered it."]
    )
    assert ended @ end > plain @ end + 0.1


def test_a_long_text_without_spaces_is_read(encoder: Encoder) -> None:
    vector = encoder.encode(["ab1" * 1500])
    assert np.isfinite(vector).all()


def test_one_text_is_no_list_of_texts(encoder: Encoder) -> None:
    with pytest.raises(TypeError, match="list"):
        encoder.encode("one text")


def test_it_reads_english_and_what_is_too_short_to_tell(encoder: Encoder) -> None:
    read = [language for language in ("en", "cy", "mixed", "und") if encoder.reads(language)]
    assert (encoder.languages, read) == (("en",), ["en", "und"])


@pytest.mark.parametrize("name", ["LaBSE", "multilingual-e5-small", "bge-m3"])
def test_known_multilingual_models_read_welsh(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "config.json").write_text("{}")
    encoder = Encoder(tmp_path / name)
    assert encoder.languages is None
    assert encoder.reads("cy")


def test_another_speed_is_refused() -> None:
    with pytest.raises(EncoderError, match="speed"):
        Encoder(speed="fast")


def test_an_absent_folder_and_one_without_a_model_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no such folder"):
        Encoder(tmp_path / "absent")
    with pytest.raises(EncoderError, match="no embedding model"):
        Encoder(tmp_path)


def test_a_hub_model_that_is_not_here_is_an_error_that_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: Encoder
) -> None:
    encoder.encode(["loads the libraries"])
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderError, match="HF_HUB_OFFLINE"):
        Encoder("nobody/no-such-model").encode(["text"])


def test_an_altered_packaged_model_is_refused_without_running_its_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "carrier_of_a_model"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('code of the package was run')")
    (package / "model" / "model.safetensors").write_bytes(b"altered")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(models, "_CARRIER", package.name)
    with pytest.raises(EncoderError, match=r"model\.safetensors"):
        Encoder()
    monkeypatch.setattr(models, "_CARRIER", "no_such_package")
    with pytest.raises(EncoderError, match="pip install"):
        Encoder()


def test_the_packaged_model_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert Encoder().encode(["text"]).shape == (1, 384)


def test_finding_the_model_loads_no_heavy_library_and_encoding_prints_nothing() -> None:
    code = (
        "import sys; from alnqual.embedding import Encoder; encoder = Encoder();"
        "heavy = {'torch', 'pandas', 'transformers', 'sentence_transformers'} & set(sys.modules);"
        "assert not heavy, heavy; encoder.encode(['text'])"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
