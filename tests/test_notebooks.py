"""The notebooks run from top to bottom, use public names only, and hold nobody's words."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

ELSEWHERE = r"""(?:src|href)\s*=\s*["'](?:https?:)?//[^"']*|[\w.]*jsdelivr[\w.]*"""
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
    run = client.execute()
    assert _fetched(run) == []


def test_a_chart_that_fetches_its_script_is_noticed():
    output = nbformat.v4.new_output(
        "display_data", {"text/html": '<script src="https://cdn.jsdelivr.net/npm/vega@5"></script>'}
    )
    cell = nbformat.v4.new_code_cell(outputs=[output])
    assert _fetched(nbformat.v4.new_notebook(cells=[cell]))


def _fetched(notebook: nbformat.NotebookNode) -> list[str]:
    """What the outputs of a run would ask of the internet when shown."""
    shown = [
        str(data)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for data in output.get("data", {}).values()
    ]
    return [found for data in shown for found in re.findall(ELSEWHERE, data)]
