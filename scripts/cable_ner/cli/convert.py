"""Convert annotated cables to DocBin files."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm
from wasabi import msg

from ..corpus import GOLD, PARTITIONS, REPORT, SILVER, ConversionSettings, GoldFolders, Report, convert
from ..files import explain, place
from ..labels import ANY
from ..text import LABELS
from ..work import PROCESSES, STOPPED, Where, stoppable
from .options import (
    Address,
    Corrections,
    CorrectionsUse,
    Engine,
    Gold,
    GoldAny,
    Labels,
    Lang,
    Processes,
    Rules,
    RulesFile,
    check_use,
    names_of,
    pairs_of,
    scheme_of,
)

MOST_SHOWN = 20


def main(
    raw: Annotated[
        list[str], typer.Argument(help="Files, folders, archives (.zip, .tar.*, .gz) of cables, or - for standard input")
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", help="Folder (or URL) for train, dev and test.spacy and convert.json")
    ],
    labels: Labels = ",".join(LABELS),
    label_map: Annotated[str, typer.Option(help="What other labels are called here: GPE=LOC,PERSON=PER")] = "",
    lang: Lang = "en",
    partition: Annotated[str, typer.Option(help="Shares of train, dev and test")] = "0.8,0.1,0.1",
    seed: Annotated[int, typer.Option(help="Another seed gives another split")] = 0,
    gold: Gold = "",
    gold_any: GoldAny = True,
    gold_train: Annotated[str, typer.Option(help="Hand-checked cables to train on, with --train-labels gold")] = "",
    train_labels: Annotated[str, typer.Option(help="silver: train on RAW as it is; gold: on --gold-train instead")] = SILVER,
    processes: Processes = 1,
    engine: Engine = PROCESSES,
    address: Address = "",
    rules: Rules = True,
    rules_file: RulesFile = Path(__file__).parents[3] / "configs" / "silver.yml",
    corrections: Corrections = "",
    corrections_use: CorrectionsUse = ANY,
    strict: Annotated[bool, typer.Option(help="Exit with status 1 if any file was rejected")] = False,
) -> None:
    """Convert annotated cables to DocBin files that spaCy trains on, and account for every bracket."""
    try:
        rules_given = str(rules_file) if rules else ""
        check_use(corrections_use)
        scheme = scheme_of(names_of(labels), pairs_of(label_map))
        settings = ConversionSettings(scheme, lang, _shares(partition), seed, rules_given, corrections, corrections_use)
        checked = _checked(gold, gold_train, train_labels, only_if_twins=not gold_any)
        folder, where = place(output), Where(engine, processes, address)
        with stoppable():
            report = convert(raw, folder, settings=settings, checked=checked, where=where, progress=_progress)
    except (ValueError, ImportError, OSError) as error:
        msg.fail(explain(error), exits=1)
    except KeyboardInterrupt:
        msg.warn(f"stopped; nothing in {output} was changed; run the same command again", exits=STOPPED)
    show(report, folder)
    if strict and report.rejected_files:
        sys.exit(1)


def _checked(gold: str, gold_train: str, train_labels: str, *, only_if_twins: bool) -> GoldFolders:
    if train_labels not in (SILVER, GOLD):
        raise ValueError(f"--train-labels {train_labels} is neither {SILVER} nor {GOLD}")
    if train_labels == GOLD and not gold_train:
        raise ValueError("--train-labels gold needs hand-checked cables to train on; give them with --gold-train")
    return GoldFolders(gold, gold_train if train_labels == GOLD else "", only_if_twins)


def _shares(text: str) -> tuple[float, float, float]:
    try:
        train, dev, test = (float(share) for share in text.split(","))
    except ValueError:
        raise ValueError(f"--partition '{text}' is not three numbers such as 0.8,0.1,0.1") from None
    if not all(0 <= share < float("inf") for share in (train, dev, test)) or not train:
        raise ValueError(f"--partition '{text}': shares must be 0 or more, and train's above 0")
    return train, dev, test


def _progress(items: Iterable, label: str, total: int | None) -> Iterable:
    return tqdm(items, desc=label, total=total, unit="batch", disable=None, leave=False)


def show(report: Report, output: Path) -> None:
    """Prints what was converted, where every bracket went, and what a person should look at."""
    data = report.data
    label_names = sorted({label for part in data["partitions"].values() for label in part["mentions"]})
    rows = [
        (
            name,
            part["labels"],
            part["cables"],
            part["paragraphs"],
            part["tokens"],
            *(part["mentions"].get(label, 0) for label in label_names),
        )
        for name, part in data["partitions"].items()
    ]
    header = ("", "labels", "cables", "paragraphs", "tokens", *label_names)
    aligns = ("l", "l", *["r"] * (len(header) - 2))
    msg.table([tuple(map(str, row)) for row in rows], header=header, aligns=aligns, divider=True)
    brackets = data["brackets"]
    fates = [("entity", "", brackets["entity"])]
    fates += [(kind, reason, count) for kind in ("fixed", "missing", "rejected") for reason, count in brackets[kind].items()]
    fates.append(("total", "", brackets["total"]))
    msg.table([tuple(map(str, row)) for row in fates], header=("brackets", "why", ""), aligns=("l", "l", "r"), divider=True)
    accounted = sum(count for _, _, count in fates[:-1])
    added = [(reason, str(count)) for reason, count in brackets["added"].items()]
    if added:
        msg.table(added, header=("mentions added", ""), aligns=("l", "r"), divider=True)
    if accounted != brackets["total"]:
        msg.fail(f"{brackets['total'] - accounted} brackets are not accounted for: please report this", exits=1)
    for warning in data["split"]["warnings"]:
        msg.warn(warning)
    for problem in data["problems"][:MOST_SHOWN]:
        where = f"{problem['file']}:{problem['line']}" if problem["line"] else problem["file"]
        print(f"{where}: {problem['message']}", file=sys.stderr)
    if len(data["problems"]) > MOST_SHOWN:
        msg.warn(f"{len(data['problems']) - MOST_SHOWN} more problems are listed in {output / REPORT}")
    if report.rejected_files:
        msg.warn(f"{len(report.rejected_files)} files were rejected, the others converted")
    missing = [name for name in PARTITIONS if not data["partitions"].get(name, {}).get("paragraphs")]
    if missing:
        msg.warn(f"nothing in {', '.join(missing)}")
    msg.good(f"{data['cables']} cables in {output}")
