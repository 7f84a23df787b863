"""Which of an audit's questions are open, kept up to date by looking only at what a new decision is about.

A question is about a form (all its mentions) or about one mention, a suspect. Both are named by their indices in Findings.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import compress

from ...labels import Decision, PlaceDecision
from .depends import FormKey
from .findings import Findings
from .question import Form, Question, Suspect


class OpenQuestions:
    """A flag for each form and suspect of the findings: 1 while no decision answers it."""

    def __init__(self, findings: Findings):
        self._findings = findings
        self._keys = [form.key for form in findings.forms]
        self._gains = [form.gain for form in findings.forms]
        self.forms, self.suspects = bytearray(), bytearray()
        self._forms_by_key: defaultdict[FormKey, list[int]] = defaultdict(list)
        self._forms_by_role: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._forms_with: defaultdict[int, list[int]] = defaultdict(list)
        for number, (form, key) in enumerate(zip(findings.forms, self._keys)):
            self._forms_by_key[key].append(number)
            self._forms_by_role[key[:2]].append(number)
            for mention in form.mentions:
                self._forms_with[mention].append(number)
        self._suspects_by_role: defaultdict[tuple[str, str] | None, list[int]] = defaultdict(list)
        self._suspects_by_paragraph: defaultdict[str, list[int]] = defaultdict(list)
        for number, suspect in enumerate(findings.suspects):
            self._suspects_by_role[suspect.role].append(number)
            self._suspects_by_paragraph[suspect.paragraph].append(number)

    def judge(self, is_decided: Callable[[Suspect], bool], form_is_decided: Callable[[Form], bool]) -> None:
        """Sets all flags. `form_is_decided` tells whether a decision is about the form itself."""
        self.suspects = bytearray(not is_decided(suspect) for suspect in self._findings.suspects)
        self.forms = bytearray(len(self._findings.forms))
        self._judge_forms(range(len(self.forms)), form_is_decided)

    def judge_again(
        self, decisions: Iterable[Decision], is_decided: Callable[[Suspect], bool], form_is_decided: Callable[[Form], bool]
    ) -> None:
        """Sets the flags of what these decisions are about."""
        suspects: set[int] = set()
        forms: set[int] = set()
        for decision in decisions:
            if isinstance(decision, PlaceDecision):
                suspects.update(self._suspects_by_paragraph.get(decision.paragraph, ()))
            else:
                role = decision.form, decision.label
                suspects.update(self._suspects_by_role.get(role, ()))
                forms.update(self._forms_by_role.get(role, ()))
        for number in suspects:
            self.suspects[number] = not is_decided(self._findings.suspects[number])
            forms.update(self._forms_with.get(number, ()))
        self._judge_forms(forms, form_is_decided)

    def _judge_forms(self, numbers: Iterable[int], is_decided: Callable[[Form], bool]) -> None:
        for number in numbers:
            form = self._findings.forms[number]
            if form.single:
                self.forms[number] = self.suspects[form.mentions[0]]
            elif is_decided(form):
                self.forms[number] = 0
            else:
                self.forms[number] = not form.mentions or any(self.suspects[mention] for mention in form.mentions)

    def questions(self, depends: Collection[FormKey]) -> Iterator[Question]:
        """Yields the open questions in the audit's order, then the open mentions of the forms that depend; none twice."""
        forms, suspects = self._findings.forms, self._findings.suspects
        seen: set[object] = set()
        number = self.forms.find(1)
        while number >= 0:
            form, key = forms[number], self._keys[number]
            subject = suspects[form.mentions[0]].subject if form.single else key
            if subject not in seen and (form.single or key not in depends):
                seen.add(subject)
                yield suspects[form.mentions[0]] if form.single else form
            number = self.forms.find(1, number + 1)
        for number in self._of(depends):
            for mention in forms[number].mentions:
                if self.suspects[mention] and suspects[mention].subject not in seen:
                    seen.add(suspects[mention].subject)
                    yield suspects[mention]

    def same_key(self, form: Form) -> list[Form]:
        """Returns the forms that one decision answers together with this one, and this one."""
        return [self._findings.forms[number] for number in self._of([form.key])]

    def depending(self, depends: Iterable[FormKey]) -> int:
        """Returns how many of the forms that depend are open."""
        return sum(self.forms[number] for number in self._of(depends))

    def gain(self) -> float:
        """Returns how many mentions the answers to what is open are expected to put right."""
        return sum(compress(self._gains, self.forms))

    def gains(self) -> Iterator[tuple[float, int]]:
        """Yields the expected gain of each open question, and the number of mentions that it is about, in order."""
        number = self.forms.find(1)
        while number >= 0:
            yield self._gains[number], self._findings.forms[number].mention_count
            number = self.forms.find(1, number + 1)

    def name_of(self, question: Question) -> str:
        """Returns a short name of a question of the findings, which `named` understands; '' for another question."""
        if isinstance(question, Suspect):
            among = self._suspects_by_paragraph.get(question.paragraph, [])
            return next((f"s{number}" for number in among if self._findings.suspects[number] == question), "")
        among = self._forms_by_key.get(question.key, [])
        return next((f"f{number}" for number in among if self._findings.forms[number] == question), "")

    def named(self, name: str) -> Question | None:
        """Returns the question of this name; None if there is none."""
        where: list[Form] | list[Suspect] = self._findings.forms if name[:1] == "f" else self._findings.suspects
        digits = name[1:]
        is_number = name[:1] in ("f", "s") and digits.isascii() and digits.isdecimal() and len(digits) < 10
        return where[int(digits)] if is_number and int(digits) < len(where) else None

    def _of(self, keys: Iterable[FormKey]) -> list[int]:
        numbers = (number for key in keys for number in self._forms_by_key.get(key, ()))
        return sorted(number for number in numbers if not self._findings.forms[number].single)
