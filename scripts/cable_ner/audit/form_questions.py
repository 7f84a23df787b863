"""Questions about forms: one answer for all mentions of a text with a label."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from .audited_docs import AuditedDoc
from .ranked_question import FORM, Answer, RankedQuestion, answer_of, text_of
from .verdicts import Edit, Judged

Role = tuple[str, str]  # a form and its label, '' for none
_UNSUSPECTED = 0.8  # probability that a mention that is no suspect is right


class FormQuestions:
    """Makes questions about forms in their roles, from the edits that are suspect."""

    def __init__(self, docs: Sequence[AuditedDoc], judged: Judged, suspects: Sequence[Edit]):
        self.docs, self.judged, self.suspects = docs, judged, suspects
        self._counts = _counts(docs)

    def gain(self, number: int) -> float:
        """Returns the probability that a suspect's labels are wrong once the decisions are spread."""
        edit = self.suspects[number]
        return 1 - edit.confidence if self.judged.is_spread(edit) else edit.wrong

    def about(self, role: Role, members: Sequence[int]) -> RankedQuestion | None:
        """Returns the question about a form in its role, with the most probable common answer for some of its members.

        `members` are the indices of its suspects. A longer text around the form is asked about only where it stands.
        Returns None if no answer fits several mentions.
        """
        if len(members) < 2:
            return None
        count = max(self._mention_count(role, self.suspects[members[0]]), len(members))
        best: RankedQuestion | None = None
        best_total = 0.0
        for answer, chances in sorted(self._answers(role, members).items()):
            longer = len(answer.text) > len(answer.form)
            concerned = sorted(chances) if longer else list(members)
            if len(concerned) < 2:
                continue
            total = sum(chances.values())
            if best is None or total > best_total:
                rest = 0 if longer else count - len(members)
                best, best_total = self._question(answer, concerned, rest, total), total
        return best

    def _question(self, answer: Answer, concerned: list[int], rest: int, total: float) -> RankedQuestion:
        """Returns the question whose answer is expected to be right for `total` suspects; `rest` more mentions are none."""
        size = len(concerned) + rest
        wrong = sum(map(self.gain, concerned))
        # Nothing is gained unless one answer fits all mentions, so the gain is weighted by how probable that is.
        right_now = sum(1 - self.suspects[member].wrong for member in concerned) + _UNSUSPECTED * rest
        right_for_all = max(total, right_now) / size
        return RankedQuestion(FORM, answer, wrong * right_for_all, size, concerned, total / len(concerned))

    def _answers(self, role: Role, members: Sequence[int]) -> Mapping[Answer, dict[int, float]]:
        """Returns all answers about the form in its role, with their probability of being right by suspect."""
        proposals = self.judged.proposals
        chances: defaultdict[Answer, dict[int, float]] = defaultdict(dict)
        for member in members:
            edit = self.suspects[member]
            candidate = proposals.candidates[edit.candidate]
            at = proposals.first[edit.candidate]
            for number, option in enumerate(candidate.options):
                answer = answer_of(self.docs[edit.doc], candidate, option)
                if answer and (answer.form, answer.label) == role:
                    chances[answer][member] = float(self.judged.chances[at + number])
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
