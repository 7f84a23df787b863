"""The house: one name for one thing, files of one idea, no room that others enter by the window."""

import ast
from collections import Counter
from pathlib import Path

LIBRARY = Path(__file__).parents[1] / "scripts" / "cable_ner"
FILES = sorted(LIBRARY.rglob("*.py"))
LONGEST = 400


def test_house_no_two_classes_share_a_name():
    names = Counter(
        node.name
        for path in FILES
        for node in ast.parse(path.read_text(encoding="utf8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name: count for name, count in names.items() if count > 1} == {}


def test_house_files_are_short():
    lines = {str(path.relative_to(LIBRARY)): len(path.read_text(encoding="utf8").splitlines()) for path in FILES}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}
    assert sorted(lines.values())[len(lines) // 2] <= 150


def test_house_every_file_says_what_it_is_about():
    silent = [str(path) for path in FILES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf8")))]
    assert silent == []


def test_house_rooms_are_entered_by_the_door():
    """A room's own files import each other; others import from the room, or take one of its modules as a whole."""
    rooms = {path.name for path in LIBRARY.iterdir() if path.is_dir()}
    found = []
    for path in FILES:
        room = path.relative_to(LIBRARY).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.ImportFrom) and node.level > 1 and node.module:
                target = node.module.split(".")
                if target[0] in rooms and target[0] != room and len(target) > 1:
                    found.append((str(path.relative_to(LIBRARY)), node.module))
    assert found == []
