"""The documentation names everything that can be called or set, and nothing that cannot."""

import re

import click
import pytest

from alnqual.cli import COMMANDS, _alnqual
from alnqual.tables import SCHEMAS
from alnqual.workspace import Settings
from tests.conftest import ROOT


def _commands() -> dict[str, click.Command]:
    found = {}
    context = click.Context(_alnqual)
    for noun in COMMANDS:
        command = _alnqual.get_command(context, noun)
        if isinstance(command, click.Group):
            found |= {f"{noun} {verb}": command.commands[verb] for verb in command.commands}
        else:
            found[noun] = command
    return found


def test_every_command_is_documented_and_nothing_else():
    listed = re.findall(
        r"^\| `alnqual ([a-z]+(?: [a-z]+)?)",
        (ROOT / "docs/cli.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert sorted(listed) == sorted(_commands())


@pytest.mark.parametrize("name", sorted(_commands()))
def test_every_command_has_help_with_an_example(name):
    command = _commands()[name]
    assert command.help and "Example: alnqual" in (command.epilog or "")


def test_every_setting_is_documented():
    keys = {
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        for key in field.annotation.model_fields
    }
    text = (ROOT / "docs/settings.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z_.]+)`", text, re.MULTILINE)) == keys


def test_the_commands_that_the_readme_shows_exist():
    commands = _commands()
    for document in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        shown = re.findall(
            r"(?<!from )\balnqual ([a-z]+)(?: ([a-z]+))?",
            _code((ROOT / document).read_text("utf-8")),
        )
        for noun, verb in shown:
            assert noun in commands or f"{noun} {verb}" in commands, f"{document}: {noun} {verb}"


def test_the_make_targets_that_the_readme_shows_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    shown = set(re.findall(r"\bmake ([a-z-]+)", _code((ROOT / "README.md").read_text("utf-8"))))
    assert shown >= {"demo", "test"}
    for target in shown:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_between_documents_lead_somewhere():
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} -> {target}"


def _code(text: str) -> str:
    """What stands in code blocks and code spans."""
    blocks = re.findall(r"^ {4}[^\n]*$|^```.*?^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`[^`\n]+`", text)])


def test_every_column_of_every_table_is_documented():
    text = (ROOT / "docs/tables.md").read_text("utf-8")
    for table, columns in SCHEMAS.items():
        start = text.index(f"**{table}**")
        end = text.find("\n\n", start)
        described = set(re.findall(r"`([a-z_]+)`", text[start:end]))
        assert {column.split()[0] for column in columns.split(",")} <= described, table
