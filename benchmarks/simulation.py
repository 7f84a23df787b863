"""Simulated people who know the gold labels and answer what the audit asks, to measure what decisions are worth."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from cable_ner.audit import FORM
from cable_ner.files import digest, unit
from cable_ner.labels import Decision, FormDecision, PlaceDecision, normal_form, occurrences

# Below this share of a form's mentions with the same answer, the person says "depends" and decides nothing.
LEAST_SHARE = 0.75
_LABELS = ("", "LOC", "MISC", "ORG", "PER")  # what a mistaken answer is drawn from

_Place = tuple[int, int, str]  # characters of a Doc's text, and a label


class Occurrence(NamedTuple):
    """An occurrence of a form: the number of its Doc, and characters of the Doc's text."""

    doc: int
    start: int
    end: int


class Answered(NamedTuple):
    """The outcome of some questions: the decisions, how many questions were asked, and how many had no single answer."""

    decisions: list[Decision]
    asked: int
    depends: int


class People(NamedTuple):
    """Who answers: the people take turns, and each errs in a share of the answers, chosen by hash with the seed."""

    names: tuple[str, ...] = ("",)
    error: float = 0.0
    seed: int = 0

    def signed(self, decision: Decision, turn: int) -> Decision:
        """Returns the answer of the person whose turn it is: the right one, or a mistaken one."""
        key = f"{self.seed} {decision}"
        if unit(key, self.seed) < self.error:
            decision = _mistaken(decision, unit(key, self.seed + 1))
        name = self.names[turn % len(self.names)]
        return decision._replace(notes=(("by", name),)) if name else decision


def _mistaken(decision: Decision, chance: float) -> Decision:
    """Returns an answer with another label than the right one, or with none; `chance` (0 to 1) chooses which."""
    if isinstance(decision, FormDecision):
        others = [label for label in _LABELS if label != decision.becomes]
        return decision._replace(becomes=others[int(chance * len(others))], text="")
    start, end, right = decision.spans[0] if decision.spans else (decision.start, decision.end, "")
    others = [label for label in _LABELS if label != right]
    label = others[int(chance * len(others))]
    return decision._replace(spans=(*(((start, end, label),) if label else ()), *decision.spans[1:]))


