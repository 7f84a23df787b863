"""How good are my labels? Against gold where there is gold, else from a random sample that a person checks."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import spacy
import srsly
import typer
from spacy.language import Language
from spacy.tokens import Doc
from tqdm import tqdm
from wasabi import msg

from ..corpus import GOLD, SILVER, make_docs, read_cable
from ..evaluation import (
    KINDS,
    MENTION,
    Breakdown,
    Estimate,
    Flat,
    Interval,
    RuleEffect,
    Segment,
    Twin,
    align,
    as_csv,
    changes,
    compare,
    draw,
    estimate,
    find_twins,
    flatten,
    judge,
    left_out,
    read_sample,
)
from ..files import Failure, as_table, explain, read_docs, sources, write_bytes
from ..labels import ANY, NEVER, OF_THESE, Corrections, Rule, RuleBook, apply_rules, correct, read_corrections, read_rules
from ..text import LABELS, Cable, CableError, Scheme
from .options import Labels, Lang, Rules, RulesFile, names_of, scheme_of

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
ROOT = Path(__file__).parents[3]
BEFORE, RULED, CORRECTED, AUDITED = "as tagged", "after rules", "after corrections", "after audit"
NAME = "label-accuracy"
_FIGURES = ("p", "r", "f", "support", *KINDS)
_HEADER = ("precision", "recall", "f1", "support", *KINDS)


# -- against gold --------------------------------------------------------------------------------


@app.command("gold")
def main_gold(
    silver: Annotated[list[str], typer.Argument(help="Files, folders, archives of the tagger's cables")],
    gold: Annotated[list[str], typer.Option(help="Hand-checked cables of the same text; may be given more than once")],
    rules: Rules = True,
    rules_file: RulesFile = ROOT / "configs" / "silver.yml",
    corrections: Annotated[str, typer.Option(help="A person's decisions, if the file is there; '' for none")] = str(
        ROOT / "corpus" / "corrections.jsonl"
    ),
    corrections_use: Annotated[
        str, typer.Option(help=f"{ANY}: apply --corrections; {OF_THESE}: if one was taken on these cables; {NEVER}")
    ] = ANY,
    optional: Annotated[bool, typer.Option("--optional", help="Where no cable has a gold twin, say so and go on")] = False,
    audited: Annotated[Path | None, typer.Option(help="What audit made of them: a DocBin file or folder of shards")] = None,
    labels: Labels = ",".join(LABELS),
    lang: Lang = "en",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=f"Folder for {NAME}.json and {NAME}.csv")] = None,
) -> None:
    """Compare the tagger's labels with gold ones of the same cables: as tagged, after rules, after corrections.

    A mention is right if its first and last character and its label are. Of the others, `type` has the right extent
    and another label, `boundary` another extent and the right label, `both` overlaps and has neither right, `spurious`
    overlaps no mention of the gold, and what overlaps none of ours is `missed`.
    """
    try:
        decisions = read_corrections(Path(corrections)) if corrections and corrections_use != NEVER else Corrections()
        figures = against_gold(
            silver,
            gold,
            rules=read_rules(rules_file) if rules else [],
            corrections=decisions,
            corrections_use=corrections_use,
            audited=audited,
            scheme=scheme_of(names_of(labels), {}),
            lang=lang,
        )
        if output:
            output.mkdir(parents=True, exist_ok=True)
            write_bytes(output / f"{NAME}.json", (srsly.json_dumps(figures, indent=2) + "\n").encode())
            write_bytes(output / f"{NAME}.csv", as_table(("labels", "of", "name", *_HEADER), _long(figures)).encode())
            write_bytes(output / f"{NAME}-rules.csv", as_table(("rule", *vars(RuleEffect())), _rule_rows(figures)).encode())
    except NoTwinsError as error:
        if not optional:
            msg.fail(explain(error), exits=1)
        msg.info(str(error))
        if output:
            output.mkdir(parents=True, exist_ok=True)
        return
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)
    show_gold(figures)


class NoTwinsError(ValueError):
    """There are no cables with labels of both kinds."""


def against_gold(
    silver: list[str],
    gold: list[str],
    *,
    rules: list[Rule],
    corrections: Corrections = Corrections(),
    corrections_use: str = ANY,
    audited: Path | None = None,
    scheme: Scheme = Scheme(),
    lang: str = "en",
) -> dict:
    """Returns how the labels of silver cables compare with their gold twins', in each of their versions.

    Raises NoTwinsError for inputs without a pair of twins, and OSError for what cannot be read.
    """
    nlp = spacy.blank(lang)
    failures: list[str] = []
    hand_checked = list(_cables(gold, scheme, failures, "gold"))
    twins = find_twins(_cables(silver, scheme, failures, "silver"), hand_checked)
    if not twins.found:
        why = f" ({'; '.join(failures[:3])})" if failures else ""
        raise NoTwinsError(
            f"none of the {twins.silver} cables in {' '.join(silver)} is one of the {len(hand_checked)} in"
            f" {' '.join(gold)}{why}; give the same cables with the tagger's labels and with gold ones"
        )
    repaired = _docs_by_cable(audited, nlp, {twin.silver.name for twin in twins.found}) if audited else {}
    if corrections_use == OF_THESE and not corrections.are_about(twin.silver.name for twin in twins.found):
        corrections = Corrections()
    comparison = Comparison(nlp, RuleBook(rules), corrections)
    for twin in tqdm(twins.found, desc="Comparing", unit="cable", disable=None, leave=False):
        comparison.add(twin, repaired.get(twin.silver.name))
    return {
        "cables": {
            "silver": twins.silver, "gold": len(hand_checked), "compared": len(twins.found),
            "gold_alone": twins.alone, "texts_differ": comparison.differing, "not_read": failures,
        },
        **comparison.figures(),
    }  # fmt: skip


class Comparison:
    """The labels of silver cables, as tagged and after rules and corrections, against the gold ones."""

    def __init__(self, nlp: Language, book: RuleBook, corrections: Corrections):
        self.nlp, self.book, self.corrections = nlp, book, corrections
        names = [BEFORE, *([RULED] if book.rules else []), *([CORRECTED] if corrections else [])]
        self.results = {name: Breakdown() for name in names}
        self.untrusted = dict.fromkeys(names, 0)
        self.covered: dict[str, Breakdown] = {}  # the same in the paragraphs that were audited
        self.effects: defaultdict[str, RuleEffect] = defaultdict(RuleEffect)
        self.differing: list[dict] = []

    def add(self, twin: Twin, audited: list[Doc] | None = None) -> None:
        """Compares a cable with its gold twin; `audited` are the Docs that audit made of it, if it did."""
        reference = flatten(_docs(twin.gold, self.nlp, GOLD))
        versions = {BEFORE: twin.silver, RULED: apply_rules(twin.silver, self.book)}
        if self.corrections:
            versions[CORRECTED], _ = correct(twin.silver, self.book, self.corrections)
        flats = {name: flatten(_docs(versions[name], self.nlp, SILVER)) for name in self.results}
        segments = align(flats[BEFORE], reference)
        if not _is_whole(segments, reference):
            self.differing.append(_differing(twin, reference, segments))
        for name, flat in flats.items():
            self.untrusted[name] += compare(flat, reference, segments, self.results[name])
        for rule, effect in judge(changes(twin.silver, versions[RULED]), flats[BEFORE], reference, segments):
            self.effects[rule].add(effect)
        if audited:
            self._add_audited({**flats, AUDITED: flatten(audited)}, reference)

    def _add_audited(self, flats: dict[str, Flat], reference: Flat) -> None:
        """Compares every version where audit has the cable's paragraphs, so that the rows can be set side by side."""
        here = align(flats[AUDITED], reference)
        for name, flat in flats.items():
            same = here if name == AUDITED else _within(align(flat, reference), here)
            compare(flat, reference, same, self.covered.setdefault(name, Breakdown()))

    def figures(self) -> dict:
        """Returns all figures of each version, and what each rule did, those first that did most."""
        ranked = sorted(self.effects, key=lambda name: (-self.effects[name].changed, name))
        return {
            "labels": {name: {**_figures(found), "untrusted": self.untrusted[name]} for name, found in self.results.items()},
            "audited": {name: _figures(found) for name, found in self.covered.items()},
            "rules": {name: vars(self.effects[name]) for name in ranked},
        }


