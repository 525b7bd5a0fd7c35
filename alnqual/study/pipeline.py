"""The pipeline: `dvc repro` over the study's dvc.yaml, with nothing of it sent or cached."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alnqual.codebook.source import load_yaml
from alnqual.corpus.vault import KEY, Vault
from alnqual.embedding import encoder_of
from alnqual.errors import StageError, StudyError
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

_CONFIG = """\
[core]
    no_scm = true
    analytics = false
    check_update = false
"""

_UNSAID = ("Use `dvc push`", "Generating lock file", "Updating lock file", "To track the changes")

_VERSIONED = (
    "alnqual", "bertopic", "krippendorff", "lingua-language-detector", "scikit-learn",
    "sentence-transformers", "spacy", "torch", "transformers",
)  # fmt: skip
"""The packages whose version decides what the stages make."""


def run(workspace: Workspace, stages: Sequence[str] = ()) -> None:
    """Bring every stale table and report up to date, or some stages and what they need.

    Raises
    ------
    StageError
        A stage failed; what it was to replace still stands.
    """
    workspace = Workspace(workspace.root)  # the settings as they are now: the stages read them, too
    pipeline = workspace.root / "dvc.yaml"
    if not pipeline.is_file():
        raise StudyError(
            "the file does not exist",
            where=pipeline,
            do="`alnqual init` in a new folder shows one.",
        )
    _refuse_what_cannot_run(workspace, pipeline, stages)
    write_atomically(workspace.root / ".dvc" / "config", _CONFIG.encode())
    _record_versions(workspace)
    _record_what_decides_ingestion(workspace)
    _record_settings(workspace)
    if _repro(workspace, stages):
        raise StageError(
            "a stage of the pipeline failed (see above); the old tables stand",
            where=workspace.root,
            do="Mend what the stage named, then run `alnqual run` again.",
        )


def _refuse_what_cannot_run(workspace: Workspace, pipeline: Path, stages: Sequence[str]) -> None:
    """Say what is missing in the study's words, not in those of the runner."""
    known = load_yaml(pipeline.read_text(encoding="utf-8"))["stages"]
    for stage in stages:
        if stage not in known:
            raise StudyError(f"there is no stage {stage!r}", do=f"There are: {', '.join(known)}")
    for stage in known.values():
        for needed in stage["deps"]:
            path = workspace.root / needed
            if not needed.startswith((".alnqual/", "${")) and not path.exists():
                raise StudyError(
                    "the pipeline needs it, and it does not exist",
                    where=path,
                    do="Restore it, or make it as `alnqual init` does in a new folder.",
                )


def _repro(workspace: Workspace, stages: Sequence[str]) -> int:
    """Run `dvc repro`, its status; what it says of pushing and of its lock file is left unsaid."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dvc", "repro", *stages],
        cwd=workspace.root,
        env=_environment(workspace),
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout or ():
        if line.strip() and not line.startswith(_UNSAID):
            sys.stdout.write(line)
            sys.stdout.flush()
    return process.wait()


def _record_versions(workspace: Workspace) -> None:
    """A file that the stages depend on, so that a new version of a part makes them stale."""
    versions = {name: version(name) for name in _VERSIONED}
    versions["encoder"] = encoder_of(workspace).digest
    _record(workspace.derived / "versions.json", versions)


def _record_what_decides_ingestion(workspace: Workspace) -> None:
    """The limits of reading, and a digest of the key of pseudonyms, which is no file of theirs."""
    key = hashlib.sha256(Vault(workspace).stored(KEY)).hexdigest()
    limits = workspace.settings.reading.model_dump()
    _record(workspace.derived / "ingest.json", {"key": key, "reading": limits})


def _record_settings(workspace: Workspace) -> None:
    """Every setting, also those that the study leaves as they are: stages depend on single ones."""
    _record(workspace.derived / "settings.json", workspace.settings.model_dump(mode="json"))


def _record(path: Path, content: Mapping[str, Any]) -> None:
    write_atomically(path, (json.dumps(content, indent=1, sort_keys=True) + "\n").encode())


def _environment(workspace: Workspace) -> dict[str, str]:
    here = Path(sys.executable).parent
    return os.environ | {
        "PATH": f"{here}{os.pathsep}{os.environ.get('PATH', '')}",
        "DVC_NO_ANALYTICS": "1",
        "DVC_GLOBAL_CONFIG_DIR": str(workspace.root / ".dvc" / "tmp"),
        "DVC_SYSTEM_CONFIG_DIR": str(workspace.root / ".dvc" / "tmp"),
        "DVC_SITE_CACHE_DIR": str(workspace.root / ".dvc" / "tmp" / "site"),
    }
