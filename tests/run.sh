#!/bin/sh
# Runs every test.  Called by `make test`, which has built everything first.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH

have_chromium() {
    command -v chromium >/dev/null 2>&1 || [ -n "${RESFRI_TEST_CHROMIUM:-}" ]
}

if ! have_chromium && command -v apt-get >/dev/null 2>&1; then
    root=""
    [ "$(id -u)" = 0 ] || root="sudo -n"
    echo "Installing Chromium from Debian's packages ..."
    { $root apt-get update -qq && $root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium; } >/dev/null 2>&1 || true
fi
have_chromium || {
    echo "resfri: the browser tests need Chromium; on Debian: apt install chromium" >&2
    exit 1
}

echo "== the client's tests"
(cd web && npm run --silent test)
echo "== format, lint, types, architecture"
make --silent check
echo "== unit and integration tests"
pytest -q -n 2 --dist loadfile tests/unit tests/integration
echo "== browser tests"
pytest -q tests/browser