def _cables(inputs: list[str], scheme: Scheme, failures: list[str], what: str) -> Iterator[Cable]:
    """Yields the cables that can be read, and adds a line to `failures` for each that cannot."""
    for source in tqdm(sources(inputs), desc=f"Reading {what}", unit="cable", disable=None, leave=False):
        if isinstance(source, Failure):
            if source.fatal:
                failures.append(f"{source.name}: {source.message}")
            continue
        try:
            yield read_cable(source, scheme)
        except CableError as error:
            failures.append(f"{source.name}:{error.line}: {error.message}")


def _docs(cable: Cable, nlp: Language, labels: str) -> list[Doc]:
    return [outcome.doc for outcome in make_docs(cable, nlp, labels=labels)]


def _docs_by_cable(path: Path, nlp: Language, wanted: set[str]) -> dict[str, list[Doc]]:
    """Returns the Docs of the wanted cables, in reading order; those that were checked by hand are left out."""
    found: dict[str, list[Doc]] = defaultdict(list)
    for doc in read_docs(path, nlp.vocab):
        if doc.user_data.get("cable") in wanted and doc.user_data.get("labels") != GOLD:
            found[doc.user_data["cable"]].append(doc)
    return {name: sorted(docs, key=lambda doc: doc.user_data.get("index", 0)) for name, docs in found.items()}


