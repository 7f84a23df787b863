"""Laws of decisions applied to random cables: they win over rules and labels, and nothing is lost by them."""

import copy
import re

from hypothesis import assume, given
from hypothesis import strategies as st

from cable_ner.files import digest
from cable_ner.labels import Corrections, PlaceDecision, correct, normal_form
from cable_ner.rules import RuleBook, apply_rules
from tests.helpers.decisions import forms, overlapping, places
from tests.helpers.labels import BOOK, cables

NO_RULES = RuleBook()


@st.composite
def decided_cables(draw):
    """Draws a cable and decisions most of which are about something in it."""
    cable = draw(cables(kept=("missing",)))
    ruled = apply_rules(cable, BOOK)
    named = {
        p.text[m.start : m.end] for some in (cable, ruled) for p in some.paragraphs for m in p.mentions if not m.missing
    }
    texts = sorted({paragraph.text for paragraph in cable.paragraphs})
    assume(texts)
    words = sorted(named | {word for text in texts for word in text.split()})
    some = st.one_of(forms(st.sampled_from(words)), forms(st.sampled_from(words)), places(st.sampled_from(texts)))
    return cable, Corrections(draw(st.lists(some, min_size=1, max_size=5)))


def within(spans, start, end):
    return [span for span in spans if start <= span[0] and span[1] <= end]


def covered(places, start, end):
    return all(any(first <= at < last for _, first, last in places) for at in range(start, end))


@given(decided_cables())
def test_correction_of_places_always_win(case):
    cable, corrections = case
    for rules in (NO_RULES, BOOK):
        for paragraph in correct(cable, rules, corrections)[0].paragraphs:
            places = corrections.at(paragraph)
            for decision, start, end in places:
                over = overlapping(paragraph.mentions, start, end)
                assert [m[:3] for m in over] == within(decision.spans, start, end)
                assert not any(m.missing for m in over)
            # They are about all of each region, and a later one about all of its own.
            for number, decision in enumerate(corrections.decisions):
                if isinstance(decision, PlaceDecision) and decision.paragraph == digest(paragraph.text):
                    assert covered(places, decision.start, decision.end)
                    if not any(isinstance(other, PlaceDecision) for other in corrections.decisions[number + 1 :]):
                        assert (decision, decision.start, decision.end) in places


@given(decided_cables())
def test_correction_of_forms_always_win(case):
    cable, corrections = case
    for rules in (NO_RULES, BOOK):
        for paragraph in correct(cable, rules, corrections)[0].paragraphs:
            decided = [m for m in paragraph.mentions if m.decided]
            for mention in paragraph.mentions:
                text = paragraph.text[mention.start : mention.end]
                if mention.decided or mention.missing:
                    continue
                # A longer text may not be there, or a decision that goes first is in the way of it.
                left = corrections.of(text, mention.label, cable.name, paragraph.zone)
                assert not left or len(left.text) > len(left.form)
            gives = {(normal_form(d.text or d.form), d.becomes) for by in corrections.forms.values() for d in by.values()}
            gives |= {
                (normal_form(paragraph.text[start:end]), label)
                for place, *_ in corrections.at(paragraph)
                for start, end, label in place.spans
            }
            assert {(normal_form(paragraph.text[m.start : m.end]), m.label) for m in decided} <= gives


@given(decided_cables())
def test_correction_without_rules_are_what_they_say(case):
    """The outcome told in another way, where no decision makes a mention longer and none is about what has no label."""
    cable, corrections = case
    assume(all(len(d.text) <= len(d.form) and d.label for by in corrections.forms.values() for d in by.values()))
    after, used = correct(cable, NO_RULES, corrections)
    for before, paragraph in zip(cable.paragraphs, after.paragraphs):
        regions = [(start, end) for _, start, end in corrections.at(before)]
        expected = [span for place, *region in corrections.at(before) for span in within(place.spans, *region)]
        for start, end, label, _, missing, *_ in before.mentions:
            if missing or overlapping(regions, start, end):
                continue
            decision = corrections.of(before.text[start:end], label, cable.name, before.zone)
            if decision and decision.text:
                at = re.search(r"\s+".join(map(re.escape, decision.text.split())), before.text[start:end])
                start, end = start + at.start(), start + at.end()
            if not decision or decision.becomes:
                expected.append((start, end, decision.becomes if decision else label))
            assert not decision or decision in used
        assert [m[:3] for m in paragraph.mentions if not m.missing] == sorted(expected)


@given(decided_cables())
def test_correction_lose_no_text_and_no_bracket(case):
    cable, corrections = case
    original = copy.deepcopy(cable)
    after, used = correct(cable, BOOK, corrections)
    assert cable == original
    assert used <= set(corrections.decisions)
    assert [(p.text, p.zone) for p in after.paragraphs] == [(p.text, p.zone) for p in cable.paragraphs]
    for paragraph in after.paragraphs:
        ends = [0] + [mention.end for mention in paragraph.mentions]
        assert all(end <= mention.start < mention.end for end, mention in zip(ends, paragraph.mentions))
        assert all(m.end <= len(paragraph.text) and (m.label or m.missing) for m in paragraph.mentions)
    lines = [mention.line for paragraph in after.paragraphs for mention in paragraph.mentions if mention.line]
    assert sorted(lines + [item.line for item in after.rejected]) == list(range(1, cable.brackets + 1))


@given(decided_cables())
def test_correction_tell_what_was_there_before(case):
    cable, corrections = case
    for rules in (NO_RULES, BOOK):
        ruled, (after, _) = apply_rules(cable, rules), correct(cable, rules, corrections)
        for before, paragraph in zip(ruled.paragraphs, after.paragraphs):
            spans = [[*mention[:3]] for mention in before.mentions if not mention.missing]
            ends = [0] + [end for _, end, _ in paragraph.decided]
            for last, (start, end, were) in zip(ends, paragraph.decided):
                assert last <= start < end <= len(paragraph.text)
                assert were == overlapping(spans, start, end)
                # None sticks out, of those before and after.
                now = [mention[:3] for mention in paragraph.mentions if not mention.missing]
                assert all(start <= first and end_ <= end for first, end_, _ in [*were, *overlapping(now, start, end)])
            for _, first, last in corrections.at(paragraph):
                assert any(start <= first and last <= end for start, end, _ in paragraph.decided)
            if rules is NO_RULES:
                apart = [
                    [*m[:3]]
                    for m in paragraph.mentions
                    if not m.missing and not overlapping(paragraph.decided, m.start, m.end)
                ]
                assert sorted(apart + [span for *_, were in paragraph.decided for span in were]) == spans
