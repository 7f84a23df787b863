"""Train on the cables that are new, too, and take the model if it is not worse than the one there is."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import srsly
import typer
from thinc.api import require_cpu
from tqdm import tqdm
from wasabi import msg

from ..corpus import REPORT, ConversionSettings, GoldFolders
from ..evaluation import ALL
from ..files import explain
from ..labels import ANY
from ..retraining import FORCED, FRESH, NOTHING, RATE, REFUSED, STEPS, TIMES, WAYS, WOULD, Finding, Options, Outcome, drift
from ..retraining import session as retraining
from ..text import LABELS
from ..work import Where
from .options import Corrections, CorrectionsUse, Gold, GoldAny, Rules, RulesFile, check_use, names_of, pairs_of, scheme_of

ROOT = Path(__file__).parents[3]
LOST = 3  # exit status if the candidate lost


def main(
    raw: Annotated[list[str], typer.Argument(help="Files, folders, archives of cables: old ones and new ones")],
    corpus: Annotated[Path, typer.Option(help="What `spacy project run all` has converted")] = ROOT / "corpus",
    training: Annotated[Path, typer.Option(help="Folder of the current model")] = ROOT / "training",
    config: Annotated[Path, typer.Option(help="The training recipe")] = ROOT / "configs" / "ner_cpu.cfg",
    code: Annotated[Path | None, typer.Option(help="What `spacy train` gets as --code")] = ROOT / "scripts" / "training.py",
    way: Annotated[str, typer.Option(help=f"How to train: {' or '.join(WAYS)} (from the current model)")] = FRESH,
    steps: Annotated[int, typer.Option(help="Training steps of a continued one", min=1)] = STEPS,
    rate: Annotated[float, typer.Option(help="Learning rate at which a continued one starts")] = RATE,
    times: Annotated[int, typer.Option(help="How often a continued one sees new cables for once an old one", min=1)] = (
        TIMES
    ),
    max_steps: Annotated[int, typer.Option(help="Training steps at most; 0: as the recipe says", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the training")] = 0,
    gpu_id: Annotated[int, typer.Option(help="The GPU to train on; -1: none")] = -1,
    force: Annotated[bool, typer.Option("--force", help="Take the candidate even if it is worse")] = False,
    again: Annotated[bool, typer.Option("--again", help="Take in the cables that a candidate lost with")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run/--no-dry-run", help="Say what is new and what would be done; change nothing")
    ] = False,
    gold: Gold = "",
    gold_any: GoldAny = True,
    labels: Annotated[str, typer.Option(help="Labels to keep; as for the first cables if empty")] = "",
    label_map: Annotated[
        str, typer.Option(help="What other labels are called here: GPE=LOC,PERSON=PER; as for the first cables if empty")
    ] = "",
    lang: Annotated[str, typer.Option(help="Language of the pipeline's tokenizer; as for the first cables if empty")] = "",
    rules: Rules = True,
    rules_file: RulesFile = ROOT / "configs" / "silver.yml",
    corrections: Corrections = "",
    corrections_use: CorrectionsUse = ANY,
    processes: Annotated[int, typer.Option(help="Processes to convert with; 0: as many as cores")] = 1,
) -> None:
    """Convert the cables that are new, train a candidate, and make it the current model if it is not worse.

    A candidate is refused if on a test that decides its F1 is lower, by the paired bootstrap over cables: for all labels at
    95 %, or for one label at 95 % corrected for their number (Bonferroni); or if F1 is lower by more than 0.02. It is kept
    with its report. Exit status: 0 taken, or nothing is new; 3 refused; 1 an error, or another run is under way.
    """
    options = Options(
        config=config, code=code, way=way, seed=seed, gpu_id=gpu_id, max_steps=max_steps, steps=steps, rate=rate,
        times=times, force=force, again=again, dry_run=dry_run,
    )  # fmt: skip
    try:
        require_cpu()
        check_use(corrections_use)
        settings = _settings(corpus, labels, label_map, lang, str(rules_file) if rules else "", corrections, corrections_use)
        outcome = retraining.retrain(
            raw, corpus, training, options=options, settings=settings, checked=GoldFolders(gold, "", not gold_any),
            where=Where(processes=processes), progress=_progress, say=msg.info, show_drift=show_drift,
        )  # fmt: skip
    except (ValueError, ImportError, OSError) as error:
        msg.fail(explain(error), exits=1)
    show(outcome)
    if outcome.status == REFUSED:
        sys.exit(LOST)


def _settings(
    corpus: Path, labels: str, label_map: str, lang: str, rules: str, corrections: str, corrections_use: str
) -> ConversionSettings:
    """Returns the settings to convert with: those of the first cables, but for what is given.

    What says on which side a cable is (shares and seed) is always theirs. Raises ValueError if there are none.
    """
    path, mapped = corpus / REPORT, pairs_of(label_map)
    if not path.exists():
        raise ValueError(f"{path}: there are no first cables to go on from; run `spacy project run all` first")
    try:
        first: dict[str, Any] = srsly.read_json(path)["settings"]
        names = names_of(labels) or tuple(first.get("labels", LABELS))
        mapped = mapped or dict(first["label_map"])
        kept = lang or first["lang"], tuple(first["partition"]), first["seed"]
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(
            f"{path}: does not say how the first cables were converted ({error}); convert them again"
        ) from error
    return ConversionSettings(scheme_of(names, mapped), *kept, rules, corrections, corrections_use)


def _progress(items: Iterable, label: str, total: int | None) -> Iterable:
    return tqdm(items, desc=label, total=total, unit="batch", disable=None, leave=False)


# -- what is printed -----------------------------------------------------------------------------


def show_drift(number: int, found: dict[str, Any]) -> None:
    """Prints how the new cables of an increment differ from the old ones."""
    msg.divider(f"Increment {number:03}: how the new cables differ")
    rows = [tuple(map(str, row)) for row in drift.rows(found)]
    if rows:
        msg.table(rows, header=drift.HEADER, divider=True, max_col=60)
    for line in drift.notes(found):
        msg.text(line)


def show(outcome: Outcome) -> None:
    """Prints how the models compare, and what became of the candidate."""
    row = outcome.row or {}
    if outcome.status == NOTHING:
        msg.good(f"Nothing is new: the current model, {row['id']}, has seen all cables that are to be taken in")
        return
    data = row["data"]
    increments = f"{len(data['new'])} new increment{'s' * (len(data['new']) != 1)} among them"
    what = f"{row['way']} on {data['cables'].get('train', 0)} cables, {increments}"
    if outcome.status == WOULD:
        msg.info(f"A candidate would be trained {what}. Nothing was changed")
        return
    show_findings(outcome.findings)
    if outcome.status == REFUSED:
        msg.fail(f"{row['id']} ({what}) is refused: {row['reason']}")
        msg.text(
            f"The current model stays. {(outcome.folder or Path()) / 'report.html'} and the drift above tell what is wrong"
            " with the new cables; they are left out from now on, until --again, with --force to take it as it is"
        )
        return
    if outcome.status == FORCED:
        msg.warn(f"{row['reason']}; taken because of --force")
    msg.good(f"{row['id']} ({what}) is the current model now, in place of {row['parent']}")


def show_findings(found: Iterable[Finding]) -> None:
    """Prints the differences in F1 by test and label."""
    rows = [
        (
            f"{one.test} ({one.kind}{'' if one.decides else ', only warns'})",
            one.label,
            str(one.cables),
            f"{one.f:+.3f}",
            "" if one.interval is None else "[{:+.3f}, {:+.3f}]".format(*one.interval),
            f"{100 * one.level:.4g} %",
            one.worse or "not worse",
        )
        for one in found
        if one.cables or one.label == ALL
    ]
    header = ("test", "label", "cables", "F1 difference", "interval", "level", "")
    msg.table(rows, header=header, aligns=("l", "l", "r", "r", "r", "r", "l"), divider=True)