def _within(segments: list[Segment], here: list[Segment]) -> list[Segment]:
    """Returns the part of `segments` that covers the same stretches of the gold text as `here` does."""
    found = []
    for mine in segments:
        for other in here:
            start, end = max(mine.theirs, other.theirs), min(mine.theirs + mine.length, other.theirs + other.length)
            if start < end:
                found.append(Segment(mine.ours + start - mine.theirs, start, end - start))
    return found


def _is_whole(segments: list[Segment], reference: Flat) -> bool:
    return len(segments) == 1 and segments[0].length == reference.length and segments[0].ours == 0


def _differing(twin: Twin, reference: Flat, segments: list[Segment]) -> dict:
    """Returns what there is to say of twins whose texts are not the same."""
    return {
        "silver": twin.silver.name,
        "gold": twin.gold.name,
        "known_by": twin.by,
        "paragraphs": len(reference.pieces),
        "paragraphs_compared": len(segments),
        "mentions": len(reference.mentions),
        "mentions_left_out": left_out(reference, segments),
    }


def _figures(breakdown: Breakdown) -> dict:
    """Returns all figures of one version: in all, per label, per zone, and which labels stood for which."""
    confusion = sorted(breakdown.errors.confusion.items(), key=lambda item: (-item[1], item[0]))
    return {
        "all": breakdown.errors.as_dict(),
        "per_label": breakdown.labels(),
        "per_zone": {zone: errors.as_dict() for zone, errors in sorted(breakdown.zones.items())},
        "confusion": [{"gold": gold, "ours": ours, "count": count} for (gold, ours), count in confusion],
    }


def _long(figures: dict) -> Iterator[tuple]:
    """Yields a row for each version of the labels and each label and zone."""
    for part in ("labels", "audited"):
        for version, found in figures[part].items():
            name = version if part == "labels" else f"{version} (audited paragraphs)"
            yield (name, "all", "", *_cells(found["all"]))
            for of in ("label", "zone"):
                yield from ((name, of, key, *_cells(row)) for key, row in found[f"per_{of}"].items())


def _cells(row: dict) -> tuple:
    return tuple(f"{row[key]:.4f}" if key in "prf" else row[key] for key in _FIGURES)


def _rule_rows(figures: dict) -> list[tuple]:
    return [(rule, *effect.values()) for rule, effect in figures["rules"].items()]


def show_gold(figures: dict) -> None:
    """Prints the tables, and which cables could not be compared as a whole."""
    cables = figures["cables"]
    msg.divider(f"{cables['compared']} of {cables['gold']} gold cables, {cables['silver']} silver ones")
    last = list(figures["labels"])[-1]
    _table("labels", {name: found["all"] for name, found in figures["labels"].items()})
    if figures["audited"]:
        _table("in audited paragraphs", {name: found["all"] for name, found in figures["audited"].items()})
    _table(f"label, {last}", figures["labels"][last]["per_label"])
    _table(f"zone, {last}", figures["labels"][last]["per_zone"])
    if figures["rules"]:
        header = ("rule", "changed", "right before", "wrong before", "right after", "wrong after")
        rows = [tuple(map(str, row)) for row in _rule_rows(figures)]
        msg.table(rows, header=header, aligns=("l", *["r"] * 5), divider=True)
    if untrusted := figures["labels"][last]["untrusted"]:
        msg.info(f"{untrusted} mentions that are counted as missed have no trusted label: nothing wrong is learnt from them")
    _show_what_was_not_compared(cables)
    score = figures["labels"][last]["all"]
    msg.good(f"F1 {score['f']:.3f} {last}: accuracy against hand-checked (gold) labels, {score['support']} mentions")


def _show_what_was_not_compared(cables: dict) -> None:
    for item in cables["texts_differ"]:
        msg.warn(
            f"{item['gold']}: its text is not that of {item['silver']} (same {item['known_by']});"
            f" {item['paragraphs_compared']} of {item['paragraphs']} paragraphs were compared,"
            f" {item['mentions_left_out']} of {item['mentions']} mentions left out"
        )
    for failure in cables["not_read"]:
        msg.warn(failure)
    if alone := cables["gold_alone"]:
        msg.warn(f"{len(alone)} gold cables are none of the silver ones: {', '.join(alone[:5])}{', …' if alone[5:] else ''}")


