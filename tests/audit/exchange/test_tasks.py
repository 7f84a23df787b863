"""The paragraphs with open suspects."""

from cable_ner.audit.exchange import paragraph_tasks
from cable_ner.files import digest
from tests.helpers.exchange import DOC, FORMS, NLP, SUSPECTS, TEXT, at, open_tasks, session


def test_tasks_are_the_paragraphs_with_open_suspects(tmp_path):
    found, lost = open_tasks(tmp_path)
    assert [(task.paragraph, len(task.suspects), round(task.gain, 6)) for task in found] == [(digest(TEXT), 4, 4.7)]
    assert lost == 0
    assert paragraph_tasks(session(tmp_path), [NLP.make_doc("Another.")]) == ([], 4)
    open_ = session(tmp_path)
    open_.add(FORMS[0].accept(), SUSPECTS[3].decide([]))
    assert paragraph_tasks(open_, [DOC])[0][0].suspects == [at("Saif’s"), at("WHA")]
