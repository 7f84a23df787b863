"""A split: copies of one text, and cables that are too few to part."""

from cable_ner.corpus.reasons import Reason, WhyLeftOut
from cable_ner.corpus.splits import Split, find_copies, split_into_paragraphs
from tests.helpers.splits import BY_MESSAGE, BY_PARAGRAPH, cable, left_out

SAME = [cable("a", text="t"), cable("b", text="t"), cable("c", text="t"), cable("d")]
OTHER = WhyLeftOut(Reason.TWIN)


def test_splits_copies_are_kept_on_the_side_that_scores():
    copy = WhyLeftOut(Reason.COPY, "test")
    assert find_copies(SAME, ["train", "test", "dev", "train"]) == {0: copy, 2: copy}
    assert find_copies(SAME, ["train", "dev", "dev", "dev"]) == {0: WhyLeftOut(Reason.COPY, "dev")}
    assert find_copies(SAME, ["test", "test", "test", "train"]) == {}


def test_splits_copies_of_what_is_itself_left_out():
    sides = ["train", "test", "dev", "train"]
    of_all, of_used = (Split(BY_MESSAGE, list(sides), {1: OTHER}) for _ in range(2))
    of_all.leave_out_copies_of_all(SAME)
    assert left_out(of_all) == {0: "copy of a cable in test", 1: OTHER.text, 2: "copy of a cable in test"}
    of_used.leave_out_copies(SAME)
    assert left_out(of_used) == {0: "copy of a cable in dev", 1: OTHER.text}


def test_splits_into_paragraphs_count_messages_not_cables():
    one = split_into_paragraphs([cable("a", "m"), cable("b", "m")], {1: OTHER})
    assert (one.mode, one.sides, one.left_out) == (BY_PARAGRAPH, ["", ""], {1: OTHER})
    assert one.warnings[0].startswith("only 1 message: the split is by paragraph")
    assert split_into_paragraphs([cable("a"), cable("b")]).warnings[0].startswith("only 2 messages: ")
