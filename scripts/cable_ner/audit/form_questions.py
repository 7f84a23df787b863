"""Questions about forms: one answer for all mentions of a text with a label."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from .audited_docs import AuditedDoc
from .ranked_question import FORM, PLACE, Answer, RankedQuestion, answer_of, label_of, text_of
from .verdicts import Edit, Judged

Role = tuple[str, str]  # a form and its label, '' for none


class FormQuestions:
    """Makes questions about forms in their roles, and about places, from the edits that are suspect."""

    def __init__(self, docs: Sequence[AuditedDoc], judged: Judged, suspects: Sequence[Edit]):
        self.docs, self.judged, self.suspects = docs, judged, suspects
        self._counts = _counts(docs)

    def answer(self, number: int) -> Answer | None:
        """Returns a suspect's proposal as an answer about its form; None if it is none."""
        edit = self.suspects[number]
        return answer_of(self.docs[edit.doc], self.judged.proposals.candidates[edit.candidate], edit.new)

    def place(self, number: int) -> RankedQuestion:
        """Returns the question about a suspect's place alone."""
        edit = self.suspects[number]
        here = text_of(self.docs[edit.doc], edit.start, edit.end)
        asked = self.answer(number) or Answer(here, label_of(edit.old), label_of(edit.new))
        return RankedQuestion(PLACE, asked, self.gain(number), 1, [number], edit.confidence)

    def gain(self, number: int) -> float:
        """Returns the probability that a suspect's labels are wrong once the decisions are spread."""
        edit = self.suspects[number]
        old, options = self.judged.beliefs(edit.candidate)
        return 1 - (options[edit.new] if self.judged.is_spread(edit) else old)

    def about(self, role: Role, members: Sequence[int]) -> RankedQuestion | None:
        """Returns the question about a form in its role, with the most probable common answer for some of its members.

        `members` are the indices of its suspects. A longer text around the form is asked about only where it stands.
        Returns None if no answer fits several mentions.
        """
        if len(members) < 2:
            return None
        count = max(self._mention_count(role, self.suspects[members[0]]), len(members))
        best: RankedQuestion | None = None
        best_total = gain = 0.0
        for answer, chances in sorted(self._answers(role, members).items()):
            longer = len(answer.text) > len(answer.form)
            concerned = sorted(chances) if longer else list(members)
            size, total = len(concerned) if longer else count, sum(chances.values())
            changed = sum(chance for member, chance in chances.items() if not self._is_now(member, answer))
            gain += changed * self._trust(total, size)
            if len(concerned) > 1 and (best is None or total > best_total):
                best, best_total = RankedQuestion(FORM, answer, 0.0, size, concerned, total / len(concerned)), total
        return best and best._replace(gain=min(gain + self._gain_of_undoing(members), best.mention_count))

    def _trust(self, total: float, size: int) -> float:
        """Returns by how much to trust an answer that is right for `total` of `size` mentions, as the models see it.

        Models err in all mentions of a form together. Where hardly any label is wrong, what they find are forms that they do
        not know. So until decisions tell how often they are right, an answer counts only as far as it fits all mentions.
        """
        return 1.0 if self.judged.is_fitted else total / size

    def _is_now(self, number: int, answer: Answer) -> bool:
        """Returns whether a suspect's labels are what an answer makes them, once the decisions are spread."""
        edit = self.suspects[number]
        candidate = self.judged.proposals.candidates[edit.candidate]
        return self.judged.is_spread(edit) and answer_of(self.docs[edit.doc], candidate, edit.new) == answer

    def _gain_of_undoing(self, members: Sequence[int]) -> float:
        """Returns what is put right by the answer that the labels were right before the decisions were spread.

        To keep labels that nothing has changed, however sure that is, puts nothing right.
        """
        spread = [self.suspects[member] for member in members if self.judged.is_spread(self.suspects[member])]
        return sum(self.judged.beliefs(edit.candidate)[0] for edit in spread)

    def _answers(self, role: Role, members: Sequence[int]) -> Mapping[Answer, dict[int, float]]:
        """Returns all answers about the form in its role, with their probability of being right by suspect."""
        chances: defaultdict[Answer, dict[int, float]] = defaultdict(dict)
        for member in members:
            edit = self.suspects[member]
            candidate = self.judged.proposals.candidates[edit.candidate]
            for option, chance in self.judged.beliefs(edit.candidate)[1].items():
                answer = answer_of(self.docs[edit.doc], candidate, option)
                if answer and (answer.form, answer.label) == role:
                    chances[answer][member] = chance
        return chances

    def _mention_count(self, role: Role, edit: Edit) -> int:
        """Returns how many mentions (or unlabelled occurrences) a form has in its role; `edit` is one of its suspects."""
        if role[1]:
            return self._counts[role]
        start, end, _ = edit.new[0]
        form = tuple(self.docs[edit.doc].text.words[start:end])
        return self.judged.proposals.lexicon.everywhere.get(form, Counter())[""]


def _counts(docs: Sequence[AuditedDoc]) -> Counter[Role]:
    """Returns how often each form has each label, mentions that a person decided on left out."""
    counts: Counter[Role] = Counter()
    for doc in docs:
        for start, end, label in doc.now:
            if not doc.is_gold and not doc.is_decided(start, end):
                counts[text_of(doc, start, end), label] += 1
    return counts


def extended_roles(docs: Sequence[AuditedDoc]) -> set[Role]:
    """Returns the roles of forms that a person extended: a second decision on them would undo the first."""
    return {
        (text_of(doc, *stretch.before[0][:2]), stretch.before[0][2])
        for doc in docs
        for stretch in doc.decided
        if len(stretch.before) == len(stretch.after) == 1
        and stretch.after[0][:2] == (stretch.start, stretch.end) != stretch.before[0][:2]
    }
