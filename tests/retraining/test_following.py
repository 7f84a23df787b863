"""The evaluations in a training's log are said as they come."""

from cable_ner.retraining.following import followed

ROWS = (
    "E    #       LOSS TOK2VEC  LOSS NER  ENTS_F  ENTS_P  ENTS_R  SCORE \n"
    "---  ------  ------------  --------  ------  ------  ------  ------\n"
    "  0       0          0.00     45.10    0.00    0.00    0.00    0.00\n"
    " 12     250         31.41   2000.12   81.20   82.00   80.41    0.81\n"
    " 25     500         31.41   2000.12   81.20   82.00   80.41    0."  # not written to its end
)


def test_following_says_each_evaluation_once(tmp_path):
    said = []
    with followed(tmp_path / "train.log", said.append):
        (tmp_path / "train.log").write_text(ROWS, encoding="utf8")
    assert said == ["Training: step 0, score 0.00 on dev", "Training: step 250, score 0.81 on dev"]


def test_following_without_a_log_says_nothing(tmp_path):
    said = []
    with followed(tmp_path / "train.log", said.append):
        pass
    assert said == []
