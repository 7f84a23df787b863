"""`cable-ner convert`: annotated cables to DocBin files."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ..corpus import (
    GOLD,
    PARTITIONS,
    REPORT,
    UNANNOTATED_REMEDY,
    UNLABELLED,
    ConversionSettings,
    GoldFolders,
    Report,
    convert,
)
from ..files import ENDING, place
from ..work import Where, number_of, stoppable
from .console import errors_told, msg, progress
from .options import (
    ALL_LABELS,
    RULES_FILE,
    Address,
    Corrections,
    CorrectionsUse,
    Engine,
    Gold,
    GoldAny,
    LabelKind,
    LabelMap,
    Labels,
    Lang,
    Processes,
    Raw,
    Rules,
    RulesFile,
    Seed,
    Strict,
    Unannotated,
    names_of,
    pairs_of,
    scheme_of,
)

MOST_SHOWN = 20
_MOST_NAMED = 5


def main(
    raw: Raw,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Folder (or URL) to write train, dev and test.spacy and convert.json to")
    ],
    labels: Labels = ALL_LABELS,
    label_map: LabelMap = "",
    lang: Lang = "en",
    partition: Annotated[str, typer.Option(help="Shares of train, dev and test")] = "0.8,0.1,0.1",
    seed: Seed = 0,
    gold: Gold = "",
    gold_any: GoldAny = True,
    gold_train: Annotated[str, typer.Option(help="Hand-checked cables to train on (needs --train-labels gold)")] = "",
    train_labels: Annotated[
        LabelKind, typer.Option(help="Train on the RAW cables (silver), or on --gold-train (gold)")
    ] = "silver",
    processes: Processes = 0,
    engine: Engine = "processes",
    address: Address = "",
    rules: Rules = True,
    rules_file: RulesFile = RULES_FILE,
    corrections: Corrections = "",
    corrections_use: CorrectionsUse = "any",
    unannotated: Unannotated = "leave-out",
    strict: Strict = False,
) -> None:
    """Convert annotated cables to DocBin files.

    Every bracket of the input becomes an entity, or is fixed, marked missing or rejected; convert.json has the counts
    and reasons.
    """
    with errors_told(stopped=f"stopped; nothing in {output} was changed; run the same command again"):
        settings = ConversionSettings(
            scheme_of(names_of(labels), pairs_of(label_map)),
            lang,
            _shares(partition),
            seed,
            str(rules_file) if rules else "",
            corrections,
            corrections_use,
            unannotated,
        )
        if train_labels == GOLD and not gold_train:
            raise ValueError("--train-labels gold needs hand-checked cables to train on; pass them with --gold-train")
        checked = GoldFolders(gold, gold_train if train_labels == GOLD else "", not gold_any)
        folder, where = place(output), Where(engine, processes, address)
        with stoppable():
            report = convert(raw, folder, settings=settings, checked=checked, where=where, progress=progress("batch"))
    show(report, folder)
    if strict and report.rejected_files:
        sys.exit(1)


def _shares(text: str) -> tuple[float, float, float]:
    try:
        train, dev, test = (float(share) for share in text.split(","))
    except ValueError:
        raise ValueError(f"--partition '{text}' is not three numbers such as 0.8,0.1,0.1") from None
    if not all(0 <= share < float("inf") for share in (train, dev, test)) or not train:
        raise ValueError(f"--partition '{text}': shares must be 0 or more, and the share of train above 0")
    return train, dev, test


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
    msg.table(
        [tuple(map(str, row)) for row in fates], header=("brackets", "reason", "count"), aligns=("l", "l", "r"), divider=True
    )
    accounted = sum(count for _, _, count in fates[:-1])
    added = [(reason, str(count)) for reason, count in brackets["added"].items()]
    if added:
        msg.table(added, header=("mentions added", "count"), aligns=("l", "r"), divider=True)
    if accounted != brackets["total"]:
        msg.fail(f"{brackets['total'] - accounted} brackets are unaccounted for: please report this", exits=1)
    kept_apart = [(f"left out: {reason}", str(count)) for reason, count in data["left_out"].items()]
    if near := data["split"]["near_copies"]["cables"]:
        kept_apart.append((f"near copies, in {data['split']['near_copies']['groups']} groups, each on one side", str(near)))
    if kept_apart:
        msg.table(kept_apart, header=("cables", "count"), aligns=("l", "r"), divider=True)
    for warning in data["split"]["warnings"]:
        msg.warn(warning)
    if "unlabelled" in data:
        _show_unlabelled(data["unlabelled"], output)
    for problem in data["problems"][:MOST_SHOWN]:
        where = f"{problem['file']}:{problem['line']}" if problem["line"] else problem["file"]
        print(f"{where}: {problem['message']}", file=sys.stderr)
    if len(data["problems"]) > MOST_SHOWN:
        msg.warn(f"{len(data['problems']) - MOST_SHOWN} more problems are listed in {output / REPORT}")
    if report.rejected_files:
        msg.warn(f"{len(report.rejected_files)} files were rejected; the others were converted")
    missing = [name for name in PARTITIONS if not data["partitions"].get(name, {}).get("paragraphs")]
    if missing:
        msg.warn(f"no paragraphs in {', '.join(missing)}")
    msg.good(f"{number_of(data['cables'], 'cables')} in {output}")


def _show_unlabelled(found: dict[str, Any], output: Path) -> None:
    """Prints which cables have no annotation, where their text is, and what to do."""
    names = ", ".join(found["names"][:_MOST_NAMED]) + (", …" if found["names"][_MOST_NAMED:] else "")
    msg.warn(
        f"{found['cables']:,} cables have no annotation ({names}): they are unlabelled, so they are in neither train, dev"
        f" nor test; their text is in {output / (UNLABELLED + ENDING)}, their names in {REPORT}. To train on them,"
        f" {UNANNOTATED_REMEDY}"
    )
