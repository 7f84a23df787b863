"""Progress that nobody is shown."""

from cable_ner.work import no_progress


def test_progress_that_is_not_shown_gives_the_items_as_they_are():
    items = iter("abc")
    assert no_progress(items, "Reading", None) is items
