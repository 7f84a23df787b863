"""What several commands have in common: the same option says the same everywhere, and its text is read in one way."""

import re
from pathlib import Path

import pytest
import typer.main

from cable_ner.cli import options
from cable_ner.cli.options import check_use, names_of, pairs_of, scheme_of
from cable_ner.text import Scheme

ROOT = Path(__file__).parents[2]


def test_options_no_command_says_again_what_one_of_them_is():
    shared = {name: option.__metadata__[0].help for name, option in vars(options).items() if hasattr(option, "__metadata__")}
    assert len(shared) > 8
    for path in (ROOT / "scripts").glob("*.py"):
        written = set(re.findall(r'help=f?"([^"]*)"', path.read_text(encoding="utf8")))
        assert written.isdisjoint(shared.values()), path.name


@pytest.mark.parametrize("name", ["convert", "tag", "audit"])
def test_options_are_those_of_the_commands(script, name):
    app = typer.Typer()
    app.command()(script(name).main)
    found = {option.name: option.help for option in typer.main.get_command(app).params}
    assert found["engine"] == "Where to run: local, processes, ray"
    assert found["processes"] == options.Processes.__metadata__[0].help


@pytest.mark.parametrize(
    ("text", "names"), [("PER,ORG", ("PER", "ORG")), (" PER , ORG,", ("PER", "ORG")), ("", ()), (" , ", ())]
)
def test_options_names(text, names):
    assert names_of(text) == names


@pytest.mark.parametrize(("text", "pairs"), [("", {}), ("GPE=LOC, NORP = MISC", {"GPE": "LOC", "NORP": "MISC"})])
def test_options_pairs(text, pairs):
    assert pairs_of(text) == pairs


@pytest.mark.parametrize("text", ["GPE", "=LOC", "GPE=", "GPE=LOC=PER"])
def test_options_pairs_that_are_none(text):
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


def test_options_use_of_corrections():
    for use in ("any", "of-these", "never"):
        check_use(use)
    with pytest.raises(ValueError, match="--corrections-use often is none of any, of-these, never"):
        check_use("often")
