"""Topic guides: whether they can be read, and have the shape that a guide has."""

from collections.abc import Iterator, Mapping

from alnqual.codebook.source import YamlFile
from alnqual.corpus.findings import Finding
from alnqual.workspace import Workspace


def guide_findings(workspace: Workspace) -> Iterator[Finding]:
    """Faults of the YAML files in guides/: of syntax an error, of shape a warning."""
    for path in sorted(workspace.guides.glob("*.y*ml")):
        name = workspace.relative(path)
        file = YamlFile.load(path)
        for fault in file.faults:
            yield Finding(name, None, "error", f"line {fault.line}: {fault.message}")
        if not file.faults and (odd := _odd(file.content)):
            yield Finding(name, None, "warning", odd)


def _odd(content: Mapping[str, object]) -> str:
    """What is unlike a guide; empty if nothing is."""
    questions = content.get("questions")
    if not isinstance(questions, list) or not questions:
        return "has no list of questions"
    unlike = sum(
        not (isinstance(each, Mapping) and each.get("id") and each.get("text"))
        for each in questions
    )
    return f"{unlike} question(s) without id or text" if unlike else ""
