#!/bin/sh
# Serves the client from its sources, and starts the server again when Python changes.  Called by `make dev`.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
DEV_PORT=${DEV_PORT:-5173}
RESFRI_PORT=${RESFRI_PORT:-8080}
# Links are made with the address that the page has, and no other origin is answered.
RESFRI_PUBLIC_URL="http://localhost:$DEV_PORT"
export PATH DEV_PORT RESFRI_PORT RESFRI_PUBLIC_URL

watchfiles --filter python --sigint-timeout 10 "resfri serve" auth media server &
server=$!
trap 'kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
cd web && npm exec --no -- vite --port "$DEV_PORT" --strictPort
