"""Two small cables whose figures are known by hand, and systems that read them; tests of the evaluation share these."""

import spacy
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import Labelled, labelled

NLP = spacy.blank("en")
LABELS = ["LOC", "ORG", "PER"]


def spans(text, *mentions):
    """Returns (text, label) mentions as character offsets, each at the first place of the text."""
    return [Labelled(text.index(part), text.index(part) + len(part), label) for part, label in mentions]


def make(text, *mentions, missing="", cable="a.txt", index=0, zone="paragraph", labels="gold", **others):
    """Returns a Doc with these (text, label) mentions, and a stretch whose label is missing."""
    doc = NLP.make_doc(text)
    ents = [doc.char_span(*mention) for mention in spans(text, *mentions)]
    holes = [doc.char_span(text.index(missing), text.index(missing) + len(missing))] if missing else []
    doc.set_ents(ents, missing=holes, default="outside")
    doc.user_data.update(cable=cable, index=index, zone=zone, labels=labels, **others)
    return doc


# Seven mentions in four paragraphs of two cables; one paragraph without any, and two tokens without a trusted label.
LIMA = "UNCLAS LIMA 000012"
UNION = "Ann Lee met Bob Stone of the Bakers Union in Rome."
RAIN = "Rain fell."
GUILD = "Lee saw Rome. Millers Guild was closed."


def small_docs(first="a.txt", second="b.txt"):
    return [
        make(LIMA, ("LIMA", "LOC"), cable=first, zone="header"),
        make(
            UNION,
            ("Ann Lee", "PER"),
            ("Bob Stone", "PER"),
            ("Bakers Union", "ORG"),
            ("Rome", "LOC"),
            cable=first,
            index=1,
            paragraph=1,
        ),
        make(RAIN, cable=second),
        make(GUILD, ("Lee", "PER"), ("Rome", "LOC"), missing="Millers Guild", cable=second, index=1, paragraph=2),
    ]


# Right: LIMA, Ann Lee, the second Rome. Boundary: Bob. Type: Bakers Union. Both: Lee saw. Spurious: Rain. Missed: Rome.
FOUND = [
    spans(LIMA, ("LIMA", "LOC")),
    spans(UNION, ("Ann Lee", "PER"), ("Bob", "PER"), ("Bakers Union", "LOC")),
    spans(RAIN, ("Rain", "MISC")),
    spans(GUILD, ("Lee saw", "LOC"), ("Rome", "LOC")),
]
SURE = [[0.95], [0.95, 0.55, 0.85], [None], [0.5, 1.0]]
TRAIN = {"Rome": 6, "Ann Lee": 1}


def counts(scored):
    return {name: (score["right"], score["spurious"], score["missed"]) for name, score in scored.items()}


def news(labels="gold"):
    """Returns paragraphs that the tiny models get some of right."""
    first, second = (f"Mayor Ann Lee{number} of Milltown spoke about harvest number {number}." for number in (70, 71))
    options = {"labels": labels}
    return [
        make(first, ("Ann Lee70", "PER"), ("Milltown", "LOC"), index=0, **options),
        make(second, ("Lee71", "PER"), ("Milltown", "ORG"), index=1, **options),
        make("Mayor Bob Stone of Millers Guild spoke.", ("Bob Stone", "PER"), missing="Millers Guild", index=2, **options),
        make("The Bakers Union met in Oldtown.", ("Bakers Union", "ORG"), ("Oldtown", "LOC"), cable="b.txt", **options),
        make("Rain fell.", cable="b.txt", index=1, **options),
    ]


@st.composite
def annotations(draw, length):
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=length + 1)))
    kept = draw(st.lists(st.sampled_from([None, *LABELS]), min_size=len(cuts), max_size=len(cuts)))
    return [(start, end, label) for start, end, label in zip(cuts, cuts[1:], kept) if label]


@st.composite
def systems(draw):
    """Returns two readings of some paragraphs, as Docs: (cable, mentions, mentions) of eight words each."""
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        gold = draw(annotations(8))
        rows.append((draw(st.sampled_from("abc")), gold, draw(st.one_of(annotations(8), st.just(gold[1:])))))
    return rows


def built(rows, *, swapped=False):
    """Returns the run of the second side's mentions against the first's, or the other way round."""
    docs, found = [], []
    for number, (cable, *sides) in enumerate(sorted(rows, key=lambda row: row[0])):
        made = []
        for side in sides:
            doc = Doc(NLP.vocab, words=[f"w{index}" for index in range(8)])
            doc.ents = [Span(doc, *mention) for mention in side]
            doc.user_data.update(cable=cable, index=number, labels="gold")
            made.append(doc)
        gold, other = made[::-1] if swapped else made
        docs.append(gold)
        found.append(labelled(other))
    return SystemRun(as_reference(docs), Reading(found))
