"""What a package may be called, and its version: one more for each model that came before."""

import shutil

import pytest

from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.naming import package_name, version_of
from cable_ner.retraining.takeover import roll_back_row, settle
from tests.helpers.lineage import candidate, make_model, work


def test_models_version_counts_models_and_stays_with_each(training, tmp_path):
    assert version_of(tmp_path / "nowhere", "0.1.0") == "0.1.0"
    assert version_of(training, "0.1.0") == "0.1.0"
    [first] = read_lineage(training)
    candidate(training, "lost", Decision.REFUSED)
    candidate(training, "two", Decision.FORCED)
    assert version_of(training, "0.1.0") == "0.1.1"
    candidate(training, "three")
    assert version_of(training, "1.0.9") == "1.0.11"
    folder = work(training, "one", ".work-back")
    settle(training, folder, roll_back_row(training, first))
    assert version_of(training, "0.1.0") == "0.1.0"
    shutil.rmtree(training / "model-best")
    make_model(training / "model-best", "trained anew")
    assert version_of(training, "0.1.0") == "0.1.3"
    with pytest.raises(ValueError, match="does not end in a number"):
        version_of(training, "dev")


@pytest.mark.parametrize("version", ["one1", "1.0-1", "01.2", " 1.0", "1.0\n2", "v1.0", "1,0"])
def test_version_that_pip_would_not_read_or_write_so_is_refused(tmp_path, version):
    with pytest.raises(ValueError, match="version"):
        version_of(tmp_path, version)


@pytest.mark.parametrize("name", ["cable_ner", "cables2", "a", "english", "cables_of_1966"])
def test_package_name_has_the_language_code_in_front(name):
    assert package_name("en", name) == f"en_{name}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "such as cable_ner"),
        ("cable-ner", "such as cable_ner"),
        ("Cables", "such as cables"),
        ("my cables", "such as my_cables"),
        ("cables\n", "such as cables"),
        ("2009_cables", "such as cables"),
        ("cables__of", "such as cables_of"),
        ("_cables", "such as cables"),
        ("kabel_äther", "such as kabel_ther"),
        ("../cables", "such as cables"),
        ("en", "begins with the language code, which is added anyway; give cable_ner"),
        ("en_cables", "begins with the language code, which is added anyway; give cables"),
        ("spacy", "'spacy' is an installed package"),
        ("spacy_legacy", "'spacy_legacy' is an installed package"),
    ],
)
def test_package_name_that_none_can_or_should_have_is_refused(name, message):
    with pytest.raises(ValueError, match=message):
        package_name("en", name)
