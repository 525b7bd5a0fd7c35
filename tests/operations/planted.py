"""A study with a person planted in an interview, a workshop, a survey, and in all that was made
of them."""

import gzip
import io
import json
import sqlite3
import tarfile
from pathlib import Path

from openpyxl import Workbook

from alnqual import Study
from alnqual.coding import CodingStore
from alnqual.coding.anchors import anchor
from alnqual.corpus.key import write_key
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.operations.forms import words
from alnqual.records import Coding, Submission
from alnqual.tables import write_atomically

NAME = "Rhiannon Tudwal"
SOLO = (
    'Roedd y ŵydd wen yn canu yn y ŷd bob bore cyn "cofrestru", chwarae teg 🙂 iddi hi.',
    "My filing cabinet of purple envelopes & parking tickets has followed me through four schools.",
)
WORKSHOP = (
    "We bribed the printer with custard creams until it printed every single development plan.",
    "Nobody warned me that the minibus keys live inside the trombone case in the hall.",
)
ANSWER = "The laminator eats my evenings and then it asks me politely for more paper."
THEIRS = (*SOLO, *WORKSHOP, ANSWER)
OTHERS = (
    "We share one speech therapist with eleven other schools and she is never free on Fridays.",
    "After the workshop I drove home and wrote the plan again, every page of it.",
    "The training was good but nobody had time to read the handbook afterwards.",
)
TOLD = f"I heard from {NAME} that the lift was broken again, so we met in the canteen instead."
SHORT = "custard creams"


def plant(root: Path) -> Study:
    """The study with everything made of it, but no server."""
    study = Study.init(root)
    write_corpus(study)
    study.ingest()
    study.segment()
    study.workspace.tables.write("left_out_embed", [])
    write_codings(study)
    write_notes(study)
    return study


def write_corpus(study: Study) -> None:
    from docx import Document

    corpus = study.workspace.corpus
    solo = (
        f"Interviewer: How was the year?\n\n{NAME}: {SOLO[0]}\n\n"
        f"Interviewer: And?\n\n{NAME}: {SOLO[1]}\n"
    )
    (corpus / "raw" / "solo.txt").write_text(solo, encoding="utf-8")
    other = (
        f"Interviewer: And you?\n\nKen Powys: {OTHERS[0]}\n\n"
        f"Interviewer: So?\n\nKen Powys: {TOLD}\n"
    )
    (corpus / "raw" / "other.txt").write_text(other, encoding="utf-8")
    talk = Document()
    for speaker, said in (
        ("Facilitator", "What went well?"), (NAME, WORKSHOP[0]), ("Ken Powys", OTHERS[1]),
        ("Facilitator", "What did not?"), (NAME, WORKSHOP[1]), ("Ken Powys", OTHERS[2]),
        ("Facilitator", "Thank you all."), ("Ken Powys", f"Thank you, and thanks to {NAME} too."),
    ):  # fmt: skip
        talk.add_paragraph(f"{speaker}: {said}")
    talk.save(corpus / "raw" / "workshop.docx")
    book = Workbook()
    for row in (
        ["Respondent ID", "Role", "What would help you most?"],
        ["S013", "teacher", "A second pair of hands in the mornings would change everything."],
        ["S014", "alnco", ANSWER],
        ["S015", "teacher", "More time between the meetings, and fewer forms to fill in twice."],
    ):
        book.active.append(row)
    book.save(corpus / "raw" / "survey.xlsx")
    (corpus / "register.csv").write_text(
        "id,file,kind,area,phase\nd1,solo.txt,interview,North,2\nd2,workshop.docx,workshop,North,2\n"
        "d3,survey.xlsx,survey,,2\nd4,other.txt,interview,South,2\n"
    )
    (corpus / "participants.csv").write_text(
        "id,role,sector,setting,area,phase,consent\nP15,alnco,primary,,North,2,yes\n"
        "P16,teacher,primary,,North,2,yes\n"
    )
    (corpus / "speakers.csv").write_text(
        f"document,label,participant,names\nd1,{NAME},P15,\nd1,Interviewer,interviewer,\n"
        f"d2,{NAME},P15,\nd2,Ken Powys,P16,\nd3,S014,P15,\nd4,Ken Powys,P16,\n"
    )
    write_key(
        study.workspace,
        [
            Entry(NAME, "person", "[P15]", "accept", source="hand", example=SOLO[1][:40]),
            Entry("Powys", "place", "[county]", "reject", source="gazetteer"),
        ],
    )


def coding(study: Study, document: str, quote: str, **values: str) -> Coding:
    """A coding of some words of a document, as a pull brings it."""
    row = study.documents.set_index("document").loc[document]
    start = row["text"].index(quote)
    held, prefix, suffix = anchor(row["text"], start, start + len(quote))
    name = f"{document}-{start}-{values.get('coder', 'coder-a')}"
    return Coding(
        id=name, document=document, start=start, end=start + len(quote), code="inputs",
        quote=held, prefix=prefix, suffix=suffix, text_version=row["text_version"], round="r1",
        coder=values.pop("coder", "coder-a"), **values,
    )  # fmt: skip


