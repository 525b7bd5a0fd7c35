"""What the commands of the corpus tell."""

from click.testing import CliRunner

from alnqual.cli.corpus import command


def test_ingest_tells_of_names_and_of_what_the_reader_doubted(own_study):
    """A name that was left in the text, and a reader's doubts, were known and thrown away."""
    (own_study.workspace.raw / "one.txt").write_text(
        "A heading\n\n"
        + "Interviewer: Ann will mark it, Ann?\nAnn: An ann is one.\n" * 3
        + "Interviewer: I saw Ann there.\nAnn: Yes.\n"
    )
    result = CliRunner().invoke(command, ["ingest"], obj=str(own_study.workspace.root))
    assert result.exit_code == 0, result.output
    assert "4 names replaced; 3 left that may be ordinary words" in result.output
    assert "warnings of the readers: 1 (see alnqual corpus check)" in result.output
