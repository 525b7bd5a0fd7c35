"""What `alnqual doctor` tells: what is here, and what is missing for what."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NamedTuple

from alnqual.annotation.client import server_url, team_token
from alnqual.annotation.program import find_program
from alnqual.embedding import Encoder
from alnqual.embedding.models import Model
from alnqual.errors import AlnqualError
from alnqual.workspace import Workspace

_NEEDED_FOR = {
    "sentence-transformers": "embeddings",
    "bertopic": "themes",
    "scikit-learn": "themes and agreement",
    "spacy": "cutting turns into sentences",
    "lingua-language-detector": "telling Welsh from English",
    "krippendorff": "agreement",
    "label-studio-sdk": "coding in Label Studio",
    "dvc": "alnqual run",
    "cryptography": "a vault with a passphrase",
    "pypdf": "PDF transcripts",
    "python-docx": "Word reports",
    "XlsxWriter": "Excel excerpts",
    "jupyterlab": "notebooks",
}
_WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")


class Finding(NamedTuple):
    """One line of the examination."""

    subject: str
    state: Literal["good", "note", "missing"]
    message: str


def examine(path: str | None = None) -> list[Finding]:
    """Examine this installation, and the study at `path` or around the working folder.

    Every problem becomes a finding; none is raised. The network is not used.
    """
    findings = [Finding("Python", "good", platform.python_version())]
    findings += [_package(name, purpose) for name, purpose in _NEEDED_FOR.items()]
    try:
        workspace = Workspace.find(path)
    except (AlnqualError, OSError) as error:
        return findings + _without_settings(error)
    findings.append(
        Finding("study", "good", f"{workspace.settings.study.title} ({workspace.root})")
    )
    findings.append(_label_studio(workspace))
    return findings + _encoder(workspace.settings.encoder.model, workspace)


def _without_settings(error: AlnqualError | OSError) -> list[Finding]:
    """No study here; or one whose settings do not hold, so that its encoder is not known."""
    if isinstance(error, AlnqualError) and Path(str(error.where)).is_dir():
        return [Finding("study", "note", str(error)), *_encoder("", None)]
    return [
        Finding("study", "missing", str(error)),
        Finding("encoder", "note", "not looked at: the study's settings name it"),
    ]


def _package(name: str, purpose: str) -> Finding:
    try:
        return Finding(name, "good", f"{version(name)}, for {purpose}")
    except PackageNotFoundError:
        return Finding(name, "missing", f"not installed, needed for {purpose}: pip install {name}")


def _label_studio(workspace: Workspace) -> Finding:
    try:
        if workspace.settings.label_studio.url:
            url = server_url(workspace)
            team_token(workspace)
            return Finding("Label Studio", "note", f"the team's server at {url}: not contacted")
        return Finding("Label Studio", "good", f"local server: {find_program(workspace)}")
    except (AlnqualError, OSError, UnicodeDecodeError) as error:
        return Finding("Label Studio", "missing", str(error))


def _encoder(name: str, workspace: Workspace | None) -> list[Finding]:
    try:
        encoder = Encoder(name)
    except (AlnqualError, OSError) as error:
        return [Finding("encoder", "missing", str(error))]
    model = encoder.model
    if model.folder is None:
        return [_hub_model(model), _welsh(encoder, workspace)]
    told = f"{model.name}, sha256 {model.digest[:12]} (files checked)"
    return [Finding("encoder", "good", told), _welsh(encoder, workspace)]


def _hub_model(model: Model) -> Finding:
    """Whether a model of the hub is on this machine; the hub itself is not asked."""
    from huggingface_hub.errors import HFValidationError

    try:
        revision = _fetched_revision(model.name)
    except (HFValidationError, OSError) as error:
        told = f"{model.name} is neither a folder here nor a hub name: {error}"
        return Finding("encoder", "missing", told)
    if revision is None:
        told = f"{model.name}: not fetched yet: it is fetched when it is first used"
        return Finding("encoder", "note", told)
    return Finding("encoder", "good", f"{model.name}, revision {revision[:12]}, is here")


def _fetched_revision(name: str) -> str | None:
    """The revision of a hub model whose weights are in the local cache of sentence-transformers."""
    from huggingface_hub import try_to_load_from_cache

    repository = name if "/" in name else f"sentence-transformers/{name}"
    folder = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    for file in _WEIGHTS:
        path = try_to_load_from_cache(repository, file, cache_dir=folder)
        if isinstance(path, str):
            return Path(path).parent.name
    return None


def _welsh(encoder: Encoder, workspace: Workspace | None) -> Finding:
    if encoder.reads("cy"):
        return Finding("Welsh", "good", "the encoder reads it")
    message = (
        "not covered by the encoder: Welsh segments are left out of embeddings and themes, counted "
        "and listed. A model that reads it: see docs/settings.md"
    )
    try:
        if workspace is not None and workspace.tables.exists("segments"):
            message += f". Here it cannot read {_unread(encoder, workspace):.1%} of the words"
    except (AlnqualError, OSError, ValueError, LookupError) as error:
        return Finding("Welsh", "missing", f"the table of segments cannot be read: {error}")
    return Finding("Welsh", "note", message)


def _unread(encoder: Encoder, workspace: Workspace) -> float:
    """The share of the words that the encoder does not read."""
    segments = workspace.tables.read("segments")
    unread = ~segments["language"].map(encoder.reads).astype(bool)
    return float(segments.loc[unread, "words"].sum() / max(segments["words"].sum(), 1))