class Oracle:
    """Answers from gold. `docs` are the audited ones, after corrections so far; `gold` has the same texts in this order."""

    def __init__(self, docs: Sequence[Doc], gold: Sequence[Doc], people: People = People()):
        self.people = people
        self.docs = list(docs)
        self.gold: list[list[_Place]] = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in gold]
        self.ents: list[list[_Place]] = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]
        self.decided = [[(row[0], row[1]) for row in doc.user_data.get("decided", ())] for doc in docs]
        self.number = {(doc.user_data["cable"], doc.user_data["index"]): at for at, doc in enumerate(docs)}
        self.labelled: defaultdict[tuple[str, str], list[Occurrence]] = defaultdict(list)
        for at, (doc, ents) in enumerate(zip(docs, self.ents)):
            for start, end, label in ents:
                self.labelled[normal_form(doc.text[start:end]), label].append(Occurrence(at, start, end))

    def answer_all(self, report: Mapping[str, Any], count: int, *, depended: set[tuple[str, str]] | None = None) -> Answered:
        """Answers questions of audit.json in their order until `count` are asked.

        A question that is no longer open is not asked. `depended` holds the forms that were answered "depends", now or
        in earlier calls.
        """
        depended = set() if depended is None else depended
        decisions: list[Decision] = []
        asked = depends = 0
        for row in report["forms"]:
            if asked >= count:
                break
            if row["kind"] == FORM:
                mentions = [] if (row["form"], row["label"]) in depended else list(self._mentions(row))
                if not mentions:
                    continue
                decision = self._ask_about_form(row, mentions, depended)
                depends += decision is None
            else:
                decision = self._ask_about_place(report["suspects"][row["mentions"][0]])
                if decision is None:
                    continue
            if decision:
                decisions.append(self.people.signed(decision, asked))
            asked += 1
        return Answered(decisions, asked, depends)

    def _ask_about_form(
        self, row: Mapping[str, Any], mentions: list[Occurrence], depended: set[tuple[str, str]]
    ) -> Decision | None:
        """Returns the one answer for the mentions of a form, which are then decided, or None if it depends."""
        decision = self._about_form(row, mentions)
        if decision is None:
            depended.add((row["form"], row["label"]))
        else:
            self._decide(mentions)
        return decision

    def _ask_about_place(self, suspect: Mapping[str, Any]) -> Decision | None:
        """Returns the answer for a suspect, which is then decided, or None if it has been before."""
        at = self.number[suspect["cable"], suspect["index"]]
        if self._is_decided(at, suspect["start"], suspect["end"]):
            return None
        decision = self._about_place(at, suspect["start"], suspect["end"])
        self.decided[at].append((decision.start, decision.end))
        return decision

    def is_wrong(self, suspect: Mapping[str, Any]) -> bool:
        """Returns whether the labels of a suspect are not the gold ones."""
        return self._right(suspect) != suspect["old"]

    def is_right(self, suspect: Mapping[str, Any]) -> bool:
        """Returns whether the labels proposed for a suspect are the gold ones."""
        return self._right(suspect) == suspect["new"]

    def _right(self, suspect: Mapping[str, Any]) -> list[list[Any]]:
        at = self.number[suspect["cable"], suspect["index"]]
        return [list(span) for span in _over(self.gold[at], suspect["start"], suspect["end"])]

    def _is_decided(self, at: int, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self.decided[at])

    def _decide(self, mentions: Iterable[Occurrence]) -> None:
        for at, start, end in mentions:
            self.decided[at].append((start, end))

    def _mentions(self, row: Mapping[str, Any]) -> Iterator[Occurrence]:
        """Yields the mentions that an answer to this question about a form decides."""
        if row["label"]:
            found = self.labelled[row["form"], row["label"]]
        else:
            found = [
                Occurrence(at, start, end)
                for at, doc in enumerate(self.docs)
                for start, end in occurrences(doc.text, row["form"])
                if not _over(self.ents[at], start, end)
            ]
        longer = len(row["text"] or "") > len(row["form"])
        for mention in found:
            text = self.docs[mention.doc].text
            room = len(row["text"] or "")
            fits = not longer or row["text"] in normal_form(text[max(mention.start - room, 0) : mention.end + room])
            if fits and not self._is_decided(*mention):
                yield mention

    def _about_form(self, row: Mapping[str, Any], mentions: list[Occurrence]) -> FormDecision | None:
        """Returns the one answer for the mentions of a form, or None if it depends."""
        answers = Counter(self._answer(mention) for mention in mentions)
        (becomes, text), count = max(sorted(answers.items(), key=str), key=lambda item: item[1])
        if becomes is None or count < LEAST_SHARE * len(mentions):
            return None
        text = normal_form(text)
        if text and text not in row["form"] and row["form"] not in text:
            return None
        return FormDecision(row["form"], row["label"], becomes, "" if text == row["form"] else text)

    def _answer(self, mention: Occurrence) -> tuple[str | None, str]:
        """Returns the label and the text of the gold mention there: ('', '') for none, (None, '') for several."""
        gold = _over(self.gold[mention.doc], mention.start, mention.end)
        if len(gold) != 1:
            return (None, "") if gold else ("", "")
        return gold[0][2], self.docs[mention.doc].text[gold[0][0] : gold[0][1]]

    def _about_place(self, at: int, start: int, end: int) -> PlaceDecision:
        """Returns the gold mentions between two characters, and further if a mention crosses one of these bounds."""
        gold, around = self.gold[at], [*self.gold[at], *self.ents[at], *((*region, "") for region in self.decided[at])]
        while over := [span for span in around if span[0] < end and start < span[1] and (span[0] < start or span[1] > end)]:
            start, end = min(start, *(span[0] for span in over)), max(end, *(span[1] for span in over))
        doc = self.docs[at]
        spans = _over(gold, start, end)
        return PlaceDecision.of(digest(doc.text), start, doc.text[start:end], spans, cable=doc.user_data["cable"])


def _over(spans: Iterable[_Place], start: int, end: int) -> list[_Place]:
    return [span for span in spans if span[0] < end and start < span[1]]
