"""A small study of two documents, two coders and one round, and what its coders recorded."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from alnqual.tables import SCHEMAS
from alnqual.workspace import Workspace

CODES = (
    ("inputs", "Inputs", "What is put in."),
    ("inputs.funding", "Funding", "Money."),
    ("inputs.funding.sufficiency", "Sufficiency of funding", 'Enough & to "spare" <or not>.'),
    ("inputs.staff", "Staff", "People."),
    ("activities", "Activities", "What is done."),
    ("activities.planning", "Planning", "Making plans."),
    ("activities.training", "Training", "Learning the trade."),
    ("outcomes", "Outcomes", "What changes."),
    ("outcomes.trust", "Trust", "Whether people trust each other."),
)
LINKS = (
    ("staff-planning", "inputs.staff", "activities.planning"),
    ("planning-trust", "activities.planning", "outcomes.trust"),
)
DOCUMENTS = {
    "i01": [
        ("Interviewer", "How do you plan? 🙂"),
        ("P01", "We plan 👩‍🏫 together, and the café\u0301 pays.  Two blanks, & <b>no</b> tags."),
        ("Interviewer", "And then?"),
        ("P01", "First line.\nSecond line 🏴󠁧󠁢󠁷󠁬󠁳󠁿 of it.\n\nAfter a gap, money runs out."),
    ],
    "i02": [
        ("Interviewer", "Beth am y staff?"),
        ("P02", "Mae'r staff yn brin iawn, ŵyr pawb. 𝔘nicode too."),
    ],
}
PLANNING = {
    "quote": "plan 👩‍🏫 together",
    "stance": "facilitator",
    "link": "staff-planning",
    "direction": "supports",
    "memo": "A memo: ŵ 🙂",
}
RECORDED = {
    ("coder-a", "i01"): [
        PLANNING | {"code": "activities.planning"},
        PLANNING | {"code": "inputs.staff"},
        {"quote": "money runs out", "code": "inputs.funding", "stance": "barrier"},
    ],
    ("coder-a", "i02"): [{"quote": "staff yn brin", "code": "inputs.staff"}],
    ("coder-b", "i01"): [{"quote": "Second line 🏴󠁧󠁢󠁷󠁬󠁳󠁿 of it", "code": "outcomes.trust"}],
}


def build_study(root: Path, *, server: Path | None = None) -> Workspace:
    """A study with two documents, two coders, one round; on a server's state if one is given."""
    (root / "codebook").mkdir(parents=True)
    (root / "annotation" / "rounds").mkdir(parents=True)
    (root / "alnqual.toml").write_text('[study]\ntitle = "Small"\nsynthetic = true\n')
    workspace = Workspace(root)
    write_codebook(workspace, CODES)
    links = [
        {"id": link, "from": start, "to": end, "assumption": "It does.", "basis": []}
        for link, start, end in LINKS
    ]
    workspace.theory_of_change.write_text(json.dumps({"title": "Small", "links": links}))
    (root / "annotation" / "coders.csv").write_text(
        "id,email\ncoder-a,Coder-A@example.org\ncoder-b,coder-b@example.org\n"
    )
    (root / "annotation" / "rounds" / "r1.toml").write_text(
        'title = "First round"\n[assignments]\ncoder-a = ["i01", "i02"]\ncoder-b = ["i01"]\n'
    )
    if server is not None:
        (root / ".label-studio").symlink_to(server, target_is_directory=True)
    write_documents(workspace, DOCUMENTS)
    return workspace


def write_codebook(workspace: Workspace, codes: Iterable[tuple[str, str, str]]) -> None:
    """A codebook in version 3; JSON is YAML too."""
    entries = [
        {
            "id": code,
            "name": {"en": name, "cy": f"{name} (cy)"},
            "stage": code.split(".")[0],
            "definition": definition,
        }
        | ({"parent": code.rpartition(".")[0]} if "." in code else {"colour": "#1b7837"})
        for code, name, definition in codes
    ]
    content = {"title": "Small", "version": 3, "codes": entries}
    workspace.codebook.write_text(json.dumps(content))


def write_documents(workspace: Workspace, contents: dict[str, list[tuple[str, str]]]) -> None:
    """The tables documents and turns, as ingesting these turns would make them."""
    documents, turns = [], []
    for document, spoken in contents.items():
        text = ""
        for position, (speaker, words) in enumerate(spoken, start=1):
            text += ("\n\n" if text else "") + f"{speaker}: "
            turns.append(
                _row(
                    "turns",
                    turn=f"{document}-{position:04d}",
                    document=document,
                    position=position,
                    speaker=speaker,
                    interviewer=speaker == "Interviewer",
                    text=words,
                    start=len(text),
                    end=len(text) + len(words),
                    words=len(words.split()),
                )
            )
            text += words
        version = sha256(text.encode()).hexdigest()[:12]
        documents.append(_row("documents", document=document, text=text, text_version=version))
    workspace.tables.write("documents", documents)
    workspace.tables.write("turns", turns)


def _row(table: str, **values: object) -> dict[str, object]:
    columns = [column.split()[0] for column in SCHEMAS[table].split(",")]
    return dict.fromkeys(columns) | values
