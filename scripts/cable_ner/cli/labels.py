"""`cable-ner labels`: how good the training labels are, against gold or by a random sample that a person checks."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import spacy
import srsly
import typer

from ..evaluation import (
    ALL,
    KINDS,
    MENTION,
    METRICS,
    PARAGRAPH,
    Interval,
    LaterLabels,
    NoTwinsError,
    accuracy_in_words,
    against_gold,
    as_csv,
    draw,
    estimate,
    label_table,
    read_sample,
    rule_table,
)
from ..files import explain, read_docs, write_bytes
from ..labels import NEVER, read_corrections
from ..labels import Corrections as Decisions
from ..retraining import drift, read_figures
from ..rules import read_rules
from .console import errors_told, msg, progress
from .options import (
    ALL_LABELS,
    RULES_FILE,
    Corrections,
    CorrectionsUse,
    Labels,
    Lang,
    Raw,
    Rules,
    RulesFile,
    Seed,
    Unannotated,
    names_of,
    scheme_of,
)

app = typer.Typer(help="Measure how good the training labels are.", no_args_is_help=True, add_completion=False)
NAME = "label-accuracy"


# -- against gold --------------------------------------------------------------------------------


@app.command("gold")
def main_gold(
    raw: Raw,
    gold: Annotated[list[str], typer.Option(help="Hand-checked versions of the same cables; may be repeated")],
    rules: Rules = True,
    rules_file: RulesFile = RULES_FILE,
    corrections: Corrections = "",
    corrections_use: CorrectionsUse = "any",
    unannotated: Unannotated = "leave-out",
    optional: Annotated[bool, typer.Option("--optional", help="Do not fail if no cable has a gold twin")] = False,
    audited: Annotated[
        Path | None, typer.Option(help="Audited version of the cables: a DocBin file or folder of shards")
    ] = None,
    labels: Labels = ALL_LABELS,
    lang: Lang = "en",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=f"Folder to write {NAME}.json, {NAME}.csv and {NAME}-rules.csv to")
    ] = None,
) -> None:
    """Compare the labels of cables with gold labels for the same text: as tagged, after rules, after corrections.

    A mention is right if its extent and its label are. Errors: `type` (right extent, wrong label), `boundary` (right
    label, wrong extent), `both` (overlaps a gold mention, but extent and label are wrong), `spurious` (overlaps no gold
    mention), `missed` (a gold mention that nothing overlaps).
    """
    with errors_told():
        try:
            figures = against_gold(
                raw,
                gold,
                rules=read_rules(rules_file) if rules else [],
                corrections=_decisions(corrections, corrections_use),
                corrections_use=corrections_use,
                audited=audited,
                scheme=scheme_of(names_of(labels), {}),
                unannotated=unannotated,
                lang=lang,
                progress=progress("cable"),
            )
        except NoTwinsError as error:
            if not optional:
                raise
            msg.info(str(error))
            if output:
                output.mkdir(parents=True, exist_ok=True)
            return
        if output:
            output.mkdir(parents=True, exist_ok=True)
            write_bytes(output / f"{NAME}.json", (srsly.json_dumps(figures, indent=2) + "\n").encode())
            write_bytes(output / f"{NAME}.csv", label_table(figures).encode())
            write_bytes(output / f"{NAME}-rules.csv", rule_table(figures).encode())
    show_gold(figures)
    if not figures["labels"][list(figures["labels"])[-1]]["all"]["support"] and not optional:
        raise typer.Exit(1)


def _decisions(corrections: str, use: str) -> Decisions:
    """Returns the decisions to apply: none without a file."""
    return read_corrections(Path(corrections)) if corrections and use != NEVER else Decisions()


def show_gold(figures: dict[str, Any]) -> None:
    """Prints the tables, and which cables could not be compared as a whole."""
    cables = figures["cables"]
    msg.divider(f"{cables['compared']} of {cables['gold']} gold cables compared, {cables['silver']} silver ones")
    last = list(figures["labels"])[-1]
    _table("labels", {name: found["all"] for name, found in figures["labels"].items()})
    if figures["audited"]:
        _table("in audited paragraphs", {name: found["all"] for name, found in figures["audited"].items()})
    _table(f"label, {last}", figures["labels"][last]["per_label"])
    _table(f"zone, {last}", figures["labels"][last]["per_zone"])
    if figures["rules"]:
        header = ("rule", "changed", "right before", "wrong before", "right after", "wrong after")
        rows = [(rule, *map(str, effect.values())) for rule, effect in figures["rules"].items()]
        msg.table(rows, header=header, aligns=("l", *["r"] * 5), divider=True)
    if untrusted := figures["labels"][last]["untrusted"]:
        msg.info(f"{untrusted} of the missed mentions are marked missing, so they teach the model nothing wrong")
    _show_what_was_not_compared(cables)
    score = figures["labels"][last]["all"]
    if not score["support"]:
        msg.warn("The gold cables have no mention: there is nothing to measure the labels against")
        return
    if worth := accuracy_in_words(figures):
        msg.info(worth)
    msg.good(f"F1 {score['f']:.3f} {last}: accuracy against hand-checked (gold) labels, {score['support']} mentions")


def _show_what_was_not_compared(cables: dict[str, Any]) -> None:
    for item in cables["texts_differ"]:
        msg.warn(
            f"{item['gold']}: the text differs from {item['silver']} (same {item['known_by']});"
            f" {item['paragraphs_compared']} of {item['paragraphs']} paragraphs were compared,"
            f" {item['mentions_left_out']} of {item['mentions']} mentions left out"
        )
    if without := cables["unlabelled"]:
        msg.warn(
            f"{len(without)} cables have no annotation, so there are no labels to compare:"
            f" {', '.join(without[:5])}{', …' if without[5:] else ''}"
        )
    for failure in cables["not_read"]:
        msg.warn(failure)
    if alone := cables["gold_alone"]:
        msg.warn(f"{len(alone)} gold cables have no silver twin: {', '.join(alone[:5])}{', …' if alone[5:] else ''}")


def _table(name: str, rows: dict[str, dict[str, Any]]) -> None:
    header = (name, "precision", "recall", "F1", "support", *KINDS)
    body = [
        (
            key or "(none)",
            *(f"{row[figure]:.3f}" for figure in "prf"),
            str(row["support"]),
            *(str(row[kind]) for kind in KINDS),
        )
        for key, row in rows.items()
    ]
    msg.table(body, header=header, aligns=("l", *["r"] * (len(header) - 1)), divider=True)


# -- without gold --------------------------------------------------------------------------------


@app.command("sample")
def main_sample(
    corpus: Annotated[Path, typer.Argument(help="DocBin file, or folder of shards")],
    number: Annotated[int, typer.Option("-n", help="Number of mentions to draw, and of unlabelled candidates", min=1)] = 200,
    paragraphs: Annotated[
        int | None, typer.Option(help="Draw so many whole paragraphs to read, in place of unlabelled candidates", min=1)
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Test cables (DocBin file or folder) that scores are known for, to show how these differ"),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Spreadsheet (CSV) to fill in")] = Path("sample.csv"),
    seed: Seed = 0,
    lang: Lang = "en",
) -> None:
    """Draw mentions and unlabelled words (or paragraphs) at random, to be checked by hand.

    Fill in the column `right`. For a mention: y if it is right; n if it is not a name; b if the name begins or ends
    elsewhere; or the right label. For unlabelled text: y if it is right to have no label, or if it is part of a name
    labelled next to it; n if it is a name; or the label it should have (`PER LOC` if it holds two names). For a paragraph,
    whose mentions are in brackets: how many names have no bracket at all (`y` or 0 for none), or their labels.
    """
    with errors_told():
        vocab = spacy.blank(lang).vocab
        try:
            drawn = draw(lambda: read_docs(corpus, vocab), number, paragraphs=paragraphs, seed=seed)
            differences = drift.differing(read_docs(against, vocab), read_docs(corpus, vocab), seed=seed) if against else []
        except ValueError as error:
            raise ValueError(str(error) if str(corpus) in str(error) else f"{corpus}: {error}") from error
        output.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(output, as_csv(drawn).encode("utf-8-sig"))
    sizes = {item.place[:2]: item.size for item in drawn}
    counts = Counter(item.place[:2] for item in drawn)
    rows = [(what, name, str(counts[what, name]), str(sizes[what, name])) for what, name in sorted(sizes)]
    msg.table(rows, header=("", "stratum", "drawn", "of"), aligns=("l", "l", "r", "r"), divider=True)
    if against:
        show_differences(differences, against)
    msg.good(f"{len(drawn)} rows in {output}; fill in the column `right`, then run `cable-ner labels estimate {output}`")


def show_differences(differences: list[dict[str, Any]], against: Path) -> None:
    """Prints how cables differ from those of a test, and what follows from that."""
    msg.table(
        drift.figure_rows(differences), header=("", "test", "these", "usual range", ""), aligns=("l", *"rrrl"), divider=True
    )
    if flagged := [row["figure"] for row in differences if row["unusual"]]:
        msg.warn(
            f"These cables differ from those of {against} ({', '.join(flagged)}): the scores measured there, and what `tag`"
            " promises, may not hold here; trust the estimate from this sample"
        )
    else:
        msg.info(f"No figure is outside the range that is usual among the cables of {against}")


_NO_PLACE = (
    "a row of a whole paragraph tells how many names are missing, not where, so that --now cannot be estimated; use a sample"
    " without --paragraphs"
)


@app.command("estimate")
def main_estimate(
    sample: Annotated[Path, typer.Argument(help="The sample, with the column `right` filled in")],
    labels: Annotated[str, typer.Option(help="Labels allowed in the column `right`")] = ALL_LABELS,
    metrics: Annotated[
        Path | None, typer.Option(help=f"{METRICS} of the model that tagged these cables, to compare its test with them")
    ] = None,
    now: Annotated[
        Path | None,
        typer.Option(help="DocBin file, or folder of shards, with later labels: also estimate how good these are"),
    ] = None,
    lang: Lang = "en",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the figures")] = None,
) -> None:
    """Estimate precision, recall and F1 of the whole corpus from a checked sample, each with a 95 % interval.

    With --now the same answers also tell how good later labels of the same cables are, such as those of
    corpus/audited/train.spacy after a review.
    """
    later: LaterLabels | None = None
    try:
        checked = read_sample(sample, names_of(labels))
        test = read_figures(metrics, {"scores", "measured_against", "test"}) if metrics else None
        if now:
            if any(stratum.what == PARAGRAPH for stratum in checked.strata):
                raise ValueError(f"{sample}: {_NO_PLACE}")
            later = LaterLabels(read_docs(now, spacy.blank(lang).vocab))
            strata = read_sample(sample, names_of(labels), judge=later.judged).strata
            if later.absent == sum(len(stratum.checked) for stratum in strata):
                raise ValueError(f"{now}: holds none of the cables of {sample}; give later labels of the same cables")
    except (ValueError, OSError) as error:
        for line in explain(error).splitlines():
            msg.fail(line)
        raise typer.Exit(1) from None
    found = estimate(checked.strata)
    rows = len([item for stratum in checked.strata for item in stratum.checked])
    mentions = sum(stratum.size for stratum in checked.strata if stratum.what == MENTION)
    figures = {"checked": rows, "not_checked": checked.left, "mentions": mentions, **found.as_dict()}
    show_estimate(figures)
    if not any(stratum.what == PARAGRAPH for stratum in checked.strata):
        msg.info("names outside the candidates are not counted, so the true recall is probably lower")
    if test:
        show_test(figures, test)
    if later:
        found = estimate(strata, mentions=later.mentions)
        three = {name: getattr(found, name)._asdict() for name in ("precision", "recall", "f1")}
        figures["now"] = {"mentions": later.mentions, "untold": later.untold, "absent": later.absent, **three}
        _show_now(figures["now"], figures["f1"])
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(output, (srsly.json_dumps(figures, indent=2) + "\n").encode())


def show_estimate(figures: dict[str, Any]) -> None:
    """Prints the estimates with their intervals."""
    rows = [(f"precision of {label}", *_interval(found)) for label, found in figures["precision_per_label"].items()]
    rows += [
        (name, *_interval(figures[key])) for name, key in (("precision", "precision"), ("recall", "recall"), ("F1", "f1"))
    ]
    msg.table(rows, header=("", "estimate", "95 % interval"), aligns=("l", "r", "r"), divider=True)
    missed = [(f"missed, {kind}", f"{count:.0f}") for kind, count in figures["missed"].items()]
    msg.table(missed, header=(f"of about {figures['names']:.0f} names", ""), aligns=("l", "r"), divider=True)
    if figures["not_checked"]:
        msg.info(f"based on {figures['checked']} checked rows; {figures['not_checked']} are not checked yet")


def show_test(figures: dict[str, Any], test: dict[str, Any]) -> None:
    """Prints what the model scored on its test beside the estimates, and where the two are further apart than chance."""
    scores = test["scores"][ALL]
    bounds = scores["interval"] or {}
    rows, apart = [], []
    for name, key, short_key in (("precision", "precision", "p"), ("recall", "recall", "r"), ("F1", "f1", "f")):
        here, there = figures[key], bounds.get(short_key)
        span = "{:.3f} to {:.3f}".format(*there) if there else ""
        rows.append((name, *_interval(here), f"{scores[short_key]:.3f}", span))
        if there and (here["high"] < there[0] or there[1] < here["low"]):
            apart.append(name)
    kind = f"test, {test['measured_against']}"
    msg.table(rows, header=("", "here", "95 % interval", kind, "95 % interval"), aligns=("l", *"rrrr"), divider=True)
    if apart:
        msg.warn(
            f"{' and '.join(apart)} differ from the test by more than chance: its scores, and promises, do not hold here"
        )
    else:
        msg.info("The intervals overlap: nothing says that the scores of the test do not hold here")


def _show_now(figures: dict[str, Any], before: dict[str, Any]) -> None:
    """Prints how good later labels are, and what of them the sample does not tell."""
    rows = [
        (name, *_interval(figures[key])) for name, key in (("precision", "precision"), ("recall", "recall"), ("F1", "f1"))
    ]
    msg.table(rows, header=("labels now", "estimate", "95 % interval"), aligns=("l", "r", "r"), divider=True)
    msg.info(f"F1 was {before['value']:.3f} when the sample was drawn")
    if figures["untold"]:
        msg.info(f"{figures['untold']} labels were changed where no answer says what is right; they count as wrong")
    if figures["absent"]:
        msg.warn(f"{figures['absent']} rows are of paragraphs that have no later labels; the names in them count as missed")


def _interval(found: dict[str, Any]) -> tuple[str, str]:
    interval = Interval(**found)
    return f"{interval.value:.3f}", f"{interval.low:.3f} to {interval.high:.3f}"
