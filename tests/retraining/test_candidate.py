"""A candidate is trained once, and which of a training's models it is."""

from pathlib import Path

import pytest

from cable_ner.retraining import candidate, session
from cable_ner.retraining.candidate import spacy_train
from cable_ner.retraining.lineage import Decision
from cable_ner.retraining.options import CONTINUED, FRESH
from tests.helpers.retraining import Said, hidden, planned, run


def test_retrain_takes_up_what_was_trained(project, models_of, monkeypatch):
    def killed(*_arguments, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(session, "side_by_side", killed)
        with pytest.raises(KeyboardInterrupt):
            run(project, models_of["same"])
    said = Said()
    assert run(project, None, said).status == Decision.ACCEPTED  # (it would fail if it trained)
    assert "Using the candidate that an interrupted run trained" in said
    assert hidden(project) == []


def test_retrain_trains_again_with_another_seed(project, models_of, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(session, "side_by_side", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(project, models_of["worse"])
    assert run(project, models_of["same"], seed=1).status == Decision.ACCEPTED


@pytest.mark.parametrize(("way", "taken"), [(FRESH, "best"), (CONTINUED, "last")])
def test_train_continued_takes_the_last_model_as_step_0_is_the_current_one(project, there, monkeypatch, way, taken):
    """As spoiled cables make no step better than the first, the best on dev would be the model that there was."""

    def trained(_commands, command, _log):
        folder = Path(command[command.index("--output") + 1])
        for name in ("best", "last"):
            (folder / f"model-{name}").mkdir()
            (folder / f"model-{name}" / name).touch()
        return 0.0, 0.0

    monkeypatch.setattr(candidate.Commands, "run", trained)
    made = planned(project, there)[0]._replace(way=way)
    (project / "work").mkdir()
    spacy_train(made, project / "work")
    assert [path.name for path in (project / "work" / "model-best").iterdir()] == [taken]
