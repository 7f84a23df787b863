"""Keys, and the decisions they stand for."""

from cable_ner.audit.review import label_keys


def test_answers_keys_of_labels():
    assert label_keys(("PER", "ORG", "LOC", "MISC")) == {"p": "PER", "o": "ORG", "l": "LOC", "m": "MISC"}
    # Keys of commands are not taken, nor those of other labels.
    assert label_keys(("PER", "NORP", "PRODUCT", "DATE")) == {"p": "PER", "1": "NORP", "2": "PRODUCT", "3": "DATE"}
