#!/bin/sh
# Installs the pinned Python dependencies into .venv and builds the web client into web/dist.
# Each step is skipped when nothing it depends on has changed.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
UV_VERSION=${UV_VERSION:-0.13.9}
LOG=.venv/install.log

fail() {
    echo "resfri: $1" >&2
    exit 1
}

stamp() {
    # A checksum over the given files; folders count with everything in them.
    find "$@" -type f -not -name '*.pyc' | LC_ALL=C sort | xargs cat | cksum
}

python_ready() {
    command -v "$PYTHON" >/dev/null 2>&1 || fail "Python 3.11 or newer is needed; on Debian: apt install python3 python3-venv"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed; this is $("$PYTHON" --version)."
    [ -x .venv/bin/uv ] && .venv/bin/uv --version 2>/dev/null | grep -q " $UV_VERSION" && return
    echo "Making the Python environment in .venv ..."
    "$PYTHON" -m venv .venv >/dev/null 2>&1 || {
        rm -rf .venv
        fail "Python cannot make virtual environments here; on Debian: apt install python3-venv"
    }
    .venv/bin/pip install --retries 1 --disable-pip-version-check "uv==$UV_VERSION" >"$LOG" 2>&1 ||
        fail "The Python packages could not be downloaded. Is there a network connection? Details: $LOG"
}

install_python() {
    wanted=$(stamp uv.lock pyproject.toml)$1
    [ "$(cat .venv/.installed 2>/dev/null)" = "$wanted" ] && return
    echo "Installing Python packages ..."
    # shellcheck disable=SC2086
    .venv/bin/uv sync --frozen --inexact --python .venv/bin/python $1 >"$LOG" 2>&1 ||
        fail "The Python packages could not be installed. Is there a network connection? Details: $LOG"
    echo "$wanted" >.venv/.installed
}

node_usable() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

build_client() {
    wanted=$(stamp web/src web/public web/index.html web/vite.config.ts web/vite.development.ts web/package.json web/package-lock.json web/tsconfig.json)
    [ -f web/dist/index.html ] && [ "$(cat web/dist/.built 2>/dev/null)" = "$wanted" ] && return
    lock=$(stamp web/package-lock.json)
    if [ "$(cat web/node_modules/.installed 2>/dev/null)" != "$lock" ]; then
        echo "Installing the client's packages ..."
        (cd web && npm ci --no-audit --no-fund) >"$LOG" 2>&1 ||
            fail "The client's packages could not be downloaded. Is there a network connection? Details: $LOG"
        echo "$lock" >web/node_modules/.installed
    fi
    echo "Building the client ..."
    (cd web && npm run --silent build -- --logLevel warn) || fail "The client could not be built; the reason is above."
    echo "$wanted" >web/dist/.built
}

[ -w . ] || fail "This folder cannot be written by you: $PWD"
python_ready
if node_usable; then
    install_python ""
else
    echo "No Node.js 20.19 or newer on this machine: using the one from PyPI."
    install_python "--extra node"
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    node_usable || fail "Node.js 20.19 or newer is needed and could not be installed."
fi
# Without a C compiler the media workers forward packets in Python, which costs about twice as much.
.venv/bin/python -m media.fanout.build || true
build_client
