#!/bin/sh
# Start Datasette with the agent, the demo model and the example database:
#
#     VENV=.venv examples/serve.sh [more options of `datasette serve`]
#
# VENV is the virtual environment to use; without it, the `datasette` of the PATH is taken.
# PORT is the port, 8001 unless told.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=${VENV:+$(cd "$VENV" && pwd)/bin/}
port=${PORT:-8001}

[ -f "$here/demo.db" ] || "${bin}python" "$here/make_db.py"

cat <<TEXT

Open the address ending in ?token=... below: it signs you in as root.
Then go to http://127.0.0.1:$port/-/agent and say: report

TEXT

exec "${bin}datasette" serve "$here/demo.db" --config "$here/datasette.yaml" --root --port "$port" "$@"
