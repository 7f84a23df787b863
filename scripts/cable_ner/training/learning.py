"""Does more annotation pay? F1 on test against how many of the cables a model is trained on."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any, NamedTuple

import spacy
import srsly
from spacy.tokens import Doc
from spacy.util import load_config
from thinc.config import ConfigValidationError

from ..corpus import GOLD, SILVER
from ..evaluation import draw_learning_curve, save
from ..files import ENDING, as_table, new_docbin, read_docs, unit, write_bytes
from ..model import FACTORY
from .runs import WIDE, Data, Job, Recipe, digest_of, key_of, messages_of

NAME = "learning_curve"
COLUMNS = ("share", "cables", "tokens", "mentions", "runs", "f1_mean", "f1_sd", "f1_least", "f1_best")
_LANG = "en"  # of the vocabulary that Docs are read with; nothing is tokenised here
_DOUBLING = 0.1  # how far from a doubling two numbers may be, in doublings, to be called one


class Run(NamedTuple):
    """One training: the share and the counts of what it is trained on, and what `run_jobs` needs of it."""

    share: float
    cables: int
    tokens: int
    mentions: int
    job: Job
    data: Data


class Plan(NamedTuple):
    """What is to be trained, what of, and what the scores will be measured against (gold or silver).

    `steps` is where every training ends; `given_steps` the same, but 0 if that is up to the configuration.
    """

    runs: list[Run]
    config: str
    steps: int
    given_steps: int
    measured_against: str
    trained_on: str
    notes: list[str]


# -- what is trained on --------------------------------------------------------------------------


def parse_shares(text: str) -> list[float]:
    """Returns shares such as `0.25,0.5,1`, each once, in order. Raises ValueError for what is none above 0 and up to 1."""
    shares = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            share = float(part)
        except ValueError:
            share = math.nan
        if not 0 < share <= 1:
            raise ValueError(f"--shares {text}: '{part}' is no share above 0 and up to 1; give some, such as 0.25,0.5,1")
        shares.add(share)
    if not shares:
        raise ValueError("--shares names none; give some above 0 and up to 1, such as 0.25,0.5,1")
    return sorted(shares)


def nested(docs: Sequence[Doc], shares: Sequence[float], seed: int) -> list[list[Doc]]:
    """Returns the Docs of each share of the cables, in their order: what a smaller share has, a larger one has, too.

    Messages are drawn by a hash of themselves and the seed, until they have that many cables. All cables of a message,
    and copies of a text, stay together, so that there may be a few more.
    """
    keys = messages_of(docs)
    cables: dict[str, set[str]] = {}
    for doc, key in zip(docs, keys):
        cables.setdefault(key, set()).add(_cable(doc))
    ranked = sorted(cables, key=lambda key: (unit(f"learning {key}", seed), key))
    total = sum(map(len, cables.values()))
    return [_first(docs, keys, ranked, cables, max(round(share * total), 1)) for share in shares]


def _first(
    docs: Sequence[Doc], keys: Sequence[str], ranked: Iterable[str], cables: Mapping[str, set[str]], wanted: int
) -> list[Doc]:
    taken: set[str] = set()
    count = 0
    for key in ranked:
        if count >= wanted:
            break
        taken.add(key)
        count += len(cables[key])
    return [doc for doc, key in zip(docs, keys) if key in taken]


def _cable(doc: Doc) -> str:
    return str(doc.user_data.get("cable", ""))


def prepare(
    train: Path,
    folder: Path,
    *,
    dev: Path,
    test: Path,
    config: Path,
    code: Path | None,
    shares: Sequence[float],
    seeds: int,
    steps: int = 0,
) -> Plan:
    """Returns what is to be trained; DocBin files of each share and seed are written into `folder`.

    `steps`, if not 0, ends every training there. Raises ValueError and OSError for what cannot be read or trained.
    """
    vocab = spacy.blank(_LANG).vocab
    if code and not code.is_file():
        raise ValueError(f"{code}: no such file; give the one that `spacy train` needs as --code")
    docs = list(read_docs(train, vocab))
    if not docs:
        raise ValueError(f"{train}: holds no Docs; convert cables first")
    recipe_text, has_decision, recipe_steps = _recipe(config)
    against = _kind_of_labels(read_docs(test, vocab), test)
    if next(read_docs(dev, vocab), None) is None:
        raise ValueError(f"{dev}: holds no Docs; give another --dev, or dev a larger --partition")
    runs: list[Run] = []
    for seed in range(seeds):
        for share, part in zip(shares, nested(docs, shares, seed)):
            path = folder / f"train-{share}-{seed}{ENDING}"
            new_docbin(part).to_disk(path)
            data = Data(path, dev, test, digest_of((path, dev, test)))
            recipe = Recipe(str(share), recipe_text, code, wide=has_decision)
            cables = len({_cable(doc) for doc in part})
            tokens, mentions = sum(map(len, part)), sum(len(doc.ents) for doc in part)
            runs.append(Run(share, cables, tokens, mentions, Job(recipe, seed, key_of(recipe, data, steps)), data))
    runs, notes = _without_repeats(runs)
    kinds = sorted({doc.user_data.get("labels", SILVER) for doc in docs})
    return Plan(runs, _written(config), steps or recipe_steps, steps, against, " and ".join(kinds), notes)


def _recipe(config: Path) -> tuple[str, bool, int]:
    """Returns a configuration as text, whether its model decides for whole cables, and how many steps it takes."""
    try:
        loaded = load_config(config, interpolate=False)
        pipeline, training = loaded["nlp"]["pipeline"], loaded["training"]
    except (ConfigValidationError, OSError, KeyError, UnicodeDecodeError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
        raise ValueError(f"{config}: is no configuration of spaCy ({reason}); give another --config") from error
    if training.get("logger", {}).get("output_file"):
        training["logger"]["output_file"] = None  # the log of the project's own model
    components = [loaded.get("components", {}).get(name, {}) for name in pipeline]
    has_decision = any(own.get("factory") == FACTORY and own.get("enabled", True) for own in components)
    steps = training.get("max_steps", 0)
    return loaded.to_str(interpolate=False), has_decision, steps if isinstance(steps, int) else 0


def _written(path: Path) -> str:
    """Returns a path as it is written to a file that others read: from here, if it is below."""
    path = path.absolute()
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()


def _kind_of_labels(docs: Iterable[Doc], test: Path) -> str:
    kinds = {doc.user_data.get("labels", SILVER) for doc in docs}
    if len(kinds) != 1:
        if kinds:
            raise ValueError(f"{test}: holds both gold and silver labels, which cannot be scored together; convert again")
        raise ValueError(f"{test}: holds no Docs; give another --test, or test a larger --partition")
    return kinds.pop()


def _without_repeats(runs: Sequence[Run]) -> tuple[list[Run], list[str]]:
    """Returns the runs without the shares that are no fewer cables than a larger one, and notes on those."""
    by_share: dict[float, list[int]] = {}
    for run in runs:
        by_share.setdefault(run.share, []).append(run.cables)
    shares = sorted(by_share)
    same = [share for share, larger in zip(shares, shares[1:]) if by_share[share] == by_share[larger]]
    notes = [f"share {share:g} is left out: it is the same {by_share[share][0]} cables as a larger one" for share in same]
    return [run for run in runs if run.share not in same], notes


# -- what came of it -----------------------------------------------------------------------------


def result_of(run: Run, measured: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what is kept of a run: `f` is from 0 to 1, after the decision for whole cables if the recipe has one.

    `measured` is what `run_jobs` yields of a run that has not failed.
    """
    points = measured["ways"][WIDE if run.job.recipe.wide else ""]["f1"]
    counts = {"share": run.share, "cables": run.cables, "tokens": run.tokens, "mentions": run.mentions}
    return {**{name: measured[name] for name in ("row", "seed", "key")}, **counts, "f": round(points / 100, 6)}


