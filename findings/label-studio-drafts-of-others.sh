#!/usr/bin/env bash
# Label Studio 1.23.2: what another person has begun is invisible to a program that asks for the tasks that changed.
#
# A draft is what somebody has labelled and not submitted; the browser saves it by itself. One would expect that a list of
# tasks with all fields shows an administrator everybody's drafts, and that a draft makes its task one that was updated. But
# `drafts` has only those of the account that asks, without a word, and `updated_at` stays. So "changed since yesterday" finds
# no begun task, and a program that replaces "untouched" tasks replaces work. Only `draft_exists`, and the export, tell.
#
# Installs Label Studio into a temporary folder and starts it on the loopback (minutes). Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "label-studio==1.23.2"
port=$(python3 -c 'import socket; one = socket.socket(); one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])')
export LATEST_VERSION_CHECK=false COLLECT_ANALYTICS=false SENTRY_DSN= FRONTEND_SENTRY_DSN=
env/bin/label-studio start --no-browser --internal-host 127.0.0.1 --port "$port" --data-dir data --username ann@example.org \
  --password a-long-password --user-token 0123456789012345678901234567890123456789 --enable-legacy-api-token > server.log 2>&1 &
server=$!
cat > try.py <<'PY'
import http.cookiejar
import json
import re
import sys
import time
import urllib.parse
import urllib.request

URL = f"http://127.0.0.1:{sys.argv[1]}"
TOKEN = {"Authorization": "Token 0123456789012345678901234567890123456789", "Content-Type": "application/json"}
plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(path, body=None, opener=plain, headers=TOKEN):
    data = None if body is None else json.dumps(body).encode()
    return json.loads(opener.open(urllib.request.Request(URL + path, data, headers)).read())


for _ in range(600):
    try:
        plain.open(URL + "/api/version").read()
        break
    except OSError:
        time.sleep(1)

config = '<View><Labels name="l" toName="t"><Label value="PER"/></Labels><Text name="t" value="$text"/></View>'
project = ask("/api/projects/", {"title": "Names", "label_config": config})["id"]
ask(f"/api/projects/{project}/import", [{"text": "Ann left."}])

# Kim signs up, and begins the task, as in the browser.
jar = http.cookiejar.CookieJar()
kim = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
page = kim.open(URL + "/user/signup/").read().decode()
fields = {
    "csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1],
    "email": "kim@example.org", "password": "another-long-password", "allow_newsletters": "false",
}
kim.open(urllib.request.Request(URL + "/user/signup/", urllib.parse.urlencode(fields).encode(), {"Referer": URL}))
token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
session = {"X-CSRFToken": token, "Referer": URL, "Content-Type": "application/json"}


def shown():
    return ask(f"/api/tasks?project={project}&fields=all")["tasks"][0]


before = shown()
region = {"id": "r", "from_name": "l", "to_name": "t", "type": "labels", "value": {"start": 0, "end": 3, "labels": ["PER"]}}
ask(f"/api/tasks/{before['id']}/drafts", {"result": [region], "lead_time": 1}, kim, session)
after = shown()
exported = ask(f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true")[0]
print("updated_at changed:", after["updated_at"] != before["updated_at"])
print("drafts in the list:", len(after["drafts"]), "draft_exists:", after["draft_exists"])
print("drafts in the export:", len(exported["drafts"]), "by", exported["drafts"][0]["user"])
PY
env/bin/python try.py "$port" > log 2> errors || { tail -5 errors server.log; exit 1; }
cat log
cat > expected <<'TXT'
updated_at changed: False
drafts in the list: 0 draft_exists: True
drafts in the export: 1 by kim@example.org
TXT
diff log expected || { echo "changed"; exit 1; }
echo "Label Studio 1.23.2: lists of tasks show no drafts of other people, and a draft does not update its task"