def _table(name: str, rows: dict[str, dict]) -> None:
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
    number: Annotated[int, typer.Option("-n", help="How many mentions, and as many unlabelled candidates", min=1)] = 200,
    output: Annotated[Path, typer.Option("--output", "-o", help="Spreadsheet (CSV) to fill in")] = Path("sample.csv"),
    seed: Annotated[int, typer.Option(help="Another seed draws another sample")] = 0,
    lang: Lang = "en",
) -> None:
    """Draw mentions and unlabelled words at random, for a person to say which are right.

    The column `right` is to be filled. Of a mention: y it is right; n there is no name; b there is one that begins or
    ends elsewhere; or the right label. Of unlabelled text: y it is right that it has no label; n it is a name, or the
    label it should have (`PER LOC` where there are two); y also where it is part of a name that is labelled beside it.
    """
    vocab = spacy.blank(lang).vocab
    try:
        drawn = draw(lambda: read_docs(corpus, vocab), number, seed=seed)
        output.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(output, as_csv(drawn).encode("utf-8-sig"))
    except ValueError as error:
        msg.fail(f"{corpus}: {error}" if str(corpus) not in str(error) else str(error), exits=1)
    except OSError as error:
        msg.fail(explain(error), exits=1)
    sizes = {item.place[:2]: item.size for item in drawn}
    counts: defaultdict[tuple, int] = defaultdict(int)
    for item in drawn:
        counts[item.place[:2]] += 1
    rows = [(what, name, str(counts[what, name]), str(sizes[what, name])) for what, name in sorted(sizes)]
    msg.table(rows, header=("", "stratum", "drawn", "of"), aligns=("l", "l", "r", "r"), divider=True)
    msg.good(f"{len(drawn)} rows in {output}; fill the column right, then `label_accuracy.py estimate {output}`")


@app.command("estimate")
def main_estimate(
    sample: Annotated[Path, typer.Argument(help="The sample, its column `right` filled")],
    labels: Annotated[str, typer.Option(help="Labels that may stand in the column `right`")] = ",".join(LABELS),
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file to write the figures to")] = None,
) -> None:
    """Estimate precision, recall and F1 of the whole corpus from a checked sample, each with a 95 % interval."""
    try:
        checked = read_sample(sample, names_of(labels))
    except (ValueError, OSError) as error:
        for line in str(error).splitlines():
            msg.fail(line)
        raise typer.Exit(1) from None
    found = estimate(checked.strata)
    rows = len([item for stratum in checked.strata for item in stratum.checked])
    mentions = sum(stratum.size for stratum in checked.strata if stratum.what == MENTION)
    figures = {"checked": rows, "not_checked": checked.left, "mentions": mentions, **_estimate_dict(found)}
    show_estimate(figures)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(output, (srsly.json_dumps(figures, indent=2) + "\n").encode())


def _estimate_dict(found: Estimate) -> dict:
    return {
        "precision": found.precision._asdict(),
        "recall": found.recall._asdict(),
        "f1": found.f1._asdict(),
        "precision_per_label": {label: interval._asdict() for label, interval in found.labels.items()},
        "missed": found.missed,
        "names": found.names,
    }


def show_estimate(figures: dict) -> None:
    """Prints the estimates with their intervals."""
    rows = [(f"precision of {label}", *_interval(found)) for label, found in figures["precision_per_label"].items()]
    rows += [
        (name, *_interval(figures[key])) for name, key in (("precision", "precision"), ("recall", "recall"), ("F1", "f1"))
    ]
    msg.table(rows, header=("", "estimate", "95 % interval"), aligns=("l", "r", "r"), divider=True)
    missed = [(f"missed, {kind}", f"{count:.0f}") for kind, count in figures["missed"].items()]
    msg.table(missed, header=("of about " + f"{figures['names']:.0f} names", ""), aligns=("l", "r"), divider=True)
    if figures["not_checked"]:
        msg.info(f"{figures['not_checked']} rows are not checked yet; {figures['checked']} are what this rests on")
    msg.info("names that are none of the candidates are not known of: recall is rather lower than higher")


def _interval(found: dict) -> tuple[str, str]:
    interval = Interval(**found)
    return f"{interval.value:.3f}", f"{interval.low:.3f} to {interval.high:.3f}"
