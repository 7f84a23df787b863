"""Score a model on test: per label, and against what kind of labels."""

from pathlib import Path
from typing import Annotated

import spacy
import srsly
import typer
from spacy.tokens import Doc
from thinc.api import require_cpu
from wasabi import msg

from cable_ner import backend, consistency, embedding  # noqa: F401 (registered when imported)
from cable_ner.docs import GOLD, SILVER
from cable_ner.scoring import ALL, Score, score_pairs
from cable_ner.shards import ENDING, read_docs, write_bytes
from cable_ner.split import BASELINE

MEASURE = {
    GOLD: "accuracy against hand-checked (gold) labels",
    SILVER: "agreement with the tagger (silver labels), not accuracy",
}


def main(
    model: Annotated[Path, typer.Argument(help="Folder of the model")],
    test: Annotated[Path, typer.Argument(help="DocBin file (or folder of shards) of the test cables")],
    metrics: Annotated[Path | None, typer.Option(help="What `spacy evaluate` wrote, to be kept beside our figures")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file to write the figures to")] = None,
) -> None:
    """Score a model on test cables, per label, and say what it is measured against."""
    try:
        figures = evaluate(model, test, metrics=srsly.read_json(metrics) if metrics else {})
    except (OSError, ValueError) as error:
        msg.fail(str(error), exits=1)
    show(figures)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(output, (srsly.json_dumps(figures, indent=2) + "\n").encode())


def evaluate(model: Path, test: Path, *, metrics: dict | None = None) -> dict:
    """Returns the model's scores on the test Docs, those of the silver labels there if known, and what they mean.

    Raises ValueError for a test without Docs or with labels of both kinds, OSError for what cannot be read.
    """
    require_cpu()
    nlp = spacy.load(model)
    reference = list(read_docs(test, nlp.vocab))
    kinds = {doc.user_data.get("labels", SILVER) for doc in reference}
    if not reference:
        raise ValueError(f"{test}: holds no Docs; convert more cables, or give test a larger --partition")
    if len(kinds) > 1:
        raise ValueError(f"{test}: holds both gold and silver labels, which cannot be scored together; convert again")
    kind = kinds.pop()
    predicted = list(nlp.pipe(map(_bare, reference)))
    scores = score_pairs(zip(predicted, reference))
    figures = {
        "measured_against": kind,
        "measure": MEASURE[kind],
        "cables": len({doc.user_data.get("cable") for doc in reference}),
        "paragraphs": len(reference),
        "tokens": sum(map(len, reference)),
        "missing_tokens": sum(token.ent_iob == 0 for doc in reference for token in doc),
        "scores": _as_dicts(scores),
    }
    baseline = test.with_name(BASELINE + ENDING)
    if kind == GOLD and baseline.exists():
        silver = {doc.text: doc for doc in read_docs(baseline, nlp.vocab)}
        same = [(silver[gold.text], ours, gold) for ours, gold in zip(predicted, reference) if gold.text in silver]
        if same:
            figures["same_paragraphs"] = {
                "paragraphs": len(same),
                "silver": _as_dicts(score_pairs((tagger, gold) for tagger, _, gold in same)),
                "model": _as_dicts(score_pairs((ours, gold) for _, ours, gold in same)),
            }
    return {**figures, "spacy": metrics or {}}


def _bare(doc: Doc) -> Doc:
    """Returns the tokens, and which cable they are of: what a model is given of a new cable."""
    user_data = {"cable": doc.user_data["cable"]} if "cable" in doc.user_data else {}
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        user_data=user_data,
    )


def _as_dicts(scores: dict[str, Score]) -> dict[str, dict[str, float]]:
    return {label: score.as_dict() for label, score in scores.items()}


def show(figures: dict) -> None:
    """Prints the table of scores, and what they are measured against."""
    msg.divider(f"Test: {figures['cables']} cables, {figures['measured_against']} labels")
    rows = [_row(label, score) for label, score in figures["scores"].items()]
    msg.table(rows, header=("label", "precision", "recall", "F1", "support"), aligns=("l", "r", "r", "r", "r"), divider=True)
    if figures["missing_tokens"]:
        msg.info(f"{figures['missing_tokens']} tokens without a trusted label are left out")
    if "same_paragraphs" in figures:
        same = figures["same_paragraphs"]
        rows = [_row("silver labels", same["silver"][ALL]), _row("model", same["model"][ALL])]
        msg.table(
            rows,
            header=("same paragraphs", "precision", "recall", "F1", "support"),
            aligns=("l", "r", "r", "r", "r"),
            divider=True,
        )
    msg.info(f"F1 {figures['scores'][ALL]['f']:.3f} is {figures['measure']}")


def _row(name: str, score: dict[str, float]) -> tuple[str, ...]:
    return name, f"{score['p']:.3f}", f"{score['r']:.3f}", f"{score['f']:.3f}", str(score["support"])


if __name__ == "__main__":
    typer.run(main)
