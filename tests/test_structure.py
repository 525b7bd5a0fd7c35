"""The structure that design and reviewers rely on: layers, and a light import."""

import ast
import subprocess
import sys
from pathlib import Path

import alnqual

PACKAGE = Path(alnqual.__file__).parent

LAYERS = [
    {"__init__"},
    {"errors", "records", "tables", "workspace"},
    {"transcripts"},
    {"codebook"},
    {"embedding"},
    {"corpus"},
    {"coding"},
    {"annotation"},
    {"search", "themes", "suggestion"},
    {"synthesis"},
    {"interchange"},
    {"reporting"},
    {"distributed"},
    {"operations"},
    {"study"},
    {"cli"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def _part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The parts of alnqual that a module imports when it runs (not those for type checkers)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
            if node.module == "alnqual":
                names = [f"alnqual.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("alnqual.")}
    return found


def test_every_part_has_its_place_in_the_layers():
    parts = {_part(path) for path in PACKAGE.rglob("*.py")}
    assert parts <= RANK.keys(), f"give {parts - RANK.keys()} a layer"


def test_imports_never_point_to_a_higher_layer():
    downward = [
        f"{path.relative_to(PACKAGE)} imports alnqual.{target}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for target in sorted(_imports(path))
        if target in RANK and target != _part(path) and RANK[target] >= RANK[_part(path)] > 0
        if not (RANK[target] == RANK[_part(path)] == 1)
    ]
    assert downward == []


def test_only_annotation_talks_to_label_studio():
    users = {
        _part(path)
        for path in PACKAGE.rglob("*.py")
        if "label_studio_sdk" in path.read_text(encoding="utf-8")
    }
    assert users == {"annotation"}


def test_modules_do_one_thing():
    """Past 300 lines a module usually does a second thing."""
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: n for name, n in lengths.items() if n > 330} == {}


def test_importing_alnqual_and_asking_for_help_stay_light():
    heavy = ["torch", "bertopic", "spacy", "pandas", "label_studio_sdk", "sklearn", "transformers"]
    program = (
        "import sys, contextlib, io\n"
        "import alnqual, alnqual.cli\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    alnqual.cli.main(['--help'])\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert shown.stdout.strip() == "[]", shown.stderr


def test_public_names_are_those_that_scripts_rely_on():
    from alnqual import Study  # noqa: F401
    from alnqual.coding import agreement
    from alnqual.embedding import Encoder  # noqa: F401
    from alnqual.search import PassageIndex  # noqa: F401
    from alnqual.themes import ThemeModel  # noqa: F401
    from alnqual.transcripts import read_transcript  # noqa: F401

    assert callable(agreement.krippendorff_alpha)
    assert callable(agreement.cohen_kappa)


def test_the_package_has_no_bare_assert_and_no_print_outside_the_command_line():
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Assert)], path
        if _part(path) != "cli":
            printed = [
                n
                for n in ast.walk(tree)
                if isinstance(n, ast.Call) and getattr(n.func, "id", None) == "print"
            ]
            assert not printed, path
