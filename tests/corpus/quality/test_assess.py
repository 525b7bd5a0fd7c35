"""The whole report, on studies on disk."""

import pandas as pd

from alnqual.corpus.quality.assess import assess
from tests.corpus.conftest import PARTICIPANTS, REGISTER, SPEAKERS


def kinds(quality):
    return {finding.kind for finding in quality.findings}


def test_a_sound_study_has_no_findings(interview):
    quality = assess(interview)
    assert quality.findings == () and quality.errors == 0
    looked = quality.looked_at
    assert (looked.registered, looked.documents, looked.turns, looked.speakers) == (1, 1, 4, 1)
    assert looked.known_words == looked.words == sum(looked.languages.values())
    assert looked.languages.keys() <= {"en", "cy", "mixed", "und"} and looked.languages["cy"] > 0
    (cell,) = quality.coverage.cells
    assert cell[:5] == ("South", "primary", "alnco", "2", 1)
    assert quality.names is None and "ingested" in quality.names_reason
    assert quality.files == {"corpus/raw/i01.txt": ("i01",)}


def test_every_kind_of_fault_is_found_in_one_study(make_study):
    words = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(30))
    talk = f"Interviewer: How is it?\n\nP01: {words}.\n\n" * 6
    study = make_study(
        {
            "a.txt": f"{talk}Ben: Only this.\n",
            "b.vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:09.000\n<v P01>One thing.</v>\n\n"
            "00:09:00.000 --> 00:09:05.000\n<v Interviewer>And another?</v>\n",
            "c.txt": "P01: Mae’r tŷ a’r dŵr yn braf.\nInterviewer: Iawn.\n".encode()
            .decode("cp1252", errors="replace")
            .replace("\ufffd", "x"),
            "bad.docx": b"junk",
        },
        register=(
            "id,file,kind,area,sector,date,phase,guide\n"
            "d1,a.txt,interview,North,schools,2024-01-01,2,topics\n"
            "d2,b.vtt,,North,schools,2024-01-01,2,\n"
            "d3,c.txt,interview,North,schools,2024-01-01,2,\n"
            "d4,bad.docx,interview,North,schools,2024-01-01,2,\n"
        ),
        participants=f"{PARTICIPANTS}P01,alnco,primary,,North,2,yes\nP02,head,primary,,,2,yes\n"
        "P03,,,,,perhaps,perhaps\n",
    )
    study.guides.mkdir()
    (study.guides / "topics.yaml").write_text("questions:\n - {id: q, text: Who pays taxes?}\n")
    quality = assess(study)
    assert kinds(quality) == {
        "file", "register", "metadata", "speaker", "time", "encoding", "duplicate", "guide",
        "coverage",
    }  # fmt: skip
    assert quality.errors == 2
    assert [each.question for each in quality.asked] == ["q"]


def test_a_study_without_a_register_is_still_told_about(make_study):
    study = make_study({}, register=REGISTER, participants=PARTICIPANTS, speakers=SPEAKERS)
    study.register.unlink()
    quality = assess(study)
    assert [finding.severity for finding in quality.findings] == ["error"]
    assert quality.looked_at.documents == 0 and quality.coverage.heard == ()


def test_the_same_study_gives_the_same_report(interview):
    assert assess(interview) == assess(interview)


def test_each_file_is_read_once(interview, monkeypatch):
    from alnqual.transcripts import isolation

    read, seen = isolation.read_isolated, []

    def counting(job, limits):
        seen.append(job.path.name)
        return read(job, limits)

    monkeypatch.setattr(isolation, "read_isolated", counting)
    assess(interview)
    assert seen == ["i01.txt"]


def test_a_locked_vault_is_said_not_raised(interview, monkeypatch):
    from alnqual.corpus.quality import assess as module
    from alnqual.errors import InputError

    def locked(workspace):
        raise InputError("the vault is locked", where=".vault")

    monkeypatch.setattr(module, "read_key", locked)
    monkeypatch.setattr(type(interview.tables), "exists", lambda self, name: name == "turns")
    monkeypatch.setattr(type(interview.tables), "read", lambda self, name, **_: pd.DataFrame())
    quality = assess(interview)
    assert quality.names is None and quality.names_reason == ".vault: the vault is locked"


def test_names_are_looked_for_in_the_text_of_the_last_ingestion(own_study):
    quality = assess(own_study.workspace)
    assert quality.names is None and "name" not in kinds(quality)
    raw = own_study.workspace.raw / "one.txt"
    raw.write_text(raw.read_text().replace("the families", "Rhiannon's families"))
    own_study.ingest()
    quality = assess(own_study.workspace)
    (found,) = quality.names
    assert (found.document, found.kind, found.known, found.times) == ("d1", "person", False, 1)
    assert [each.file for each in quality.findings if each.kind == "name"] == ["corpus/raw/one.txt"]
