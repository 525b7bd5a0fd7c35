"""Topic guides: their questions, and whether they have the shape that a guide has."""

from collections.abc import Mapping
from dataclasses import dataclass

from alnqual.codebook.source import YamlFile
from alnqual.corpus.findings import Finding
from alnqual.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """A question of a topic guide; `texts` says it by language, "" where the guide names none."""

    id: str
    texts: Mapping[str, str]


def load_guides(
    workspace: Workspace,
) -> tuple[dict[str, tuple[GuideQuestion, ...]], list[Finding]]:
    """The questions of each YAML file in guides/ by its name, and what is wrong with the files.

    A fault of syntax is an error, one of shape a warning.
    """
    guides: dict[str, tuple[GuideQuestion, ...]] = {}
    findings = []
    for path in sorted(workspace.guides.glob("*.y*ml")):
        name = workspace.relative(path)
        file = YamlFile.load(path)
        for fault in file.faults:
            message = f"line {fault.line}: {fault.message}"
            findings.append(Finding(name, None, "error", message, "guide"))
        if file.faults:
            continue
        listed = file.content.get("questions")
        if not isinstance(listed, list) or not listed:
            findings.append(Finding(name, None, "warning", "has no list of questions", "guide"))
            continue
        questions = [found for each in listed if (found := _question(each))]
        if unlike := len(listed) - len(questions):
            message = f"{unlike} question(s) without id or text"
            findings.append(Finding(name, None, "warning", message, "guide"))
        guides[path.name] = tuple(questions)
    return guides, findings


def _question(entry: object) -> GuideQuestion | None:
    if not isinstance(entry, Mapping) or not entry.get("id") or not entry.get("text"):
        return None
    text = entry["text"]
    texts = text if isinstance(text, Mapping) else {"": text}
    return GuideQuestion(str(entry["id"]), {str(key): str(value) for key, value in texts.items()})
