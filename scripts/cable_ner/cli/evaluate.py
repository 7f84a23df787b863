"""`cable-ner evaluate`: score a model on test, with intervals and baselines, and list every error."""

from pathlib import Path
from typing import Annotated, Any

import srsly
import typer
from thinc.api import require_cpu

from ..corpus import CABLES
from ..evaluation import (
    ALL,
    FEWEST,
    FOLDER,
    METRICS,
    RIGHT,
    Evaluation,
    evaluate,
    files,
    label_gaps,
    nothing_scored,
    report,
)
from ..files import replacing, shard_files, texts_digest, whole_lines, write_bytes
from ..retraining import MAY_LEAK, REMEDY, belongs
from ..training import trained_on
from .console import errors_told, msg, progress
from .options import TRAINING

REPORT = "report.html"
LABEL_ACCURACY = "label-accuracy.json"

Conversion = Annotated[Path | None, typer.Option(help="convert.json, to show in the report")]
Audit = Annotated[Path | None, typer.Option(help="JSON file written by `audit`")]
LabelAccuracy = Annotated[Path | None, typer.Option(help="Folder written by `labels gold`, to show in the report")]
LearningCurve = Annotated[Path | None, typer.Option(help="learning_curve.json, to show in the report")]
Log = Annotated[Path | None, typer.Option(help="Training log (JSON lines), to show in the report")]


def main(
    model: Annotated[str, typer.Argument(help="Folder or installed package of the model")],
    test: Annotated[Path, typer.Argument(help="DocBin file (or folder of shards) to score on")],
    train: Annotated[
        Path | None,
        typer.Option(help="Training Docs of the model, to tell seen mentions and build a gazetteer"),
    ] = None,
    compare: Annotated[str, typer.Option(help="Another model, to show how and where the two differ")] = "",
    previous: Annotated[str, typer.Option(help="The previous model, if there is one, as a baseline")] = "",
    seed_model: Annotated[
        list[str] | None,
        typer.Option(help="Model of the same recipe with another seed; may be repeated"),
    ] = None,
    conversion: Conversion = None,
    audit: Audit = None,
    label_accuracy: LabelAccuracy = None,
    learning_curve: LearningCurve = None,
    log: Log = None,
    output: Annotated[Path, typer.Option("--output", "-o", help=f"Folder for {METRICS}, {FOLDER} and {REPORT}")] = TRAINING,
) -> None:
    """Score a model on test cables and write the report.

    Scores have intervals and are compared with baselines; every error is listed. If an input of the report or the
    previous model does not exist, the report leaves it out.
    """
    with errors_told():
        require_cpu()
        parts = parts_of(audit, label_accuracy, learning_curve, log)
        data = _object(conversion) or {}
        _check_texts(model, test, train, (conversion or test).parent)
        found = evaluate(
            model,
            test,
            train=_there(
                train, "the report cannot tell which mentions were seen in training, and has no gazetteer baseline"
            ),
            compare=compare,
            previous=str(
                _there(Path(previous) if previous else None, "the report has no previous model to compare with") or ""
            ),
            seed_models=seed_model or (),
            progress=progress("paragraph"),
        )
        if nothing_scored(found.metrics):
            raise ValueError(f"{test}: has no mention, and {model} finds none: there is nothing to score; give another test")
        found.metrics["data"] = {key: data.get(key, {}) for key in ("split", "partitions")} if data else None
        page = report.render(found.metrics, found.errors, disagreements=found.disagreements, **parts)
        write(found, page, output)
    show(found.metrics)
    msg.good(f"report: {output / REPORT}; {len(found.errors)} errors: {output / FOLDER}")


def parts_of(
    audit: Path | None, label_accuracy: Path | None, learning_curve: Path | None, log: Path | None
) -> dict[str, Any]:
    """Returns what else the report shows, as far as it is there. Raises ValueError for files of something else."""
    return {
        "audit": _object(audit),
        "label_accuracy": _object(label_accuracy / LABEL_ACCURACY if label_accuracy else None),
        "learning_curve": _object(learning_curve),
        "training_log": _rows(log),
    }


# -- files ---------------------------------------------------------------------------------------


def _check_texts(model: str, test: Path, train: Path | None, corpus: Path) -> None:
    """Raises ValueError if `train` is not what the model was trained on; warns if the test may be part of that."""
    noted = trained_on(model).get("train")
    given = train if train and train.exists() else None
    if not noted or (given and texts_digest(shard_files(given)) == noted):
        return
    is_of_corpus = belongs(Path(model), corpus)
    if given and not (is_of_corpus and (corpus / CABLES).exists()):
        raise ValueError(f"{given}: {model} was trained on other cables, {MAY_LEAK}; {REMEDY}, or leave out --train")
    if given:
        msg.warn(f"{given} has only some of the cables that {model} was trained on; names in the others count as unseen")
    elif not is_of_corpus:
        msg.warn(f"{model} was trained on other cables than {corpus} has in train now, {MAY_LEAK}")


def _there(path: Path | None, without: str) -> Path | None:
    """Returns the path if it is there, and else says what follows from that."""
    if path is None or path.exists():
        return path
    msg.info(f"{path} does not exist: {without}")
    return None


def _object(path: Path | None) -> dict[str, Any] | None:
    """Returns what a JSON file holds, or None if it is not there. Raises ValueError for what is not an object."""
    if path is None or not path.exists():
        return None
    try:
        found = srsly.read_json(path)
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON ({error}); create it again") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path}: holds no JSON object; create it again")
    return found


