#!/usr/bin/env bash
# label-studio-sdk 2.1.2: tasks whose import the server carried out, but whose answer was lost, are sent three times.
#
# One would expect that a POST which adds something is repeated only if it cannot have reached the server. The SDK repeats
# `projects.import_tasks` (like every call) up to twice, also when the server has read all of the request and closed the
# connection without an answer, as a restarted server or a proxy's timeout does. Label Studio tells no copies apart: people
# then annotate every paragraph three times. `request_options={"max_retries": 0}` makes it one request.
#
# Installs the SDK into a temporary folder; the server is a stand-in that counts. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "label-studio-sdk==2.1.2"
cat > try.py <<'PY'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from label_studio_sdk import LabelStudio

imported = []


class LosesAnswers(BaseHTTPRequestHandler):
    def do_POST(self):
        imported.append(self.rfile.read(int(self.headers["Content-Length"])))  # carried out …
        self.close_connection = True  # … and nothing is said

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), LosesAnswers)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = LabelStudio(base_url=f"http://127.0.0.1:{server.server_address[1]}", api_key="x")
for options in ({}, {"max_retries": 0}):
    imported.clear()
    try:
        client.projects.import_tasks(1, request=[{"data": {"text": "Ann left."}}], request_options=options)
    except Exception as error:
        print(options, f"{len(imported)} imports, all the same: {len(set(imported)) == 1}, then {type(error).__name__}")
PY
env/bin/python try.py > log 2> errors || { tail -5 errors; exit 1; }
cat log
cat > expected <<'TXT'
{} 3 imports, all the same: True, then RemoteProtocolError
{'max_retries': 0} 1 imports, all the same: True, then RemoteProtocolError
TXT
diff log expected || { echo "changed"; exit 1; }
echo "label-studio-sdk 2.1.2: an import whose answer is lost is sent three times"
