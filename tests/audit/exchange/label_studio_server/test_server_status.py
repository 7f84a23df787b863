"""How far the work on a server is."""

from cable_ner.audit import ReadingOptions, read_label_studio_tasks
from cable_ner.audit.exchange.label_studio_server import pull, push, read_server_state, server_status, write_server_state
from cable_ner.work import no_progress
from tests.helpers.exchange import LABELS
from tests.helpers.label_studio import StandIn, regions

from .tasks import paragraphs


def test_server_status_counts_each_kind_of_task(tmp_path):
    corrections, server = tmp_path / "corrections.jsonl", StandIn()
    push(server.project, paragraphs(6), corrections=corrections, again=False, progress=no_progress)
    numbers = [row["id"] for row in server.rows]
    result = regions((2, 10, "PER"), text=server.rows[0]["data"]["text"])
    server.annotate(numbers[0], result)
    state = read_server_state(corrections, server.project.name)
    pulled = pull(server.project, state, progress=no_progress)
    read = read_label_studio_tasks(pulled.rows, ReadingOptions(LABELS, "en", signed=True))
    write_server_state(corrections, server.project.name, pulled.noted(state, read))
    server.annotate(numbers[1], regions((2, 10, "ORG"), text=server.rows[1]["data"]["text"]))
    server.annotate(numbers[2], [], was_cancelled=True)
    server.draft(numbers[3], result)
    server.delete(numbers[4])
    found = server_status(server.project, corrections, progress=no_progress)
    assert found._asdict() == {
        "tasks": 5, "annotated": 2, "skipped": 1, "drafts": 1, "open": 1, "to_pull": 1, "deleted": 1,
    }  # fmt: skip
