"""Labels: wanted, mapped, unknown. All cables here are invented."""

import pytest

from cable_ner.text import Scheme
from tests.helpers.cables import cable_of, kinds, labelled, rejected, text_of


@pytest.mark.parametrize(("before", "close"), [("", "  ]"), ("", "]"), ("One .\n", "  ]")])
def test_scheme_unknown_label_is_rejected_with_the_remedy(before, close):
    cable = cable_of(f"{before}[GPE Mali{close} and [PER Ann{close} .")
    line = 1 + before.count("\n")
    assert text_of(cable) == f"{before}Mali and Ann ."
    assert labelled(cable) == [("PER", "Ann")]
    assert rejected(cable) == [(line, "unknown label GPE", "GPE", "Mali")]
    assert kinds(cable) == [(line, "unknown label")]
    assert "--label-map GPE=LABEL" in cable.problems[0].message


def test_scheme_label_nobody_knows_is_an_annotation_only_with_the_older_closing():
    cable = cable_of("[VESSEL Vega  ] left [LOC Bari  ] , [VESSEL Lyra] did not .")
    assert text_of(cable) == "Vega left Bari , [VESSEL Lyra] did not ."
    assert rejected(cable) == [(1, "unknown label VESSEL", "VESSEL", "Vega")]
    assert cable.brackets == 2


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_scheme_label_map_renames_labels(close):
    scheme = Scheme(label_map={"GPE": "LOC", "PERSON": "PER"})
    cable = cable_of(f"[GPE Mali{close} , [PERSON Ann{close} , [ORG UN{close} , [NORP Swiss{close}.", scheme)
    assert labelled(cable) == [("LOC", "Mali"), ("PER", "Ann"), ("ORG", "UN")]
    assert rejected(cable) == [(1, "unknown label NORP", "NORP", "Swiss")]


@pytest.mark.parametrize(
    "scheme", [Scheme(label_map={"GPE": "LOC", "PERSON": "PER"}), Scheme(("GPE", "PERSON"))], ids=["map", "labels"]
)
def test_scheme_label_map_works_in_a_cable_of_foreign_labels_alone(scheme):
    cable = cable_of("[GPE Mali] and [PERSON Ann].", scheme)
    assert [text for _, text in labelled(cable)] == ["Mali", "Ann"]
    assert cable.problems == []


def test_scheme_foreign_labels_alone_are_unknown_also_in_the_newer_dialect():
    cable = cable_of("[GPE Mali] and [PERSON Ann].")
    assert text_of(cable) == "Mali and Ann."
    assert kinds(cable) == [(1, "unknown label"), (1, "unknown label")]


@pytest.mark.parametrize(
    "text",
    ["T &amp; T", "Tiger"],
)
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_scheme_label_mapped_to_an_unwanted_one_is_rejected(text, close):
    scheme = Scheme(label_map={"MISC": "OTHER"})
    cable = cable_of(f"<pre>[MISC {text}{close} of [LOC Rome{close}</pre>", scheme)
    assert labelled(cable) == [("LOC", "Rome")]
    assert [item.reason for item in cable.rejected] == ["unknown label MISC"]


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_scheme_labels_of_the_tagger_are_annotations_also_where_they_are_not_wanted(close):
    cable = cable_of(f"[PER Ann{close} , [PER Bea{close} and [LOC Rome{close} .", Scheme(("PER",)))
    assert text_of(cable) == "Ann , Bea and Rome ."
    assert rejected(cable) == [(1, "unknown label LOC", "LOC", "Rome")]


def test_scheme_wanted_labels_may_be_fewer_or_others():
    cable = cable_of("[PER Ann  ] on [VESSEL Vega  ] in [LOC Bari  ]", Scheme(("VESSEL", "LOC")))
    assert labelled(cable) == [("VESSEL", "Vega"), ("LOC", "Bari")]
    assert rejected(cable) == [(1, "unknown label PER", "PER", "Ann")]
