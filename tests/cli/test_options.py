"""Options that several commands share: the same option means the same everywhere, and is the same by default."""

import re
from collections import defaultdict
from pathlib import Path
from typing import get_args

import pytest
from rich.text import Text

from cable_ner.cli import options
from cable_ner.cli.app import COMMANDS, command
from cable_ner.cli.options import names_of, of_project, pairs_of, scheme_of
from cable_ner.corpus.docs import GOLD, SILVER
from cable_ner.labels.corrections import ANY, NEVER, OF_THESE
from cable_ner.text import Scheme
from cable_ner.work.engines import ENGINES

# Options whose default has a reason to be another one: `retrain` takes the settings of the base.
OF_ITS_OWN = {("retrain", "labels"), ("retrain", "label_map"), ("retrain", "lang")}


def leaves(name: str) -> dict[str, object]:
    """Returns the commands of a group, and of the groups in it, by name, or the command itself."""
    found: dict[str, object] = {}
    open_ = [(name, command(name))]
    while open_:
        at, one = open_.pop()
        within = getattr(one, "commands", None)
        open_ += [(f"{at} {key}", value) for key, value in (within or {}).items()]
        if within is None:
            found[at] = one
    return found


LEAVES = {key: value for name in COMMANDS if name != "bench" for key, value in leaves(name).items()}


def test_options_have_one_default_and_one_meaning():
    shared = {alias.__metadata__[0].help for alias in vars(options).values() if hasattr(alias, "__metadata__")}
    assert len(shared) > 18
    defaults = defaultdict(set)
    for name, one in LEAVES.items():
        for option in one.params:
            if (
                (name.split()[0], option.name) not in OF_ITS_OWN
                and getattr(option, "help", None) in shared
                and not option.required
            ):
                defaults[option.name].add(str(option.default))
    assert {name: found for name, found in defaults.items() if len(found) > 1} == {}


def test_options_all_have_help():
    for name, one in LEAVES.items():
        assert one.help, name
        assert [option.name for option in one.params if not getattr(option, "help", "x")] == [], name


def test_options_help_is_what_the_list_of_commands_says():
    for name, summary in COMMANDS.items():
        if name != "bench":
            assert command(name).help.split("\n")[0] == summary


def test_options_choices_are_those_of_the_library():
    assert get_args(options.EngineName) == tuple(ENGINES)
    assert get_args(options.Use) == (ANY, OF_THESE, NEVER)
    assert get_args(options.LabelKind) == (SILVER, GOLD)


def test_options_help_needs_no_colours_and_keeps_brackets(command_help):
    assert "\x1b" not in command_help("train")


def test_options_help_holds_nothing_that_a_terminal_takes_for_a_style():
    texts = [text for one in LEAVES.values() for text in (one.help, *(getattr(item, "help", "") for item in one.params))]
    assert [text for text in texts if text and Text.from_markup(text).plain != text] == []


@pytest.fixture
def command_help(command):
    return lambda *names: command(*names, "--help").output


def test_options_files_of_the_project(tmp_path, monkeypatch):
    name = "configs/silver.yml"
    checkout = Path(options.__file__).parents[3] / name
    monkeypatch.chdir(tmp_path)
    assert of_project(name) == checkout
    (tmp_path / "configs").mkdir()
    (tmp_path / name).touch()
    assert of_project(name) == tmp_path / name


def test_options_names():
    texts = {"PER,ORG": ("PER", "ORG"), " PER , ORG,": ("PER", "ORG"), "": (), " , ": ()}
    assert {text: names_of(text) for text in texts} == texts


def test_options_pairs():
    assert pairs_of("") == {}
    assert pairs_of("GPE=LOC, NORP = MISC") == {"GPE": "LOC", "NORP": "MISC"}
    for text in ("GPE", "=LOC", "GPE=", "GPE=LOC=PER"):
        with pytest.raises(ValueError, match=re.escape(f"--label-map '{text}' is not of the form GPE=LOC,PERSON=PER")):
            pairs_of(text)


def test_options_scheme():
    assert scheme_of(["PER", "LOC"], {"GPE": "LOC"}) == Scheme(("PER", "LOC"), {"GPE": "LOC"})


@pytest.mark.parametrize(
    ("labels", "label_map", "message"),
    [
        ((), {}, "--labels names no label; give some"),
        (("PER", "ORG"), {"GPE": "LOC"}, "--label-map GPE=LOC: LOC is none of the labels PER,ORG"),
    ],
)
def test_options_scheme_that_does_not_go_together(labels, label_map, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        scheme_of(labels, label_map)