def curve_of(plan: Plan, results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns what is written: a point for each share that has been trained on, and every run.

    Of a point, `f` is of each of its `seeds`; `mean` and `sd` (n - 1; None of a single one) are of these; `cables`,
    `tokens` and `mentions` are means over them, too.
    """
    wanted = {_name(run) for run in plan.runs}
    results = sorted(results, key=lambda one: (one["share"], one["seed"], one["key"]))
    by_share: dict[float, list[Mapping[str, Any]]] = {}
    for one in results:
        if (one["row"], one["seed"], one["key"]) in wanted:
            by_share.setdefault(one["share"], []).append(one)
    curve = {
        "config": plan.config,
        "measured_against": plan.measured_against,
        "trained_on": plan.trained_on,
        "steps": plan.steps,
        "seeds": sorted({run.job.seed for run in plan.runs}),
        "points": [_point(share, own) for share, own in by_share.items()],
    }
    return {**curve, "answer": answer(curve), "runs": results}


def _point(share: float, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scores = [one["f"] for one in results]
    return {
        "share": share,
        **{name: round(mean(one[name] for one in results)) for name in ("cables", "tokens", "mentions")},
        "seeds": [one["seed"] for one in results],
        "f": scores,
        "mean": mean(scores),
        "sd": stdev(scores) if len(scores) > 1 else None,
    }


def _name(run: Run) -> tuple[str, int, str]:
    return run.job.recipe.row, run.job.seed, run.job.key


def left(plan: Plan, results: Iterable[Mapping[str, Any]]) -> list[Run]:
    """Returns the runs there is no result of."""
    done = {(one["row"], one["seed"], one["key"]) for one in results}
    return [run for run in plan.runs if _name(run) not in done]


def answer(curve: Mapping[str, Any]) -> str:
    """Returns in a sentence what the last doubling of the cables brought, in another what that does not tell.

    The gain is the mean over seeds of the difference between two models of one seed, the larger of which was trained
    on all that the smaller was.
    """
    points = curve["points"]
    if len(points) < 2:
        return "Fewer than two shares have been trained on, which do not tell whether more cables would help."
    last = points[-1]
    before = min(points[:-1], key=lambda point: abs(math.log2(last["cables"] / point["cables"]) - 1))
    doublings = math.log2(last["cables"] / before["cables"])
    scores = [dict(zip(point["seeds"], point["f"])) for point in (before, last)]
    gains = [scores[1][seed] - scores[0][seed] for seed in scores[0] if seed in scores[1]]
    if not gains or doublings <= 0:
        return "No seed has been trained on two numbers of cables, which is needed to tell whether more would help."
    per_doubling = "" if abs(doublings - 1) <= _DOUBLING else f", {mean(gains) / doublings:+.3f} per doubling"
    name = "F1" if curve["measured_against"] == GOLD else "agreement (F1 against silver labels)"
    return (
        f"From {before['cables']:,} to {last['cables']:,} cables with {curve['trained_on']} labels, {name} changed by"
        f" {mean(gains):+.3f}{per_doubling} ({_spread(gains)}): {_verdict(gains)}. What yet more cables bring has not been"
        " measured: a curve mostly flattens, and the spread is that between seeds, not between test cables."
    )


def _spread(gains: Sequence[float]) -> str:
    if len(gains) == 1:
        return "one seed, so its spread is not known"
    return f"{min(gains):+.3f} to {max(gains):+.3f} over {len(gains)} seeds"


def _verdict(gains: Sequence[float]) -> str:
    if len(gains) == 1:
        return "more seeds are needed to tell whether that is more than chance"
    if min(gains) > 0:
        return "more cables like these should still help"
    return "more cables like these seem not to help" if max(gains) <= 0 else "no more than chance may have done"


# -- files ---------------------------------------------------------------------------------------


def read_results(path: Path) -> list[dict[str, Any]]:
    """Returns the runs that a file of `write` has: none if there is no such file. Raises ValueError."""
    if not path.exists():
        return []
    problem = f"{path}: is not what this command writes; remove it, or give another --output"
    try:
        curve = json.loads(path.read_bytes())  # (srsly reads 0.6 as 0.6000000000000001)
    except ValueError as error:
        raise ValueError(problem) from error
    runs = curve.get("runs") if isinstance(curve, dict) else None
    if not isinstance(runs, list) or not all(map(_is_result, runs)):
        raise ValueError(problem)
    return runs


def _is_result(run: object) -> bool:
    if not isinstance(run, dict) or not all(isinstance(run.get(name), str) for name in ("row", "key")):
        return False
    return all(isinstance(run.get(name), int | float) for name in ("seed", "share", "cables", "tokens", "mentions", "f"))


def rows_of(curve: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Returns the points as rows under COLUMNS."""
    return [
        (
            f"{point['share']:g}",
            *(point[name] for name in ("cables", "tokens", "mentions")),
            len(point["f"]),
            f"{point['mean']:.4f}",
            "" if point["sd"] is None else f"{point['sd']:.4f}",
            f"{min(point['f']):.4f}",
            f"{max(point['f']):.4f}",
        )
        for point in curve["points"]
    ]


def write(curve: Mapping[str, Any], folder: Path) -> None:
    """Writes a curve as JSON, table and, if it has points, pictures; each file is there as a whole or as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.json"
    write_bytes(path, (srsly.json_dumps(curve, indent=2) + "\n").encode())
    write_bytes(path.with_suffix(".csv"), as_table(COLUMNS, rows_of(curve)).encode())
    for ending in (".svg", ".png"):
        if curve["points"]:
            save(draw_learning_curve(curve), path.with_suffix(ending))
        else:
            path.with_suffix(ending).unlink(missing_ok=True)
