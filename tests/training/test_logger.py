"""The log of a training: the rows are spaCy's, the file is that of this training, whatever was there."""

import io

import pytest
import spacy
import srsly
from spacy.training.loggers import console_logger_v3

from cable_ner.training.logger import create_logger


@pytest.fixture
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    nlp.add_pipe("sentencizer")
    weights = {"ents_f": 1.0, "ents_p": 0.0, "speed": 0.0, "ents_per_type": None}
    nlp.config["training"] = {"max_steps": 20, "eval_frequency": 10, "score_weights": weights}
    return nlp


def evaluation(step, f1):
    scores = {"ents_f": f1, "ents_p": 0.5, "speed": 1200.0, "ents_per_type": {"PER": {}}}
    return {"epoch": 0, "step": step, "losses": {"ner": 12.5}, "other_scores": scores, "score": f1}


def log(logger, nlp, infos, *, finish=True):
    printed = io.StringIO()
    log_step, finalize = logger(nlp, printed, io.StringIO())
    for info in infos:
        log_step(info)
    if finish:
        finalize()
    return printed.getvalue()


def test_logger_writes_and_prints_what_spacy_does(nlp, tmp_path):
    infos = [evaluation(0, 0.25), None, evaluation(10, 0.75)]
    printed = log(create_logger(output_file=str(tmp_path / "new" / "ours.jsonl")), nlp, infos)
    theirs = log(console_logger_v3(output_file=tmp_path / "theirs.jsonl"), nlp, infos)
    assert (tmp_path / "new" / "ours.jsonl").read_text() == (tmp_path / "theirs.jsonl").read_text()
    row = list(srsly.read_jsonl(tmp_path / "new" / "ours.jsonl"))[1]
    assert (row["epoch"], row["step"], row["losses"], row["score"]) == (0, 10, {"ner": 12.5}, 0.75)
    assert (row["scores"]["ents_f"], row["scores"]["ents_p"], row["scores"]["speed"]) == (75.0, 50.0, 1200.0)
    assert "ents_per_type" not in row["scores"]
    assert theirs.endswith(printed)  # (before that it says where to)
    assert "75.00" in printed


def test_logger_replaces_the_log_of_the_training_before_at_the_first_evaluation(nlp, tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_text('{"step": 99}\n')
    log(create_logger(output_file=str(path)), nlp, [None], finish=False)
    assert [row["step"] for row in srsly.read_jsonl(path)] == [99]
    log(create_logger(output_file=str(path)), nlp, [evaluation(0, 0.0), None], finish=False)  # killed there
    assert [row["step"] for row in srsly.read_jsonl(path)] == [0]
    assert [found.name for found in tmp_path.iterdir()] == ["train.jsonl"]


def test_logger_by_spacys_own_nothing_is_written_over_a_log(nlp, tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_text("")
    assert "Saving logs is disabled" in log(console_logger_v3(output_file=path), nlp, [evaluation(0, 0.5)])
    assert path.read_text() == ""


def test_logger_without_a_file_is_the_console(nlp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "50.00" in log(create_logger(), nlp, [evaluation(0, 0.5)])
    assert log(create_logger(console_output=False), nlp, [evaluation(0, 0.5)]) == ""
    assert not list(tmp_path.iterdir())


def test_logger_is_registered():
    block = {"@loggers": "cable_ner.Logger.v1", "progress_bar": "eval", "console_output": True, "output_file": None}
    assert callable(spacy.registry.resolve({"logger": block})["logger"])
