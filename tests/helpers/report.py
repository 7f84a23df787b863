"""Figures and errors as evaluation writes them, invented, for tests of the report."""

import random
from typing import Any

LABELS = ("LOC", "MISC", "ORG", "PER")
NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'></style></script><!-- ]]> &amp; \"' {{ 7 * 7 }}"
LONG = "W" * 5000
_NAMES = {
    "PER": ("Saif", "Ann Lee", "Gene A. Cretz", "Khamis", "MUBARAK", "da Silva", "Lee", "Dr. Amaral"),
    "ORG": ("Embassy Bern", "ICRC", "Millers Guild", "GOJ", "USUN NEW YORK", "Bank of the Valley", "MFA"),
    "LOC": ("Milltown", "Bern", "Libya", "NEW YORK", "Upper Valley", "Tripoli", "U.S."),
    "MISC": ("Swiss", "Libyan", "SCHENGEN", "Doha Round", "Article 98"),
}
_WORDS = (
    "told the ambassador that the harvest was late and that bakers would meet in the market before the rain , as they"
    " had in other years when the price of bread rose ; he asked whether more could be done , and noted a concern"
).split()
_KINDS = ("type", "boundary", "both", "spurious", "missed")


def score(value: float, support: int, *, interval: bool = True) -> dict[str, Any]:
    """Returns a score of about this F1."""
    precision, recall = value + 0.012, value - 0.012
    right = round(recall * support)
    sides = {"p": precision, "r": recall, "f": value}
    return {
        **sides,
        "support": support,
        "right": right,
        "spurious": round(right / precision) - right,
        "missed": support - right,
        "interval": {key: [side - 0.03, side + 0.028] for key, side in sides.items()} if interval else None,
    }


def metrics(*, against: str = "gold", labels: tuple[str, ...] = LABELS, name: str = "training/model-best") -> dict[str, Any]:
    """Returns figures as metrics.json has them: every part is there but the comparison."""
    support = {label: 300 * number for number, label in enumerate(labels, 1)}
    total = sum(support.values())
    scores = {label: score(0.7 + 0.05 * number, support[label]) for number, label in enumerate(labels)}
    kinds = {label: dict(zip(("right", *_KINDS), (support[label] - 90, 30, 25, 5, 40, 30))) for label in labels}
    macro = {"p": 0.79, "r": 0.77, "f": 0.775, "interval": {"p": [0.7, 0.8], "r": [0.7, 0.8], "f": [0.74, 0.81]}}
    size = len(labels)
    counts = [[(support[row] - 90 if row == column else 7) for column in labels] + [30] for row in labels] + [
        [40] * size + [0]
    ]
    partitions = {
        part: {"cables": cables, "labels": kind, "paragraphs": 12 * cables, "tokens": 600 * cables,
               "mentions": {label: 20 * cables for label in labels}, "missing_mentions": missing}
        for part, cables, kind, missing in (("train", 125, "silver", 269), ("dev", 20, "gold", 0), ("test", 40, "gold", 0))
    }  # fmt: skip
    return {
        "ents_p": 0.81, "ents_r": 0.8, "ents_f": 0.805, "ents_per_type": {}, "speed": 20000.0,
        "measured_against": against,
        "measure": {
            "gold": "accuracy against hand-checked (gold) labels",
            "silver": "agreement with the tagger (silver labels), not accuracy",
        }[against],
        "model": {
            "name": name, "version": "0.1.0", "lang": "en", "pipeline": ["tok2vec", "ner", "entity_consistency"],
            "spacy_version": "3.8.18", "labels": list(labels), "megabytes": 12.3,
        },
        "test": {"cables": 40, "paragraphs": 506, "tokens": 27959, "mentions": total, "missing_tokens": 12,
                 "ignored_predictions": 3},
        "intervals": {"unit": "cable", "level": 0.95, "fewest": 3},
        "scores": {**scores, "all": score(0.823, total), "macro": macro},
        "kinds": {"all": {kind: sum(row[kind] for row in kinds.values()) for kind in ("right", *_KINDS)}, **kinds},
        "confusion": {"reference": [*labels, "spurious"], "predicted": [*labels, "missed"], "counts": counts},
        "facets": {
            "seen": {"seen": score(0.9, 1500), "unseen": score(0.66, 1500)},
            "zone": {"header": score(0.86, 600), "subject": score(0.7, 120), "paragraph": score(0.82, 2280)},
            "case": {"capitals": score(0.78, 800), "mixed": score(0.84, 2200)},
            "frequency": {"0": score(0.66, 900), "1": score(0.75, 400), "2-4": score(0.83, 600), "5-19": score(0.88, 700),
                          "20+": score(0.95, 4, interval=False)},
            "length": {"1": score(0.86, 1800), "2": score(0.8, 800), "3": score(0.7, 300), "4+": score(0.55, 100)},
        },
        "calibration": {
            "bins": [{"from": at / 10, "to": (at + 1) / 10, "mentions": 20 * at,
                      "confidence": at / 10 + 0.05 if at else None, "right": at / 10 if at else None} for at in range(10)],
            "labels": {label: {"mentions": 225, "confidence": 0.8, "right": 0.79} for label in labels},
            "error": 0.043, "mentions": 900,
        },
        "promise": {
            "cables": 40, "with_names": 40, "names": total, "model": "abc",
            "points": [[0.0, 0.02, 0.09, 0.6, 0.7], [0.2, 0.05, 0.12, 0.3, 0.38], [0.5, 0.09, 0.16, 0.15, 0.22],
                       [0.8, 0.25, 0.33, 0.05, 0.12], [0.9, 0.4, 0.5, 0.03, 0.1], [0.99, 0.9, 0.95, 0.01, 0.08]],
        },
        "baselines": [
            {"name": "silver labels", "what": "the tagger's own labels after rules", "paragraphs": 490,
             "scores": {"all": {"p": 0.64, "r": 0.62, "f": 0.63, "support": 2800}}, "model": {"all": score(0.82, 2800)}},
            {"name": "gazetteer of train", "what": "longest match of the names in train", "paragraphs": 506,
             "scores": {"all": {"p": 0.6, "r": 0.5, "f": 0.545, "support": total}}, "model": {"all": score(0.823, total)}},
        ],
        "seeds": {"models": ["a", "b", "c"], "f": [0.823, 0.818, 0.826], "mean": 0.8223, "sd": 0.004},
        "comparison": None,
        "data": {"split": {"mode": "by message", "warnings": []}, "partitions": partitions},
    }  # fmt: skip


