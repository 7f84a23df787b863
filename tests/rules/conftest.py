"""What tests of label rules share: rules made of entries."""

import pytest
import srsly

from cable_ner.rules import read_rules


@pytest.fixture
def rules_of(tmp_path):
    """Returns a function that makes rules of entries as the file has them, named a, b, ..., and of lists of names."""

    def make(*entries, **names):
        named = [{"name": chr(ord("a") + number), **entry} for number, entry in enumerate(entries)]
        path = tmp_path / "rules.yml"
        srsly.write_yaml(path, {"names": names, "rules": named})
        return read_rules(path)

    return make
