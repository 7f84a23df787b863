"""Decisions about labels, applied to written forms before they are grouped: dropped, or counted under another label."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..cable_forms import CableForms
from .decision import NameDecision, by_form, labelled


class DecidedForms:
    """The forms of an archive, (label, text) by number, after decisions; forms that these make are added behind the others.

    `unknown` are the decisions about forms that are not in the archive.
    """

    def __init__(self, forms: Sequence[tuple[str, str]], decisions: Iterable[NameDecision] = ()) -> None:
        self.forms = forms
        self.unknown: list[NameDecision] = []
        self._becomes: dict[int, int | None] = {}  # of the forms that are changed
        if about := by_form(decisions):
            self._apply(about)

    def _apply(self, decisions: Mapping[str, list[NameDecision]]) -> None:
        numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)  # text -> label -> form
        for number, (label, text) in enumerate(self.forms):
            if text in decisions:
                numbers[text][label] = number
        forms = list(self.forms)
        for text, about in decisions.items():
            outcomes = {label: labelled(label, about) for label in numbers[text]}
            kept = {label: number for label, number in numbers[text].items() if outcomes[label][0] == label}
            for label, number in numbers[text].items():
                becomes, _ = outcomes[label]
                if becomes == label:
                    continue
                if becomes and becomes not in kept:
                    kept[becomes] = len(forms)
                    forms.append((becomes, text))
                self._becomes[number] = kept[becomes] if becomes else None
                forms[number] = ("", text)  # (what is no person any more is no longer form of one either)
            used = {one for _, touching in outcomes.values() for one in touching}
            self.unknown += [one for one in about if one not in used]
        self.forms = forms

    def of(self, form: int) -> int | None:
        """Returns what counts in place of a form, None if nothing does."""
        return self._becomes.get(form, form)

    def in_cables(self, cables: Iterable[CableForms]) -> Iterator[CableForms]:
        """Yields the forms in each cable after decisions."""
        return map(self._decided, cables) if self._becomes else iter(cables)

    def _decided(self, here: CableForms) -> CableForms:
        if self._becomes.keys().isdisjoint(here.forms):
            return here
        counts = Counter[int]()
        for form, mentions in zip(here.forms, here.mentions):
            if (becomes := self.of(form)) is not None:
                counts[becomes] += mentions
        acronyms = {}
        for pair in here.acronyms.items():
            short, full = map(self.of, pair)
            if short is not None and full is not None and self.forms[short][0] == self.forms[full][0]:
                acronyms[short] = full
        forms = sorted(counts)
        return CableForms(here.cable, forms, [counts[form] for form in forms], acronyms)