def comparison(labels: tuple[str, ...] = LABELS) -> dict[str, Any]:
    """Returns a comparison with another model."""
    rows = {label: {"f": 0.01 * number, "interval": [-0.01, 0.03], "p": 0.2} for number, label in enumerate(labels)}
    return {
        "other": "training/model-before", "scores": {name: score(0.8, 900) for name in (*labels, "all")},
        "difference": {**rows, "all": {"f": -0.012, "interval": [-0.02, 0.004], "p": 0.14}},
        "only_here_right": 61, "only_there_right": 94, "both_wrong": 330,
    }  # fmt: skip


def learning_curve() -> dict[str, Any]:
    """Returns a learning curve of three points and two seeds."""
    points = [
        {"share": share, "cables": cables, "tokens": 600 * cables, "mentions": 60 * cables, "f": [mean - 0.01, mean + 0.01],
         "mean": mean, "sd": 0.0141}
        for share, cables, mean in ((0.25, 31, 0.71), (0.5, 62, 0.77), (1.0, 125, 0.82))
    ]  # fmt: skip
    return {"config": "configs/ner_cpu.cfg", "measured_against": "gold", "steps": 2500, "points": points, "seeds": [0, 1]}


def training_log() -> list[dict[str, Any]]:
    """Returns rows as spaCy's logger writes them."""
    return [
        {"epoch": 0, "step": step, "score": 0.8 - 60 / (step + 100),
         "losses": {"tok2vec": 9000 / (step + 10), "ner": 5e4 / (step + 9)},
         "scores": {"ents_f": 100 * (0.8 - 60 / (step + 100))}}
        for step in range(0, 2501, 100)
    ]  # fmt: skip


def label_accuracy() -> dict[str, Any]:
    """Returns what `scripts/label_accuracy.py gold` writes."""
    counts = {"right": 6000, "type": 700, "boundary": 400, "both": 200, "spurious": 900, "missed": 800}
    row = {"p": 0.6, "r": 0.65, "f": 0.623, "support": 8517, **counts}
    versions = {
        name: {"all": {**row, "f": f1}, "per_label": {}, "per_zone": {}, "confusion": [], "untrusted": 3}
        for name, f1 in (("as tagged", 0.623), ("after rules", 0.79), ("after corrections", 0.802))
    }
    rule = {"changed": 12, "right_before": 1, "wrong_before": 11, "right_after": 10, "wrong_after": 2}
    return {
        "cables": {"silver": 125, "gold": 125, "compared": 125, "gold_alone": [], "texts_differ": [], "not_read": []},
        "labels": versions,
        "audited": {"as tagged": {"all": row}, "after audit": {"all": {**row, "f": 0.824}}},
        "rules": {"country is a place": rule, "marking is no name": rule},
    }


