#!/bin/sh
# What a change touches, in a minute or two; `make test` is the whole.  Called by `make quick`.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH
base=$(git merge-base HEAD "${BASE:-main}" 2>/dev/null || git rev-parse HEAD)
changed=$(git diff --name-only "$base"; git ls-files --others --exclude-standard)

touches() {
    printf '%s\n' "$changed" | grep -q "$1"
}

if touches '\.py$\|^pyproject.toml$'; then
    ruff format --check .
    ruff check .
    mypy
    # A test that cannot be imported is seen here, not in half an hour.
    pytest -q --collect-only tests >/dev/null || pytest -q --collect-only tests
fi
# The unit tests of what was touched, by the names that sources and tests share.
folders=""
for each in auth media server deploy; do
    touches "^$each/" && [ -d "tests/unit/$each" ] && folders="$folders tests/unit/$each"
done
touches '^server/rooms/' && folders="$folders tests/unit/rooms"
touches '^server/signalling/' && folders="$folders tests/unit/signalling"
touches '^server/wire/' && folders="$folders tests/unit/wire" && python -m server.wire.generate --check
folders="$folders $(printf '%s\n' "$changed" | grep '^tests/unit/.*/test_[^/]*\.py$' || true)"
# Deleted tests are named too.
present=$(for each in $folders; do [ -e "$each" ] && echo "$each"; done | sort -u)
# shellcheck disable=SC2086
[ -z "$present" ] || pytest -q $present
if touches '^web/'; then
    cd web
    npm run --silent types
    npm exec --no -- vitest run --changed "$base" --passWithNoTests
fi
