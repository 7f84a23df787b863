"""Why cables are left out: the texts in files, and back."""

import pytest

from cable_ner.corpus.reasons import Reason, WhyLeftOut, why_left_out

TEXTS = {
    "hand-checked twin is used instead": WhyLeftOut(Reason.TWIN),
    "other part of a hand-checked message": WhyLeftOut(Reason.OTHER_PART),
    "only hand-checked labels are trained on": WhyLeftOut(Reason.GOLD_ONLY),
    "is also used for scoring": WhyLeftOut(Reason.ALSO_SCORES),
    "its twin is used for training, because every cable has a hand-checked twin": WhyLeftOut(Reason.TWIN_TRAINED),
    "its twin is used for training": WhyLeftOut(Reason.TWIN_PARAGRAPH_TRAINED),
    "copy of a cable in test": WhyLeftOut(Reason.COPY, "test"),
    "copy of an earlier cable in dev": WhyLeftOut(Reason.COPY_OF_EARLIER, "dev"),
    "its message is already in train and dev": WhyLeftOut(Reason.MESSAGE_IS_EARLIER, "train and dev"),
    "is silver, while its message is already in dev, which has gold": WhyLeftOut(Reason.UNCHECKED, "dev"),
    "has no annotation, so it is unlabelled": WhyLeftOut(Reason.UNLABELLED),
    "nothing in test-silver": WhyLeftOut(Reason.NOTHING, "test-silver"),
    "lost {at} sea": WhyLeftOut(Reason.UNKNOWN, "lost {at} sea"),
}
# Texts in the files of archives that earlier versions converted: these, and those above, must be understood for good.
EARLIER = {
    "is among those to score with, too": WhyLeftOut(Reason.ALSO_SCORES),
    "its twin is trained on, as every cable has a hand-checked one": WhyLeftOut(Reason.TWIN_TRAINED),
    "its twin is trained on": WhyLeftOut(Reason.TWIN_PARAGRAPH_TRAINED),
    "copy of a cable in dev since an earlier conversion": WhyLeftOut(Reason.COPY_OF_EARLIER, "dev"),
    "its message is in train and dev since an earlier conversion": WhyLeftOut(Reason.MESSAGE_IS_EARLIER, "train and dev"),
    "is not hand-checked, as others in dev are, where its message is since an earlier conversion": WhyLeftOut(
        Reason.UNCHECKED, "dev"
    ),
}


@pytest.mark.parametrize("text", TEXTS)
def test_reasons_have_a_text_and_are_found_by_it(text):
    assert TEXTS[text].text == text
    assert why_left_out(text) == TEXTS[text]


@pytest.mark.parametrize("text", EARLIER)
def test_reasons_are_found_by_the_texts_of_earlier_versions(text):
    assert why_left_out(text) == EARLIER[text]


def test_reasons_all_have_a_text_here():
    assert {why.reason for why in TEXTS.values()} == set(Reason)


def test_reasons_about_earlier_cables_say_so():
    assert {reason for reason in Reason if reason.is_about_earlier} == {
        reason for reason in Reason if "earlier" in reason.value or "already" in reason.value
    }