def errors(number: int, *, cables: int = 40) -> list[dict[str, Any]]:
    """Returns that many errors in evaluation's order; names, sentences and cables repeat as in an archive."""
    chance = random.Random(0)  # noqa: S311
    found = [_error(chance, cables, at) for at in range(number)]
    wrong: dict[str, int] = {}
    for error in found:
        wrong[error["form"]] = wrong.get(error["form"], 0) + 1
    for error in found:
        error.update(form_wrong=wrong[error["form"]], form_count=wrong[error["form"]] + 3)
    return sorted(found, key=lambda error: (-error["form_wrong"], error["form"], error["cable"], error["index"]))


def _error(chance: random.Random, cables: int, at: int) -> dict[str, Any]:
    label, kind = chance.choice(LABELS), chance.choice(_KINDS)
    form = (
        chance.choice(_NAMES[label]) if chance.random() < 0.3 else f"{chance.choice(_NAMES[label])} {chance.randrange(1500)}"
    )
    text, mentions = "", []
    place = chance.randrange(4)
    for part in range(4):
        text += " ".join(chance.sample(_WORDS, chance.randrange(5, 12))) + " "
        other = chance.choice(LABELS)
        name, of = (form, label) if part == place else (chance.choice(_NAMES[other]), other)
        mentions.append((len(text), len(text) + len(name), of))
        text += name + " "
    start, end, _ = mentions[place]
    rest = [mention for mention in mentions if mention[0] != start]
    wrong_label = next(other for other in LABELS if other != label)
    gold = None if kind == "spurious" else (start, end, label)
    predicted = {
        "type": (start, end, wrong_label), "boundary": (max(start - 5, 0), end, label),
        "both": (start, end - 1, wrong_label), "spurious": (start, end, label), "missed": None,
    }[kind]  # fmt: skip
    return error(
        text, gold, predicted, kind=kind, cable=f"{at % cables:02d}TESTPOST{at % cables:04d}.txt", index=at % 12,
        others=rest, seen=chance.random() < 0.5, confidence=round(chance.random(), 3),
    )  # fmt: skip


def error(
    text: str,
    gold: tuple[int, int, str] | None,
    predicted: tuple[int, int, str] | None,
    *,
    kind: str,
    cable: str = "06X1.txt",
    index: int = 4,
    others: list[tuple[int, int, str]] = (),
    seen: bool = True,
    confidence: float | None = None,
    form_wrong: int = 1,
) -> dict[str, Any]:
    """Returns one error, in a sentence that begins at character 100 of its paragraph."""
    spans = [span for span in (gold, predicted) if span]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    form = text[spans[0][0] : spans[0][1]]

    def side(span: tuple[int, int, str] | None) -> dict | None:
        return span and {"start": 100 + span[0], "end": 100 + span[1], "label": span[2], "text": text[span[0] : span[1]]}

    return {
        "cable": cable, "index": index, "zone": "paragraph", "paragraph": index, "kind": kind,
        "gold": side(gold), "predicted": predicted and {**side(predicted), "confidence": confidence},
        "form": form, "form_wrong": form_wrong, "form_count": 3, "seen": seen,
        "sentence": {
            "text": text, "start": 100, "focus": [start, end],
            "gold": sorted([*others, *([gold] if gold else [])]),
            "predicted": sorted([*others, *([predicted] if predicted else [])]),
        },
    }  # fmt: skip


def hostile() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Returns figures and errors that hold markup and a word of 5,000 characters wherever there is text."""
    label = NASTY
    labels = ("PER", label, LONG)
    figures = metrics(labels=labels, name=NASTY + LONG)
    figures["facets"][NASTY] = {NASTY: score(0.5, 10), LONG: score(0.5, 10)}
    figures["baselines"][0].update(name=NASTY + LONG, what=NASTY + LONG)
    figures["data"]["split"].update(mode=NASTY, warnings=[NASTY + LONG])
    figures["data"]["partitions"][NASTY] = {"labels": LONG}
    figures["comparison"] = {**comparison(labels), "other": NASTY + LONG}
    found = []
    for number, word in enumerate((NASTY, LONG, "\u202eright to left\x00\x1b[2J \ud800")):
        text = f"Before {word} after , {NASTY}"
        span = (7, 7 + len(word), (label, LONG, "PER")[number])
        found.append(error(text, span, None, kind="missed", cable=word))
        found.append(error(text, None, span, kind="spurious", cable=NASTY + word, confidence=0.5))
    return figures, found
