"""Every package that the code imports is a declared dependency, and every dependency is pinned."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def _imported() -> set[str]:
    found = set()
    for path in (ROOT / "alnqual").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
    return found - set(sys.stdlib_module_names) - {"alnqual"}


def test_what_is_imported_is_declared():
    declared = {_normal(requirement) for requirement in PROJECT["dependencies"]}
    providers = packages_distributions()
    for module in sorted(_imported()):
        assert {_normal(name) for name in providers[module]} & declared, module


def test_what_is_declared_is_pinned_by_name_and_version_only():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    lines += (ROOT / "annotation/constraints-label-studio.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    for pin in pins:
        assert re.fullmatch(r"[\w.-]+==[\w.!-]+", pin), pin
    pinned = {_normal(pin) for pin in pins}
    extra = PROJECT["optional-dependencies"]["dev"]
    assert {_normal(requirement) for requirement in [*PROJECT["dependencies"], *extra]} <= pinned
