"""A model that has seen the new cables, too, and takes the current one's place only if it is not worse.

What is new is converted alone (`increments`), how it differs is said (`drift`), a candidate is trained in a folder of its
own, and it and the current model are scored on the same tests: the frozen one (the tests of all cables that the current
model was made of) and the new cables'. Then the gate decides.

The gate. All of it is about F1, candidate minus current model on the same cables, by the paired bootstrap over cables
(`bootstrap`; Koehn 2004, https://aclanthology.org/W04-3250/, percentile intervals of Efron and Tibshirani 1993). A candidate
is refused if on a test that decides

1. the 95 % interval of the difference lies wholly below 0, for all labels together;
2. or an interval lies wholly below 0 for one label, at the level that is 95 % for all labels at once: 1 - 0.05 / their
   number (Bonferroni; on several comparisons at a time: Dror et al. 2017, https://aclanthology.org/Q17-1033/);
3. or the difference itself is below -0.02, for all labels together, whatever the interval: a test of few cables has
   intervals too wide to tell, and that it cannot tell is no reason to trust. (Not on a new test of fewer than 6 cables:
   that is chance, and the frozen test is there.)

Rules 1 and 2 need as many cables as could give that verdict other than by chance: n cables that are all worse are, between
models that are equally good, (1/2)^n of the outcomes (the sign test), which has to be at most half of 1 - level: 6 cables
at 95 %, 8 at 98.75 %. And they let pass a loss below 0.005, which on a large test is soon more than the cables' chance, but
is no more than what another seed does to the same recipe: that chance the bootstrap does not see (Reimers and Gurevych 2017,
https://aclanthology.org/D17-1035/).

Silver labels are the tagger's: a difference there is one in agreement with it, not in accuracy. So a silver test decides
only if there is no gold one at all, and then it is the frozen one; the new cables' silver test, or a silver one beside
gold, only warns.
"""

import math
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import spacy
import srsly
from spacy.util import load_config
from thinc.api import Config

from ..corpus import BASELINE, GOLD, REPORT, ConversionSettings, GoldFolders, Increment
from ..corpus import increments as on_disk
from ..evaluation import (
    ALL,
    FOLDER,
    MACRO,
    Counts,
    Progress,
    Resampling,
    Run,
    as_reference,
    evaluate,
    files,
    kind_of,
    load,
    paired,
    read,
    scores,
)
from ..evaluation import report as reporting
from ..files import ENDING, read_docs, write_bytes
from ..model import backend, consistency, embedding, tokenizer  # noqa: F401 (registered when imported)
from ..training import Commands, Failed, code_files
from ..work import Where, ended_with_this
from . import drift as drifting
from . import lineage as models  # noqa: F401 (registered when imported)
from .lineage import ACCEPTED, CANDIDATES, CURRENT, FIRST, FORCED, REFUSED, Row

FRESH, CONTINUED = WAYS = ("fresh", "continued")
STEPS, RATE, TIMES = 600, 0.001, 3  # of a training that continues
FROZEN, NEW = "frozen", "new"  # the tests
NOTHING, WOULD = "nothing new", "would train"
_WORK = ".work-"
_TRAINED, _DATA = "trained.json", "data"
Say = Callable[[str], None]


class Gate(NamedTuple):
    """By which figures a candidate is refused; see above."""

    level: float = 0.95
    margin: float = 0.02
    negligible: float = 0.005
    resamples: int = 10_000
    seed: int = 0


class Finding(NamedTuple):
    """How a label (or all) of a test compares: the difference in F1, its interval at `level`, why that is worse if it is.

    `cables` are those that have anything of the label; `decides` says whether being worse here refuses the candidate.
    """

    test: str
    kind: str
    decides: bool
    label: str
    cables: int
    f: float
    interval: list[float] | None
    level: float
    worse: str = ""


class HeldOut(NamedTuple):
    """A test: its name, the kind of its labels, its files, and whether it decides."""

    name: str
    kind: str
    path: Path
    decides: bool


class Options(NamedTuple):
    """How to train, and what of it to take."""

    config: Path
    code: Path | None = None
    lang: str = ""  # of the model; empty: as the recipe says
    way: str = FRESH
    seed: int = 0
    gpu_id: int = -1
    max_steps: int = 0  # ends a fresh training there, if not 0
    steps: int = STEPS  # of a continued one
    rate: float = RATE  # at which a continued one starts
    times: int = TIMES  # how often a continued one sees new cables for once an old one
    force: bool = False
    again: bool = False
    dry_run: bool = False
    gate: Gate = Gate()


