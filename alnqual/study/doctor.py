"""What `alnqual doctor` tells: what is here, and what is missing for what."""

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, NamedTuple

from alnqual.annotation.server import find_program
from alnqual.embedding import Encoder
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
    "python-docx": "Word transcripts and reports",
    "XlsxWriter": "Excel excerpts",
    "jupyterlab": "notebooks",
}


class Finding(NamedTuple):
    """One line of the examination."""

    subject: str
    state: Literal["good", "note", "missing"]
    message: str


def examine(path: str | None = None) -> list[Finding]:
    """Examine this installation, and the study at `path` or around the working folder.

    Every problem becomes a finding; none is raised.
    """
    findings = [Finding("Python", "good", platform.python_version())]
    findings += [_package(name, purpose) for name, purpose in _NEEDED_FOR.items()]
    try:
        workspace = Workspace.find(path)
    except AlnqualError as error:
        return [*findings, Finding("study", "note", str(error)), *_encoder("", None)]
    findings.append(
        Finding("study", "good", f"{workspace.settings.study.title} ({workspace.root})")
    )
    findings.append(_label_studio(workspace))
    return findings + _encoder(workspace.settings.encoder.model, workspace)


def _package(name: str, purpose: str) -> Finding:
    try:
        return Finding(name, "good", f"{version(name)}, for {purpose}")
    except PackageNotFoundError:
        return Finding(name, "missing", f"not installed, needed for {purpose}: pip install {name}")


def _label_studio(workspace: Workspace) -> Finding:
    settings = workspace.settings.label_studio
    if settings.url:
        return Finding("Label Studio", "good", f"the team's server at {settings.url}")
    try:
        return Finding("Label Studio", "good", f"local server: {find_program(workspace)}")
    except AlnqualError as error:
        return Finding("Label Studio", "missing", str(error))


def _encoder(model: str, workspace: Workspace | None) -> list[Finding]:
    try:
        encoder = Encoder(model or None)
    except AlnqualError as error:
        return [Finding("encoder", "missing", str(error))]
    told = f"{encoder.name}, sha256 {encoder.digest[:12]} (files checked)"
    return [Finding("encoder", "good", told), _welsh(encoder, workspace)]


def _welsh(encoder: Encoder, workspace: Workspace | None) -> Finding:
    if encoder.reads("cy"):
        return Finding("Welsh", "good", "the encoder reads it")
    message = (
        "not covered by the encoder: Welsh segments are left out of embeddings and themes, counted "
        "and listed. A model that reads it: see docs/settings.md"
    )
    if workspace is not None and workspace.tables.exists("segments"):
        segments = workspace.tables.read("segments")
        unread = ~segments["language"].map(encoder.reads).astype(bool)
        share = segments.loc[unread, "words"].sum() / max(segments["words"].sum(), 1)
        message += f". Here it cannot read {share:.1%} of the words"
    return Finding("Welsh", "note", message)