def _rows(path: Path | None) -> list[dict[str, Any]] | None:
    """Returns the rows of a file of JSON lines, or None if it is not there. Raises ValueError for other files."""
    if path is None or not path.exists():
        return None
    rows = []
    for number, line in whole_lines(path):
        try:
            row = srsly.json_loads(line)
        except ValueError as error:
            raise ValueError(f"{path}:{number}: is not JSON ({error}); train again, or omit --log") from error
        if isinstance(row, dict):
            rows.append(row)
    return rows


def write(found: Evaluation, page: str, output: Path) -> None:
    """Writes the figures, the tables and the report: all of them or none. Raises OSError."""
    with replacing(output, [METRICS, FOLDER, REPORT]) as scratch:
        (scratch / FOLDER).mkdir()
        for name, data in files(found):
            write_bytes(scratch / name, data)
        write_bytes(scratch / REPORT, page.encode())


# -- what is printed -----------------------------------------------------------------------------


def show(metrics: dict[str, Any]) -> None:
    """Prints the scores, and what they are measured against."""
    test, scores = metrics["test"], metrics["scores"]
    msg.divider(f"Test: {test['cables']} cables, {metrics['measured_against']} labels")
    header = ("label", "precision", "recall", "F1", f"{100 * metrics['intervals']['level']:.0f} % interval of F1", "support")
    rows = [_row(name, score, _span(score["interval"]), score.get("support", "")) for name, score in scores.items()]
    msg.table(rows, header=header, aligns=("l", *"rrrrr"), divider=True)
    _show_what_is_left_out(test, scores)
    for gap in label_gaps(metrics):
        msg.warn(gap)
    _show_others(metrics)
    overall = scores[ALL]
    bounds = (overall["interval"] or {}).get("f")
    span = f" [{bounds[0]:.2f}, {bounds[1]:.2f}]" if bounds else ""
    if overall["support"]:
        msg.info(f"F1 {overall['f']:.3f}{span} is {metrics['measure']}")
    else:
        msg.warn(f"The test has no mention, so that all {overall['spurious']} found are wrong: an F1 says nothing here")


def _show_what_is_left_out(test: dict[str, Any], scores: dict[str, Any]) -> None:
    if test["missing_tokens"]:
        msg.info(
            f"Not scored: {test['missing_tokens']} tokens whose labels are missing,"
            f" and {test['ignored_predictions']} predicted mentions on them"
        )
    if few := [name for name, score in scores.items() if "f" not in (score["interval"] or {})]:
        msg.info(f"No interval of F1, in fewer than {FEWEST} cables: {', '.join(few)}")


def _show_others(metrics: dict[str, Any]) -> None:
    """Prints the kinds of error, and the model beside other systems."""
    kinds = [f"{count} {kind}" for kind, count in metrics["kinds"][ALL].items() if kind != RIGHT]
    msg.info(f"Errors: {', '.join(kinds)}")
    if found := metrics["calibration"]:
        _show_confidence(found)
    if metrics["baselines"]:
        header = ("baseline", "precision", "recall", "F1", "F1 of the model", "difference", "paragraphs")
        rows = [
            _row(
                one["name"], one["scores"][ALL], f"{one['model'][ALL]['f']:.3f}", _gain(one["difference"]), one["paragraphs"]
            )
            for one in metrics["baselines"]
        ]
        msg.table(rows, header=header, aligns=("l", *"rrrrrr"), divider=True)
    if seeds := metrics["seeds"]:
        msg.info(
            f"F1 over {len(seeds['f'])} models of the recipe: mean {seeds['mean']:.3f}, standard deviation {seeds['sd']:.3f}"
        )
    if other := metrics["comparison"]:
        change = other["difference"][ALL]
        chance = "" if change["p"] is None else f"; p = {change['p']:.2g}, paired t test over cables"
        msg.info(f"F1 differs by {_gain(change)} from that of {other['other']} ({other['scores'][ALL]['f']:.3f}){chance}")
        msg.info(
            f"Where the two differ, only this model is right in {other['only_here_right']} places,"
            f" only the other in {other['only_there_right']}, and neither in {other['both_wrong']}"
        )


def _show_confidence(found: dict[str, Any]) -> None:
    """Prints how far the confidence is from the share that is right, and why mentions have none."""
    own = found["calibrated"]
    before = f"; {found['error_before']:.3f} without its calibration on dev ({own['labels']} labels)" if own else ""
    none = f"; {found['left_out']} mentions that the decision for whole cables made have none" if found["left_out"] else ""
    msg.info(f"Confidence is off by {found['error']:.3f} on average{before}{none}")


def _row(name: str, score: dict[str, Any], *others: object) -> tuple[str, ...]:
    return name, *(f"{score[key]:.3f}" for key in "prf"), *map(str, others)


def _span(interval: dict[str, list[float]] | None) -> str:
    bounds = (interval or {}).get("f")
    return "" if bounds is None else "[{:.3f}, {:.3f}]".format(*bounds)


def _gain(difference: dict[str, Any]) -> str:
    bounds = difference["interval"]
    return f"{difference['f']:+.3f}" + ("" if bounds is None else " [{:+.3f}, {:+.3f}]".format(*bounds))