class Plan(NamedTuple):
    """A candidate that is to be trained: `config` is all of it but for the files, `key` a digest of what it is made of.

    `train` says how often the increment of a number is taken.
    """

    way: str
    config: Config
    code: Path | None
    gpu_id: int
    train: dict[int, int]
    key: str


class Outcome(NamedTuple):
    """What a run came to: `status` is a decision, NOTHING or WOULD; `row` is the candidate's line, else the current one.

    `drift` is by increment, `folder` has the candidate if it lost.
    """

    status: str
    row: Row | None = None
    findings: Sequence[Finding] = ()
    drift: Mapping[int, dict[str, Any]] = {}
    folder: Path | None = None


Train = Callable[[Plan, Path], None]  # (what, folder with config.cfg): writes model-best into the folder


# -- what there is to train on -------------------------------------------------------------------


class Stock(NamedTuple):
    """The increments that the current model has seen, those that are new, and those that a candidate lost with."""

    seen: list[Increment]
    new: list[Increment]
    left_out: list[Increment]


def stock(corpus: Path, training: Path, row: Row, *, again: bool = False) -> Stock:
    """Returns which increments are what, to the model of a line; an increment is known by its digest.

    With `again`, what a candidate lost with is new. Raises ValueError if there is no base.
    """
    first, *later = on_disk.on_disk(corpus)
    later = [one for one in later if any(one.cables.values())]  # (of another all cables may be copies)
    seen = set(row["data"]["digests"].values())
    tried = {digest for one in _since_first(models.read_lineage(training)) for digest in one["data"]["digests"].values()}
    new = [one for one in later if one.digest not in seen and (again or one.digest not in tried)]
    left_out = [one for one in later if one.digest in tried - seen and not again]
    return Stock([first, *(one for one in later if one.digest in seen)], new, left_out)


def _since_first(rows: Sequence[Row]) -> Sequence[Row]:
    firsts = [number for number, row in enumerate(rows) if row["decision"] == FIRST]
    return rows[firsts[-1] :] if firsts else rows


def data_of(seen: Sequence[Increment], new: Sequence[Increment] = ()) -> dict[str, Any]:
    """Returns what a line says of the data: numbers, digests and cables by partition of the increments."""
    cables: Counter[str] = Counter()
    for one in (*seen, *new):
        cables.update(one.cables)
    return {
        "increments": [one.number for one in (*seen, *new)],
        "new": [one.number for one in new],
        "digests": {str(one.number): one.digest for one in (*seen, *new)},
        "cables": dict(sorted(cables.items())),
    }


def present(corpus: Path, training: Path, *, write: bool = True) -> Row:
    """Returns the current model's line; one that `spacy project run all` has trained is adopted (if `write`).

    Raises ValueError if there is no model.
    """
    model = training / CURRENT
    if not (model / "meta.json").exists():
        raise ValueError(f"{model}: there is no model to go on from; run `spacy project run all` first")
    if known := models.current_row(training):
        return known
    before = models.line_of(training)
    row = models.new_row(
        training,
        model,
        parent=before[-1] if before else None,
        decision=FIRST,
        reason="trained by `spacy project run all`",
        data=data_of(on_disk.on_disk(corpus)[:1]),
        way=FRESH,
        scores=_scores_of_report(training),
    )
    if write:
        models.adopt(model, training, row)
    return row


def _scores_of_report(training: Path) -> dict[str, Any] | None:
    """Returns the scores of metrics.json, if that was written after the model was."""
    path, model = training / "metrics.json", training / CURRENT / "meta.json"
    if not path.exists() or path.stat().st_mtime < model.stat().st_mtime:
        return None
    found = srsly.read_json(path)
    if not isinstance(found, dict) or not {"scores", "measured_against", "test"} <= found.keys():
        return None
    return {FROZEN: {"kind": found["measured_against"], "cables": found["test"]["cables"], **_short(found["scores"])}}


