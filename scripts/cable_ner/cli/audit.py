"""Find labels that are probably wrong, most useful to check first, and spread what a person decided."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import spacy
import srsly
import typer
from spacy.vocab import Vocab
from tqdm import tqdm
from wasabi import msg

from ..audit import Audit, audit, not_audited
from ..files import ENDING, explain, new_docbin, printable, read_docs, remove_drafts, replacing, shard_files, write_bytes
from ..work import STOPPED, Where, stoppable
from .options import Address, Engine, Processes

MOST_SHOWN = 20
CACHE = ".opinions.npz"


def main(
    corpus: Annotated[Path, typer.Argument(help="DocBin file (or folder of shards) of the labels to audit")],
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file for what is found")] = Path("corpus/audit.json"),
    docs: Annotated[
        Path | None, typer.Option(help="DocBin file (or folder, if CORPUS is one) for the Docs with decisions spread")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of the pipeline")] = "en",
    seed: Annotated[int, typer.Option(help="Another seed deals the folds and trains the models otherwise")] = 0,
    processes: Processes = 0,
    engine: Engine = "processes",
    address: Address = "",
    mark_missing: Annotated[bool, typer.Option(help="Mark labels as missing that are rather wrong than right")] = False,
    audit_: Annotated[str, typer.Option("--audit", help="true, or false: the Docs are passed on as they are")] = "true",
) -> None:
    """Find labels that are probably wrong, and repair those that are like what a person decided.

    Without decisions (corpus/corrections.jsonl, applied by convert) nothing is changed, only listed.
    """
    try:
        if docs and docs.resolve() == corpus.resolve():
            raise ValueError(f"--docs {docs} is the corpus itself; give another file, such as corpus/audited/train{ENDING}")
        if audit_.lower() not in ("true", "false"):
            raise ValueError(f"--audit {audit_} is neither true nor false")
        vocab = spacy.blank(lang).vocab
        with stoppable():
            if audit_.lower() == "true":
                result = audit(
                    read_docs(corpus, vocab),
                    seed=seed,
                    where=Where(engine, processes, address),
                    cache=output.with_name(CACHE),
                    mark_missing=mark_missing,
                    progress=_progress,
                    announce=_announce,
                )
            else:
                result = not_audited(read_docs(corpus, vocab), seed=seed)
            write(result, corpus, output, docs, vocab=vocab)
    except (OSError, ValueError) as error:
        msg.fail(explain(error), exits=1)
    except KeyboardInterrupt:
        msg.warn("stopped; nothing was changed; run the same command again", exits=STOPPED)
    show(result, output)


def _announce(tokens: int, seconds: float) -> None:
    if seconds:
        msg.info(f"{tokens:,} tokens: second opinions on their labels will take about {_duration(seconds)}")
    else:
        msg.info(f"{tokens:,} tokens: the second opinions of the last audit still hold, so this takes seconds")


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def _progress(items: Iterable, label: str, total: int | None) -> Iterable:
    return tqdm(items, desc=label, total=total, unit="model", disable=None, leave=False)


def write(result: Audit, corpus: Path, output: Path, target: Path | None, *, vocab: Vocab) -> None:
    """Writes audit.json and, if a target is given, the repaired Docs: in a file of its own for each of the corpus."""
    output.parent.mkdir(parents=True, exist_ok=True)
    remove_drafts(output.parent)
    if target:
        with replacing(target.parent, [target.name]) as scratch:
            first = 0
            for file in shard_files(corpus):
                docs = list(read_docs(file, vocab))
                path = scratch / target.name / file.name if corpus.is_dir() else scratch / target.name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(path, new_docbin(result.repaired(docs, first=first)).to_bytes())
                first += len(docs)
    write_bytes(output, (srsly.json_dumps(result.report, indent=1) + "\n").encode())


def show(result: Audit, output: Path) -> None:
    """Prints the questions that are most worth asking, and what the decisions led to."""
    report = result.report
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
        header = ("form", "label", "becomes", "extent", "mentions", "gain", "confidence", "why")
        aligns = ("l", "l", "l", "l", "r", "r", "r", "l")
        msg.table(rows, header=header, aligns=aligns, divider=True)
    counts, decisions = report["corpus"], report["decisions"]
    probably = sum(row["wrong"] > 0.5 for row in report["suspects"])
    msg.info(
        f"{counts['mentions']} mentions of {counts['cables']} cables: {len(report['suspects'])} places to check, of which"
        f" {probably} are rather wrong than right;"
        f" {len(report['spread'])} labels changed by what {decisions['regions']} decided mentions say"
    )
    if not report["settings"]["audit"]:
        msg.warn("the audit is off: the labels are passed on as they are")
    elif decisions["regions"] and not decisions["spread"]:
        msg.warn("too few decisions, or too few of labels that are right as they are, to spread them; answer more questions")
    msg.good(f"{output}")