def write_codings(study: Study) -> None:
    workspace = study.workspace
    workspace.coders.write_text("id,email\ncoder-a,a@example.org\n")
    (workspace.rounds / "r1.toml").write_text(
        'title = "First"\n[assignments]\ncoder-a = ["d1", "d2", "d3", "d4"]\n'
    )
    found = [
        coding(study, "d1", SOLO[0]),
        coding(study, "d1", "purple envelopes"),
        coding(study, "d2", SHORT),
        coding(study, "d2", OTHERS[1], memo=f"As with: {WORKSHOP[1][:30]}"),
        coding(study, "d2", "read the handbook", memo="Kept: a memo of my own."),
        coding(study, "d2", "thanks to [P15] too"),
        coding(study, "d3", "eats my evenings"),
        coding(study, "d3", "fewer forms"),
        coding(study, "d4", "the lift was broken again", memo=f"{NAME} said so."),
    ]
    store = CodingStore(workspace.codings)
    version = study.documents.set_index("document")["text_version"]
    store.write(
        "r1",
        found,
        submissions=[
            Submission("r1", "coder-a", d, "submitted", version[d]) for d in version.index
        ],
    )


def write_notes(study: Study) -> None:
    """Every other place that may hold the words."""
    workspace = study.workspace
    root, reports = workspace.root, workspace.reports
    everything = "\n".join(THEIRS)
    lines = [
        json.dumps({"document": "d2", "turn": "d2-0002", "decision": "keep"}),
        json.dumps({"document": "d2", "turn": "d2-0003", "decision": "keep", "memo": WORKSHOP[0]}),
        json.dumps({"document": "d2", "quote": SHORT, "decision": "drop"}),
        json.dumps({"participant": "P15", "summary": "She is fond of biscuits."}),
        json.dumps({"participant": "P16", "summary": "He drives.", "quote": OTHERS[1]}),
    ]
    _write(workspace.annotation / "adjudications" / "r1.jsonl", "\n".join(lines).encode())
    _write(
        workspace.annotation / "matrix.csv",
        f"participant,summary\nP15,Biscuits\nP16,{SOLO[1]}\n,kept\n".encode(),
    )
    recorded = (
        "coder: coder-a\ndocument: d1\ncodings:\n"
        f"  - quote: {json.dumps(SOLO[0])}\n    code: inputs\n"
    )
    _write(workspace.recorded / "coder-a" / "d1.yaml", recorded.encode())
    mixed = (
        "coder: coder-a\ndocument: d2\ncodings:\n"
        f"  - quote: {SHORT}\n    code: inputs\n  - quote: read the handbook\n    code: inputs\n"
    )
    _write(workspace.recorded / "coder-a" / "d2.yaml", mixed.encode())
    _write(reports / "out" / "report.html", f"<p>{SOLO[0]}</p><i>d2-11-coder-a</i>".encode())
    _write(reports / "excerpts.csv", f'id,quote\n1,"{WORKSHOP[0]}"\n2,"{OTHERS[0]}"\n'.encode())
    _write(reports / "draft.md", f"Some said: {SOLO[1]} And one: {OTHERS[0]}\n".encode())
    _write(reports / "draft-utf16.txt", f"{SOLO[0]} Rest.".encode("utf-16"))
    from docx import Document

    draft = Document()
    draft.core_properties.comments = SOLO[1]
    paragraph = draft.add_paragraph("Before. ")
    for at in range(0, len(SOLO[0]), 4):
        paragraph.add_run(SOLO[0][at : at + 4]).bold = bool(at % 8)
    draft.add_paragraph(OTHERS[0])
    draft.save(reports / "draft.docx")
    book, sink = Workbook(), io.BytesIO()
    book.active["A1"], book.active["A2"] = ANSWER, OTHERS[2]
    book.save(sink)
    _write(reports / "table.xlsx", sink.getvalue())
    _write(root / "exported.xlsx", sink.getvalue())
    _write(workspace.exports, json.dumps(["exported.xlsx", "gone.csv"]).encode())
    cell = {"cell_type": "code", "source": ["look()\n", "again()"], "metadata": {}, "outputs": [
        {"output_type": "stream", "name": "stdout", "text": [f"{everything}\n"]},
        {"output_type": "stream", "name": "stdout", "text": ["kept\n"]},
    ]}  # fmt: skip
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    _write(root / "notebooks" / "look.ipynb", json.dumps(book).encode())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        entry = tarfile.TarInfo("tasks.json")
        content = json.dumps({"said": THEIRS}).encode()
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    server = workspace.label_studio
    _write(server / "backups" / "one.tar.gz", packed.getvalue())
    _write(server / "backups" / "two.json.gz", gzip.compress(json.dumps(list(OTHERS)).encode()))
    _write(server / "data" / "export" / "1.json", json.dumps([{"text": WORKSHOP[0]}]).encode())
    _write(server / "server.log", f"kept line\nerror near {WORKSHOP[0]!r}\n".encode())
    database(server / "data" / "label_studio.sqlite3")


def database(path: Path) -> None:
    """A database with the words in a cell, in pages that were freed, and in a write-ahead log."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE draft (id INTEGER PRIMARY KEY, result TEXT)")
    regions = [{"value": {"text": said}} for said in (WORKSHOP[0], OTHERS[1])]
    connection.execute("INSERT INTO draft (result) VALUES (?)", [json.dumps(regions)])
    freed = [(json.dumps(SOLO),)] * 200
    connection.executemany("INSERT INTO draft (result) VALUES (?)", freed)
    connection.commit()
    connection.execute("DELETE FROM draft WHERE id > 1")
    connection.commit()
    connection.close()
    write_atomically(path, path.read_bytes(), mode=0o600)


def distinctive(said: str) -> str:
    """Six words in the middle of what was said, in the form for comparing."""
    known = words(said)
    middle = len(known) // 2
    return " " + " ".join(known[middle - 3 : middle + 3]) + " "


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
