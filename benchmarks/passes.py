"""`passes`: what each pass over a whole document changes for better and for worse, on cables that were read by hand."""

import tempfile
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import spacy
import srsly
import typer
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from benchmarks.measuring import ROOT, table
from benchmarks.pacing import paced
from benchmarks.real import write_gold
from cable_ner.evaluation import ALL, Labelled, overlaps, score_pairs
from cable_ner.model import ConsistencySettings
from cable_ner.rules import RuleBook

CONSISTENCY, RULES = "entity_consistency", "label_rules"
PASSES = tuple(field.name for field in fields(ConsistencySettings) if field.name != "enabled")


class Changes(NamedTuple):
    """Mentions that a pass put right, and mentions that were right without it."""

    better: int
    worse: int

    def __str__(self) -> str:
        ratio = f"{self.better / self.worse:.1f}" if self.worse else "-"
        return f"{self.better} : {self.worse} ({ratio})"


def bench_passes(
    gold: Annotated[list[str], typer.Argument(help="Hand-checked cables: files, folders or archives")],
    models: Annotated[list[Path] | None, typer.Option("--model", "-m", help="A model; may be repeated (seeds)")] = None,
    each_rule: Annotated[bool, typer.Option("--each-rule", help="Also each label rule that changes anything there")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the tables")] = None,
) -> None:
    """Passes over whole documents: mentions that each puts right, and those that it spoils.

    A pass is measured by what changes without it, everything else being the same; so the rows do not add up to the first. A
    rule is measured so, too.
    """
    rows: list[tuple[str, ...]] = []
    for model in models or [ROOT / "training" / "model-best"]:
        nlp = spacy.load(model)
        with tempfile.TemporaryDirectory() as name:
            write_gold(gold, Path(name) / "gold.spacy")
            reference = list(DocBin().from_disk(Path(name) / "gold.spacy").get_docs(nlp.vocab))
        rows += [(str(model), *row) for row in pass_rows(nlp, reference, each_rule=each_rule)]
    header = ("model", "pass", "better : worse", "F1 without", "F1 with")
    table(header, rows, None)
    if output:
        srsly.write_json(output, [dict(zip(header, row)) for row in rows])


def pass_rows(nlp: Language, reference: Sequence[Doc], *, each_rule: bool = False) -> list[tuple[str, ...]]:
    """Returns (pass, changes, F1 without it, F1 with all) for consistency as a whole, its passes, and the rules.

    With `each_rule`, there are rows for the rules without which something changes, too.
    """
    component: Any = nlp.get_pipe(CONSISTENCY)
    rules: Any = nlp.get_pipe(RULES)
    settings, book = component.settings, rules.book
    with nlp.select_pipes(disable=[CONSISTENCY, RULES]):
        docs = paced(nlp.pipe(map(_bare, reference)), "Paragraphs", len(reference))
        found = DocBin(store_user_data=True, docs=docs)

    def decided(own: ConsistencySettings, own_rules: RuleBook) -> list[Doc]:
        component.settings, rules.book = own, own_rules
        return list(rules.pipe(component.pipe(found.get_docs(nlp.vocab))))

    whole = decided(settings, book)
    without = {"consistency": (replace(settings, enabled=False), book)}
    without |= {name: (replace(settings, **{name: False}), book) for name in PASSES if getattr(settings, name)}
    without["rules"] = (settings, RuleBook())
    for rule in dict.fromkeys(rule.name for rule in book.rules) if each_rule else ():
        without[f"rule: {rule}"] = (settings, RuleBook(one for one in book.rules if one.name != rule))
    others = [(name, decided(*how)) for name, how in paced(without.items(), "Without each", len(without))]
    component.settings, rules.book = settings, book
    with_all = score_pairs(zip(whole, reference))[ALL].f1
    return [
        (name, str(changed), f"{score_pairs(zip(docs, reference))[ALL].f1:.4f}", f"{with_all:.4f}")
        for name, docs in others
        if any(changed := changes(docs, whole, reference)) or not name.startswith("rule:")
    ]


def changes(before: Sequence[Doc], after: Sequence[Doc], reference: Sequence[Doc]) -> Changes:
    """Counts, where the entities before and after differ, the mentions of the reference that only one of them has."""
    better = worse = 0
    for docs in zip(before, after, reference, strict=True):
        for place in overlaps(*(_mentions(doc) for doc in docs)):
            old, new, right = map(set, place.sides)
            gain = len(new & right) - len(old & right)
            if (
                old != new
            ):  # (what was wrong and is wrong otherwise is neither; a mention too many is worse, one less better)
                gain = gain or (len(old) - len(new) if not right else 0)
            better, worse = better + max(gain, 0), worse + max(-gain, 0)
    return Changes(better, worse)


def _mentions(doc: Doc) -> list[Labelled]:
    return [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def _bare(doc: Doc) -> Doc:
    bare = Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
    bare.user_data.update(doc.user_data)
    return bare
