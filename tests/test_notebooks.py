"""The notebooks run from top to bottom, use public names only, and hold nobody's words."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stored_without_outputs(path):
    for cell in _read(path).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_use_public_names_only(path):
    source = "\n".join(cell.source for cell in _read(path).cells if cell.cell_type == "code")
    assert set(re.findall(r"(?:from|import) (alnqual[\w.]*)", source)) <= {
        "alnqual", "alnqual.transcripts", "alnqual.embedding", "alnqual.search", "alnqual.themes",
        "alnqual.suggestion", "alnqual.coding", "alnqual.interchange",
    }  # fmt: skip
    assert not re.findall(r"\._[a-z]", source)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(path, demonstration):
    client = NotebookClient(
        _read(path), timeout=300, resources={"metadata": {"path": str(demonstration)}}
    )
    client.execute()
