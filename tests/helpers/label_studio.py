"""Label Studio: a stand-in for the SDK's client, which keeps tasks in memory, and the real server, where there is one."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cable_ner.audit.exchange.label_studio_server.project import ServerProject

URL = "http://localhost:8080"
PEOPLE = {1: "ann@example.org", 2: "kim@example.org"}


class _Dumped(SimpleNamespace):
    def model_dump(self, **_how: str) -> dict[str, Any]:
        return json.loads(json.dumps(self.row))


class StandIn:
    """What the commands use of `label_studio_sdk.LabelStudio`, over tasks in a list. Times are numbers of seconds."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.clock = 0
        self.fails_after = 10**9  # requests that change something
        self.model_version = ""
        self.tasks = SimpleNamespace(list=self._list, update=self._update)
        self.projects = SimpleNamespace(
            import_tasks=self._import, get=self._project, update=self._chosen,
            exports=SimpleNamespace(download_sync=self._export),
        )  # fmt: skip
        self.predictions = SimpleNamespace(create=self._predict, update=self._repredict)
        self.users = SimpleNamespace(list=lambda: [SimpleNamespace(id=key, email=name) for key, name in PEOPLE.items()])

    @property
    def project(self) -> ServerProject:
        """The one project that there is."""
        return ServerProject(self, URL, 7, "Cables")

    def annotate(self, number: int, result: list[dict[str, Any]], *, by: int = 1, **more: Any) -> None:
        """Adds an annotation to a task, as the browser would."""
        row = {"id": 100 + self._tick(), "result": result, "completed_by": by, "updated_at": self._now(), **more}
        self._row(number)["annotations"].append(row)
        self._row(number)["updated_at"] = self._now()

    def draft(self, number: int, result: list[dict[str, Any]], *, by: int = 2) -> None:
        """Adds a draft; as on the real server, the task does not count as changed."""
        self._row(number)["all_drafts"].append(
            {"id": self._tick(), "result": result, "user": PEOPLE[by], "updated_at": self._now(), "annotation": None}
        )

    def delete(self, number: int) -> None:
        """Deletes a task."""
        self.rows.remove(self._row(number))

    def _row(self, number: int) -> dict[str, Any]:
        return next(row for row in self.rows if row["id"] == number)

    def _tick(self) -> int:
        self.clock += 1
        return self.clock

    def _now(self) -> str:
        return f"2026-01-01T{self.clock // 60:02d}:{self.clock % 60:02d}:00.000000Z"

    def _changes(self, what: str) -> None:
        self.requests.append(what)
        if len(self.requests) > self.fails_after:
            raise ConnectionError("broke off")

    def _list(self, *, page: int, page_size: int, query: str | None, **_more: Any) -> Any:
        filters = json.loads(query)["filters"]["items"] if query else []
        found = [row for row in self.rows if not filters or any(_fits(row, one) for one in filters)]
        shown = [
            {**{key: value for key, value in row.items() if key != "all_drafts"}, "draft_exists": bool(row["all_drafts"])}
            for row in found[(page - 1) * page_size : page * page_size]
        ]
        items = [_Dumped(row=row) for row in shown]
        return SimpleNamespace(items=items, response=SimpleNamespace(total=len(found)))

    def _import(self, _project: int, *, request: list[dict[str, Any]], **_more: Any) -> Any:
        self._changes("import")
        for row in request:
            self._tick()
            made = [{"id": 1000 + self.clock, **one} for one in row["predictions"]]
            self.rows.append(
                {"id": self.clock, "data": row["data"], "predictions": made, "annotations": [], "drafts": [],
                 "all_drafts": [], "updated_at": self._now()}
            )  # fmt: skip
        return SimpleNamespace(task_count=len(request))

    def _update(self, number: str, *, data: dict[str, Any]) -> None:
        self._changes("update")
        self._tick()
        self._row(int(number)).update(data=data, updated_at=self._now())

    def _predict(self, *, task: int, request_options: object, **values: Any) -> None:
        self._row(task)["predictions"].append({"id": 1000 + self._tick(), **values})

    def _repredict(self, number: int, **values: Any) -> None:
        next(one for row in self.rows for one in row["predictions"] if one["id"] == number).update(values)

    def _project(self, _number: int) -> Any:
        return SimpleNamespace(model_version=self.model_version)

    def _chosen(self, _number: int, *, model_version: str) -> None:
        self.model_version = model_version

    def _export(self, _project: int, *, request_options: dict[str, Any], **_more: Any) -> Iterator[bytes]:
        wanted = request_options["additional_query_parameters"]["ids[]"]
        rows = [{**row, "drafts": row["all_drafts"]} for row in self.rows if str(row["id"]) in wanted]
        yield json.dumps(rows).encode()


def _fits(row: dict[str, Any], one: dict[str, Any]) -> bool:
    column, value = one["filter"].removeprefix("filter:tasks:"), one["value"]
    tests = {
        "updated_at": lambda: row["updated_at"] > value,
        "id": lambda: row["id"] in value,
        "draft_exists": lambda: bool(row["all_drafts"]) is value,
    }
    return tests[column]()


def regions(*found: tuple[int, int, str], text: str) -> list[dict[str, Any]]:
    """Returns labelled text as the browser stores it: offsets in characters."""
    return [
        {
            "id": f"r{number}", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]},
        }
        for number, (start, end, label) in enumerate(found)
    ]  # fmt: skip


class RealServer:
    """A Label Studio server on this machine, with an account; `ask` speaks to it as a browser or another program would."""

    def __init__(self, url: str, token: str, process: "subprocess.Popen[bytes]") -> None:
        self.url, self.token, self.process = url, token, process

    def ask(self, path: str, body: object = None, *, method: str = "", token: str = "") -> Any:
        """Returns the JSON answer to a request with the legacy token. Raises HTTPError."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310
            self.url + path, data, {"Content-Type": "application/json", "Authorization": token or f"Token {self.token}"},
            method=method or ("POST" if data else "GET"),
        )  # fmt: skip
        with _OPENER.open(request, timeout=120) as answer:
            text = answer.read()
        return json.loads(text) if text else None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def label_studio_command() -> str:
    """Returns the path of the program; skips the test if it is not there."""
    found = os.environ.get("LABEL_STUDIO") or shutil.which("label-studio")
    if not found:
        pytest.skip("no label-studio here: the variable LABEL_STUDIO does not name the program; see CONTRIBUTING.md")
    return found


@contextmanager
def real_server(folder: Path, variables: dict[str, str]) -> Iterator[RealServer]:
    """Runs a server on the loopback, with its database in a folder; `variables` are its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, password, command = secrets.token_hex(20), secrets.token_hex(12), label_studio_command()
    settings = {
        **variables, "LATEST_VERSION_CHECK": "false", "COLLECT_ANALYTICS": "false", "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "ML_BLOCK_LOCAL_IP": "false",
    }  # fmt: skip
    arguments = [
        command, "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder),
        "--username", PEOPLE[1], "--password", password, "--user-token", token, "--enable-legacy-api-token",
        "--log-level", "ERROR",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"

    def start() -> "subprocess.Popen[bytes]":
        with (folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(arguments, env=settings, stdout=log, stderr=log, start_new_session=True)
        for _ in range(600):
            if process.poll() is not None:
                break
            try:
                with _OPENER.open(url + "/api/version", timeout=30):
                    return process
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        process.kill()
        raise AssertionError((folder / "log.txt").read_text(encoding="utf8", errors="replace")[-3000:])

    server = RealServer(url, token, start())
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()
