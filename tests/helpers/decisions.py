"""What tests of decisions share: decisions as they stand in the file, and random ones."""

from hypothesis import strategies as st

from cable_ner.files import digest
from cable_ner.labels import Corrections, FormDecision, PlaceDecision, correct, from_json, normal_form
from cable_ner.labels.decisions import HEADER_ZONES, TEXT_ZONES
from cable_ner.rules import RuleBook


def form(form, label, becomes, **limits):
    return {"form": form, "label": label, "becomes": becomes, **limits}


def place(text, region, *spans):
    """Returns the decision that in a region of a text (its first occurrence) these (text, label) are the mentions."""
    start, found = text.index(region), []
    for part, label in spans:
        at = text.index(part, max(start, found[-1][1] if found else 0))
        found.append([at, at + len(part), label])
    return {"paragraph": digest(text), "start": start, "end": start + len(region), "text": region, "spans": found}


def corrected(cable, rows, *rules):
    """Returns a cable after rules and decisions, given as what is on their lines."""
    return correct(cable, RuleBook(rules), Corrections(map(from_json, rows)))[0]


_LABELS = st.sampled_from(["PER", "ORG", "LOC"])
_NOTES = st.lists(st.tuples(st.sampled_from(["seen", "by", "note", "date"]), st.text(max_size=3)), max_size=2).map(
    lambda notes: tuple(sorted(dict(notes).items(), key=lambda note: ["seen", "by", "note", "date"].index(note[0])))
)


@st.composite
def forms(draw, texts=st.text(min_size=1, max_size=9).filter(str.strip)):
    """Draws a decision about one of the texts, or a word of it, or with a part of it as its text."""
    text = normal_form(draw(texts))
    words, kind = text.split(), draw(st.integers(0, 5))
    part = words[draw(st.integers(0, len(words) - 1))]
    name, extent = {4: (text, part), 5: (part, text)}.get(kind, (part if kind == 3 else text, ""))
    label, becomes = draw(st.one_of(st.just(""), _LABELS)), draw(st.one_of(st.just(""), _LABELS))
    cable, zone = (
        draw(st.sampled_from(["", "", "a.txt", "b  c.txt"])),
        draw(st.sampled_from(["", "", HEADER_ZONES, TEXT_ZONES])),
    )
    return FormDecision(name, label, becomes, extent if extent != name else "", cable, zone, draw(_NOTES))


@st.composite
def places(draw, texts=st.text(min_size=1, max_size=20)):
    """Draws a decision about a stretch of one of the texts, with up to two mentions in it."""
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 30)))
    cuts = sorted(draw(st.lists(st.integers(start, end), max_size=4, unique=True)))
    spans = tuple((first, last, draw(_LABELS)) for first, last in zip(cuts[::2], cuts[1::2]) if text[first:last].strip())
    cable = draw(st.sampled_from(["", "a.txt"]))
    return PlaceDecision(digest(text), start, end, text[start:end], spans, cable, draw(_NOTES))


def overlapping(mentions, start, end):
    return [mention for mention in mentions if mention[0] < end and start < mention[1]]
