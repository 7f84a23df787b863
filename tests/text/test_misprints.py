"""Misprints of the words that begin a line of a header."""

import re

import pytest

from cable_ner.text.misprints import misprints


@pytest.mark.parametrize("written", ["TAGS", "TGS", "AGS", "TAG", "TAGGS", "XTAGS", "TAGSX", "TXGS", "TASG", "ATGS"])
def test_misprints_are_one_letter_lost_put_in_or_another_or_two_exchanged(written):
    assert re.fullmatch(misprints("TAGS"), written)


@pytest.mark.parametrize("written", ["", "TG", "GATS", "TAGSXX", "TXXS", "TA1S", "TA S", "SGAT"])
def test_misprints_are_no_more_than_that(written):
    assert not re.fullmatch(misprints("TAGS"), written)
