"""What a model card says of data, scores and baselines, and of where a model comes from."""

from cable_ner.retraining.card import card, card_lines, readme
from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.takeover import settle
from tests.helpers.cards import CONVERSION, SCORES, figures
from tests.helpers.lineage import row, work

META = {
    "lang": "en", "name": "cables", "version": "0.1.0", "spacy_version": ">=3.8", "labels": {"ner": ["PER", "DATE"]},
    "size": "1.0 MB on disk, 20,000 weights",
}  # fmt: skip


def test_package_card_of_silver_says_that_accuracy_is_not_known():
    notes = card(META, figures("silver"), CONVERSION)["notes"]
    assert "- Scores: agreement with the tagger (silver labels), not accuracy, on 3 test cables with 40 mentions;" in notes
    assert "- There was no gold to measure against, so the accuracy of the model is unknown." in notes


def test_package_card_gives_scores_with_intervals():
    notes = card(META, figures("gold"), CONVERSION)["notes"]
    assert "- F1 0.333, 95 % interval 0.250 to 0.400 (jackknife over cables)." in notes
    assert "| PER | 0.500 | 0.250 | 0.333 | 0.250 to 0.400 | 40 |" in notes
    assert "| macro | 0.500 | 0.250 | 0.333 | 0.250 to 0.400 |  |" in notes


def test_package_card_of_a_test_of_one_cable_has_no_intervals():
    scores = {name: {**score, "interval": None} for name, score in SCORES.items()}
    notes = card(META, figures("gold") | {"scores": scores}, CONVERSION)["notes"]
    assert "95 %" not in notes
    assert "| all | 0.500 | 0.250 | 0.333 |  | 40 |" in notes


def test_package_card_compares_with_the_baselines():
    same = {"name": "silver labels", "paragraphs": 9, "scores": {"all": {"f": 0.61}}, "model": {"all": {"f": 0.7}}}
    notes = card(META, figures("gold") | {"baselines": [same]}, CONVERSION)["notes"]
    assert (
        "- Baseline, silver labels: F1 0.610 on 9 of the test paragraphs; this model: F1 0.700 on the same paragraphs."
        in notes
    )
    assert "Baseline" not in card(META, figures("gold"), CONVERSION)["notes"]


def test_package_card_of_a_test_without_mentions():
    nothing = {"p": 0.0, "r": 0.0, "f": 0.0, "interval": None}
    made = card(META, figures("silver") | {"scores": {"all": {**nothing, "support": 0}, "macro": nothing}}, CONVERSION)
    assert made["performance"] == {"ents_p": 0.0, "ents_r": 0.0, "ents_f": 0.0, "ents_per_type": {}}
    assert "with 0 mentions" in made["notes"]


def test_models_card_lines(training, tmp_path):
    [first] = read_lineage(training)
    assert card_lines(training) == [
        f"- Model {first['id']} of {first['date'][:10]}, number 1 in its lineage; training: fresh."
    ]
    folder = work(training, "two")
    made = row(training, folder / "model-best", Decision.ACCEPTED, parent=first["id"])
    made["data"]["increments"] = [0, 1, 3]
    settle(training, folder, made)
    assert card_lines(training) == [
        f"- Model {made['id']} of {made['date'][:10]}, number 2 in its lineage; training: fresh.",
        "- It was trained on the base and 2 increments (001, 003).",
        f"- It replaced {first['id']} (accepted): why.",
    ]
    assert card_lines(tmp_path / "nowhere") == []


def test_card_says_what_figures_of_the_sample_cables_are_worth():
    notes = card(META, figures("gold"), CONVERSION)["notes"]
    assert "sample cables of this project are invented" in notes


def test_card_says_how_to_load_and_call_the_model():
    notes = card(META, figures("gold"), CONVERSION)["notes"]
    assert 'nlp = spacy.load("en_cables")' in notes
    assert "First run `import sys; sys.path.insert(0, 'FOLDER_OF_THE_MODEL'); import en_cables`." in notes
    assert "First run" not in card(META, figures("gold"), CONVERSION, code=False)["notes"]
    assert "- Size: 1.0 MB on disk, 20,000 weights." in notes


def test_card_says_what_the_labels_are_for():
    notes = card(META, figures("gold"), CONVERSION)["notes"]
    assert "| `PER` | persons, without titles" in notes
    assert "| `DATE` |  |" in notes


def test_card_as_a_page_has_no_scores_without_what_they_are_measured_against():
    made = {**META, **card(META, figures("silver"), CONVERSION), "author": "Ann Lee", "license": "MIT", "url": ""}
    page = readme(made)
    assert "| **Author** | Ann Lee |" in page
    assert "Accuracy" not in page
    assert "agreement with the tagger (silver labels), not accuracy" in page
    assert "| **Author** | not stated |" in readme(made | {"author": "", "license": ""})


def test_card_says_that_a_teacher_has_labelled_cables():
    taught = {"encoder": "an-encoder", "labelled": {"cables": 900, "tokens": 1_800_000}}
    made = card(META, figures("gold"), {**CONVERSION, "taught": taught})
    assert "fine-tuned from the encoder an-encoder on these, labelled 900 more cables (1,800,000 tokens)" in made["notes"]
    assert "teacher" not in card(META, figures("gold"), CONVERSION)["notes"]


def test_card_says_what_is_promised_of_lists():
    point = [0.0, 0.01, 0.0712, 0.4, 0.5]
    promise = {"cables": 48, "with_names": 48, "names": 3000, "points": [point], "model": "abc"}
    notes = card({**META, "promise": promise}, figures("gold"), CONVERSION)["notes"]
    assert "from 48 hand-checked test cables: the smallest share missed that can be promised is 0.08, 95 % sure" in notes
    assert "Nothing is promised of its lists" in card(META, figures("gold"), CONVERSION)["notes"]