def _short(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    keys = ("p", "r", "f", "support", "interval")
    return {"scores": {name: {key: score.get(key) for key in keys} for name, score in found.items() if name != MACRO}}


def labels_in(increments: Iterable[Increment]) -> set[str]:
    """Returns the labels that the train partitions of increments have, of their convert.json."""
    found = set()
    for one in increments:
        found.update(srsly.read_json(one.path / REPORT)["partitions"].get("train", {}).get("mentions", {}))
    return found


# -- how to train --------------------------------------------------------------------------------


def plan(options: Options, there: Stock, current: Row, model: Path, *, differences: Sequence[str] = (), say: Say) -> Plan:
    """Returns what is to be trained, in which way, and says why if that is not the way that was asked for.

    `model` is the current one, `differences` are those of the settings from the base's. Raises ValueError and OSError.
    """
    if options.way not in WAYS:
        raise ValueError(f"--way {options.way} is neither {FRESH} nor {CONTINUED}")
    config, way = load_config(options.config, interpolate=False), options.way
    config.setdefault("nlp", {})["lang"] = options.lang or config["nlp"].get("lang", "en")
    if changed := config_differs(config, model):
        say(f"{options.config} has changed since the current model: {', '.join(changed)}")
    if more := labels_in(there.new) - labels_in(there.seen):
        say(f"New labels: {', '.join(sorted(more))}. The cables converted before have none of them, and count as without")
    if way == CONTINUED:
        new_labels = labels_in([*there.seen, *there.new]) - set(models.labels_of(model))
        reasons = [
            *(line for line in differences if line.startswith(_BEGINS_ANEW)),
            *changed,
            *(f"label {label} is new to the model" for label in sorted(new_labels)),
        ]
        if not _is_same_spacy(current):
            reasons.append(f"spaCy is {spacy.__version__}, and was {current['versions']['spacy']}")
        if reasons:
            say(f"The training begins afresh, it cannot go on from the current model: {'; '.join(reasons)}")
            way = FRESH
    config = _config(config, options, way, model)
    times = {one.number: 1 for one in there.seen}
    times |= {one.number: options.times if way == CONTINUED else 1 for one in there.new}
    return Plan(way, config, options.code, options.gpu_id, times, _key(config, options, way, current, there, times))


# ConversionSettings of a conversion that change what a model is to say; with others, the same is only said of other data.
_BEGINS_ANEW = ("labels:", "label map:", "language:")


def _is_same_spacy(row: Row) -> bool:
    return str(row["versions"]["spacy"]).split(".")[:2] == spacy.__version__.split(".")[:2]


def config_differs(config: Config, model: Path) -> list[str]:
    """Returns which parts of a recipe are not those that a model was made by: language, pipeline, tokenizer, components."""
    # (Of the blocks of a model; what the recipe leaves to spaCy's defaults is filled in in the model's own.)
    mine, made = config.interpolate(), Config().from_disk(model / "config.cfg")
    parts = [f"nlp.{name}" for name in ("lang", "pipeline", "tokenizer") if not _agrees(mine["nlp"], made["nlp"], name)]
    names = {**mine["components"], **made["components"]}
    return parts + [f"components.{name}" for name in names if not _agrees(mine["components"], made["components"], name)]


def _agrees(mine: Any, made: Any, name: str) -> bool:
    """Returns whether all that one says the other says, too."""
    if name not in mine or name not in made:
        return name not in mine and name not in made
    one, other = mine[name], made[name]
    if isinstance(one, dict) and isinstance(other, dict):
        return all(key in other and _agrees(one, other, key) for key in one)
    return (list(one) == list(other)) if isinstance(one, list | tuple) and isinstance(other, list | tuple) else one == other


def _config(config: Config, options: Options, way: str, model: Path) -> Config:
    """Returns a recipe with its steps, and continued, with the components that have weights taken from the current model."""
    made = config.copy()
    steps = options.steps if way == CONTINUED else 0
    if way == CONTINUED:
        for name, component in made["components"].items():
            if "model" in component:
                made["components"][name] = {"source": str(model.resolve())}
        _slow_down(made["training"], steps, options.rate)
    if steps := options.max_steps or steps:
        made["training"]["max_steps"] = steps
        # (An evaluation takes its time, and so do five.)
        made["training"]["eval_frequency"] = min(made["training"].get("eval_frequency", steps), max(steps // 5, 1))
    made.setdefault("system", {})["seed"] = options.seed
    return made


def _slow_down(training: dict[str, Any], steps: int, rate: float) -> None:
    optimizer = training.get("optimizer", {})
    schedule = optimizer.get("learn_rate")
    if isinstance(schedule, dict) and "initial_rate" in schedule:
        schedule["initial_rate"] = rate
        if "warmup_steps" in schedule:
            schedule["warmup_steps"] = min(schedule["warmup_steps"], steps // 10)
    elif isinstance(schedule, float):
        optimizer["learn_rate"] = rate


def _key(config: Config, options: Options, way: str, current: Row, there: Stock, times: Mapping[int, int]) -> str:
    """Returns a digest of all that a training depends on."""
    state = blake2b(digest_size=8)
    parts = (
        spacy.__version__,
        way,
        current["id"] if way == CONTINUED else "",
        config.to_str(interpolate=False),
        options.gpu_id,
    )
    digests = [(one.number, one.digest, times[one.number]) for one in (*there.seen, *there.new)]
    state.update(repr((parts, digests, os.environ.get("SPACY_CONFIG_OVERRIDES", ""))).encode())
    for path in code_files(options.code) if options.code else []:
        state.update(path.read_bytes())
    return state.hexdigest()


def spacy_train(made: Plan, folder: Path) -> None:
    """Runs `spacy train` as the project's command does, in a process that ends with this one. Raises ValueError.

    Of a training that continues, the model after the last step is taken, not the best on dev: at step 0 that is the current
    model itself, and with spoiled cables no later one is better. Nothing would be left to refuse, and the cables would count
    as good for all trainings to come.
    """
    command = [sys.executable, "-m", "spacy", "train", str(folder / "config.cfg"), "--output", str(folder)]
    command += ["--gpu-id", str(made.gpu_id), *(["--code", str(made.code)] if made.code else [])]
    with Commands() as commands:
        try:
            commands.run(ended_with_this(command), folder / "train.log")
        except Failed as error:
            raise ValueError(f"{folder / 'train.log'}: training failed\n{error}") from error
    if made.way == CONTINUED:
        shutil.rmtree(folder / CURRENT, ignore_errors=True)
        os.rename(folder / "model-last", folder / CURRENT)


def make_candidate(made: Plan, there: Stock, training: Path, *, train: Train, say: Say) -> Path:
    """Returns the folder of work that has the candidate as `model-best`; what a run before has trained is taken up."""
    folder = training / CANDIDATES / f"{_WORK}{made.key}"
    for left in (training / CANDIDATES).glob(f"{_WORK}*"):
        if left != folder:
            shutil.rmtree(left, ignore_errors=True)
    trained, data = folder / _TRAINED, folder / _DATA
    if trained.exists() and (folder / CURRENT).is_dir():
        if srsly.read_json(trained)["digest"] == models.digest_of(folder / CURRENT):
            say("The candidate is one that was trained before, in a run that did not come to its end")
            shutil.rmtree(data, ignore_errors=True)
            _gather(made, there, data)
            return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = made.config.copy()
    config.setdefault("paths", {}).update(_gather(made, there, data))
    if "output_file" in config["training"].get("logger", {}):
        config["training"]["logger"]["output_file"] = str(folder / "train.jsonl")
    (folder / "config.cfg").write_text(config.to_str(interpolate=False), encoding="utf8")
    say(f"A candidate is trained, {made.way}; the log is {folder / 'train.log'}")
    train(made, folder)
    if not (folder / CURRENT / "meta.json").exists():
        raise ValueError(f"{folder}: the training made no model; see its train.log")
    shutil.rmtree(folder / "model-last", ignore_errors=True)
    write_bytes(trained, srsly.json_dumps({"digest": models.digest_of(folder / CURRENT)}).encode())
    return folder


def _gather(made: Plan, there: Stock, folder: Path) -> dict[str, str]:
    """Returns where in `folder` the files of train and dev are put together."""
    parts = [*there.seen, *there.new]
    times = {"train": made.train, "dev": None}
    return {name: str(on_disk.gather(parts, name, folder / (name + ENDING), times=often)) for name, often in times.items()}


# -- the gate ------------------------------------------------------------------------------------


def fewest(level: float) -> int:
    """Returns how many cables, all worse by chance, are as rare as what an interval of this level leaves out on a side."""
    return math.ceil(math.log2(2 / (1 - level)))


def findings(ours: Counts, theirs: Counts, labels: Sequence[str], test: HeldOut, gate: Gate = Gate()) -> list[Finding]:
    """Returns how counts [cables, labels and all, 3] compare: first of all labels together, then of each."""
    own = 1 - (1 - gate.level) / max(len(labels), 1)
    overall = _found(ours[:, -1], theirs[:, -1], ALL, gate.level, test, gate)
    return [overall] + [
        _found(ours[:, at], theirs[:, at], label, own, test, gate) for at, label in enumerate(labels)
    ]  # fmt: skip


def _found(ours: Counts, theirs: Counts, label: str, level: float, test: HeldOut, gate: Gate) -> Finding:
    difference = paired(ours, theirs, Resampling(gate.resamples, level, gate.seed))
    value = float(difference.value[2])
    bounds = None if difference.interval is None else [float(bound) for bound in difference.interval[2]]
    cables = int(numpy.count_nonzero((ours + theirs).sum(axis=-1)))
    worse = ""
    if bounds and cables >= fewest(level) and bounds[1] < 0 and value <= -gate.negligible:
        worse = f"the {_percent(level)} interval lies below 0"
    elif label == ALL and value < -gate.margin and (test.name == FROZEN or cables >= fewest(level)):
        worse = f"the loss is more than {gate.margin}"
    return Finding(test.name, test.kind, test.decides, label, cables, value, bounds, level, worse)


def _percent(level: float) -> str:
    return f"{100 * level:.4g} %"


def verdict(found: Iterable[Finding]) -> str:
    """Returns why a candidate is refused; empty if it is not."""
    lost = [one for one in found if one.worse and one.decides]
    return "; ".join(describe(one) for one in lost)


def describe(one: Finding) -> str:
    """Returns a difference in words."""
    what = "F1" if one.label == ALL else f"F1 of {one.label}"
    bounds = " [{:+.3f}, {:+.3f}]".format(*one.interval) if one.interval else ""
    return (
        f"{what} on the {one.test} test ({one.kind}, {one.cables} cables): {one.f:+.3f}{bounds}, {one.worse or 'not worse'}"
    )


def tests_of(there: Stock, folder: Path) -> list[HeldOut]:
    """Returns the tests, gathered in `folder`: frozen and new, gold and silver apart; first what decides.

    Raises ValueError if the cables that the current model was made of have no test.
    """
    found = []
    for name, members in ((FROZEN, there.seen), (NEW, there.new)):
        by_kind: dict[str, list[Increment]] = {}
        for one in members:
            if kind := on_disk.labels_of(one, "test"):
                by_kind.setdefault(kind, []).append(one)
        for kind, own in sorted(by_kind.items()):  # (gold first)
            path = on_disk.gather(own, "test", folder / f"{name}-{kind}" / f"test{ENDING}")
            if kind == GOLD and any(on_disk.docbins(one, BASELINE) for one in own):
                on_disk.gather(own, BASELINE, path.with_name(BASELINE + ENDING))
            found.append(HeldOut(name, kind, path, decides=kind == GOLD))
    if not any(test.name == FROZEN for test in found):
        raise ValueError("there is no test to compare models on: the cables have none; convert more, or give --gold")
    if not any(test.decides for test in found):
        found = [test._replace(decides=test.name == FROZEN) for test in found]
    return sorted(found, key=lambda test: not test.decides)


class Sides(NamedTuple):
    """What a candidate and the current model find in a test."""

    test: HeldOut
    ours: Run
    theirs: Run

    def findings(self, gate: Gate = Gate()) -> list[Finding]:
        """Returns how the two compare."""
        labels = sorted({*self.ours.labels, *self.theirs.labels})
        return findings(self.ours.by_label(labels), self.theirs.by_label(labels), labels, self.test, gate)

    def scores(self, side: str) -> dict[str, Any]:
        """Returns the scores of one of the two, as a line has them."""
        run: Run = getattr(self, side)
        return {"kind": self.test.kind, "cables": run.test.cables, **_short(scores(run))}


def side_by_side(ours: Path, theirs: Path, tests: Iterable[HeldOut], *, progress: Progress | None = None) -> list[Sides]:
    """Returns what two models find in tests. Raises OSError and ValueError for what cannot be read."""
    here, there = load(str(ours)), load(str(theirs))
    found = []
    for test in tests:
        reference = as_reference(read_docs(test.path, here.vocab))
        kind_of(reference, test.path)
        runs = [Run(reference, read(nlp, reference, progress=progress)) for nlp in (here, there)]
        found.append(Sides(test, *runs))
    return found


def scores_of(sides: Iterable[Sides], side: str) -> dict[str, Any]:
    """Returns the scores of a line by the name of the test; a test that only warns has its kind in the name if need be."""
    found: dict[str, Any] = {}
    for one in sides:
        name = one.test.name if one.test.name not in found else f"{one.test.name}, {one.test.kind}"
        found[name] = one.scores(side)
    return found


# -- the report ----------------------------------------------------------------------------------


def write_report(
    folder: Path, name: str, *, test: Path, corpus: Path, train: Path | None, compare: tuple[str, Path] | None
) -> None:
    """Writes metrics.json, evaluation/ and report.html of the model in `folder`, called `name`.

    `compare` is another model to show it beside: its name and folder.
    """
    model = str(folder / CURRENT)
    found = evaluate(model, test, train=train, compare=str(compare[1]) if compare else "")
    found.metrics["model"]["name"] = name
    if compare:
        found.metrics["comparison"]["other"] = compare[0]
    data = srsly.read_json(corpus / REPORT)
    found.metrics["data"] = {key: data.get(key, {}) for key in ("split", "partitions")}
    accuracy, log = corpus / "label-accuracy" / "label-accuracy.json", folder / "train.jsonl"
    page = reporting.render(
        found.metrics,
        found.errors,
        disagreements=found.disagreements,
        label_accuracy=srsly.read_json(accuracy) if accuracy.exists() else None,
        training_log=list(srsly.read_jsonl(log)) if log.exists() else None,
    )
    (folder / FOLDER).mkdir(exist_ok=True)
    for path, content in files(found):
        write_bytes(folder / path, content)
    write_bytes(folder / "report.html", page.encode())


# -- all of it -----------------------------------------------------------------------------------


def retrain(
    inputs: Sequence[str],
    corpus: Path,
    training: Path,
    *,
    options: Options,
    settings: ConversionSettings = ConversionSettings(),
    checked: GoldFolders = GoldFolders(),
    where: Where = Where(),
    train: Train = spacy_train,
    progress: Any = None,
    say: Say = lambda _text: None,
    show_drift: Callable[[int, dict[str, Any]], None] = lambda _number, _found: None,
) -> Outcome:
    """Returns what became of the cables that are new in `inputs`: see Outcome.

    With `options.dry_run` nothing is changed. Raises ValueError and OSError, also if another run is under way.
    """
    options = options._replace(lang=settings.lang)
    writing = nullcontext if options.dry_run else partial(models.lock, training)
    with writing(), _copy_of(corpus) if options.dry_run else nullcontext(corpus) as place:
        if not options.dry_run:
            for row in models.recover(training):
                say(f"What a run before had left was finished: {row['id']} is {row['decision']}")
        current = present(place, training, write=not options.dry_run)
        there, differences = _convert(inputs, place, training, current, options, settings, checked, where, progress, say)
        if not there.new:
            return Outcome(NOTHING, current)
        found = _drift(there, training, say, show_drift)
        # (The kept folder is that of the components' source in the candidate's config: model-best is going to change.)
        model = training / CURRENT if options.dry_run else models.kept(training, current)
        made = plan(options, there, current, model, differences=differences, say=say)
        if options.dry_run:
            return Outcome(WOULD, {**current, "way": made.way, "data": data_of(there.seen, there.new)}, drift=found)
        folder = make_candidate(made, there, training, train=train, say=say)
        row, compared = _judge(folder, made, there, current, corpus, training, options, say)
        models.settle(training, folder, row)
        lost = training / CANDIDATES / row["id"] if row["decision"] == REFUSED else None
        return Outcome(row["decision"], row, compared, found, lost)


def _convert(inputs, place, training, current, options, settings, checked, where, progress, say):  # noqa: ANN001, ANN202
    """Converts what is new, and returns the stock and how the settings differ from the base's."""
    differences = on_disk.settings_differ(place, settings)
    for difference in differences:
        say(f"Not as the first cables were converted: {difference}; `spacy project run all` converts all alike")
    shown = {"progress": progress} if progress else {}
    on_disk.convert_new(inputs, place, settings=settings, checked=checked, where=where, announce=say, **shown)
    there = stock(place, training, current, again=options.again)
    if there.seen[0].digest not in current["data"]["digests"].values():
        say(
            "The first cables were converted again since the current model was trained; `spacy project run all`"
            " trains on that"
        )
    for one in there.left_out:
        say(f"Increment {one.number:03} is left out, as a candidate lost with it; --again takes it in")
    return there, differences


def _drift(there: Stock, training: Path, say: Say, show: Callable[[int, dict[str, Any]], None]) -> dict[int, dict[str, Any]]:
    nlp = load(str(training / CURRENT))
    found = {}
    for one in there.new:
        found[one.number] = drifting.drift(there.seen, one, nlp=nlp)
        show(one.number, found[one.number])
    return found


def _judge(
    folder: Path, made: Plan, there: Stock, current: Row, corpus: Path, training: Path, options: Options, say: Say
) -> tuple[Row, list[Finding]]:
    """Returns the candidate's line and the findings, its report written into `folder`."""
    parent = models.kept(training, current)
    tests = tests_of(there, folder / _DATA)
    sides = side_by_side(folder / CURRENT, parent, tests)
    compared = [one for side in sides for one in side.findings(options.gate)]
    lost = verdict(compared)
    for one in compared:
        if one.worse and not one.decides:
            say(f"Warning: {describe(one)} (only warns: agreement with the tagger is no accuracy)")
    decision = FORCED if lost and options.force else REFUSED if lost else ACCEPTED
    row = models.new_row(
        training,
        folder / CURRENT,
        parent=current["id"],
        decision=decision,
        reason=lost or "not worse on any test that decides",
        data=data_of(there.seen, there.new),
        way=made.way,
        scores=scores_of(sides, "ours"),
        gate=[one._asdict() for one in compared],
    )
    [frozen, *_] = [test for test in tests if test.name == FROZEN]
    write_report(
        folder,
        row["id"],
        test=frozen.path,
        corpus=corpus,
        train=folder / _DATA / f"train{ENDING}",
        compare=(current["id"], parent),
    )
    shutil.rmtree(folder / _DATA)
    return row, compared


@contextmanager
def _copy_of(corpus: Path) -> Iterator[Path]:
    """Gives a folder that reads as the corpus does, and takes what is written."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for folder in (corpus, corpus / "increments"):
            (place / folder.relative_to(corpus)).mkdir(exist_ok=True)
            for path in folder.iterdir() if folder.is_dir() else []:
                if path != corpus / "increments" and not path.name.startswith("."):
                    (place / path.relative_to(corpus)).symlink_to(path.resolve())
        yield place


# -- models that were ----------------------------------------------------------------------------


def compare(corpus: Path, training: Path, first: str, second: str) -> list[Finding]:
    """Returns how two models compare on the test that the current one has frozen. Raises ValueError and OSError."""
    ours, theirs = (models.kept(training, models.row_of(training, name)) for name in (first, second))
    there = stock(corpus, training, present(corpus, training, write=False))
    with tempfile.TemporaryDirectory() as folder:
        tests = tests_of(there._replace(new=[]), Path(folder))
        return [one for side in side_by_side(ours, theirs, tests) for one in side.findings()]


def roll_back(corpus: Path, training: Path, name: str) -> Row:
    """Makes a model that was current before current again, with its report, and returns the line.

    Raises ValueError and OSError.
    """
    with models.lock(training):
        models.recover(training)
        current = present(corpus, training)
        row = models.row_of(training, name)
        there = stock(corpus, training, row)
        with _work(training) as work:
            line = models.roll_back_row(training, row)
            models.link_tree(models.kept(training, row), work / CURRENT)
            tests = tests_of(there._replace(new=[]), work / _DATA)
            write_report(
                work,
                row["id"],
                test=tests[0].path,
                corpus=corpus,
                train=on_disk.gather(there.seen, "train", work / _DATA / f"train{ENDING}"),
                compare=(current["id"], models.kept(training, current)),
            )
            shutil.rmtree(work / _DATA)
            return models.settle(training, work, line)


@contextmanager
def _work(training: Path) -> Iterator[Path]:
    (training / CANDIDATES).mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_WORK, dir=training / CANDIDATES))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
