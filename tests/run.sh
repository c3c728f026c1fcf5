#!/bin/sh
# Installs what the tests need, and runs every one.  Called by `make test`, which has built everything first.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH

have_chromium() {
    command -v chromium >/dev/null 2>&1 || [ -n "${RESFRI_TEST_CHROMIUM:-}" ]
}

wanted=""
have_chromium || wanted="chromium"
command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 || wanted="$wanted firefox-esr"
# Only root can make the network namespaces of tests/impairment, which are skipped otherwise.
[ "$(id -u)" != 0 ] || command -v ip >/dev/null 2>&1 || wanted="$wanted iproute2"
# The package starts a relay of its own, on the standard ports; the tests start theirs on private ones.
command -v turnserver >/dev/null 2>&1 || wanted="$wanted coturn"
# As above: the tests start servers of their own, as the package's user where root runs them.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
command -v clamd >/dev/null 2>&1 || [ -x /usr/sbin/clamd ] || wanted="$wanted clamav-daemon"
# What turns office documents into PDF, and the cage in which it does.
command -v soffice >/dev/null 2>&1 ||
    wanted="$wanted libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
command -v bwrap >/dev/null 2>&1 || wanted="$wanted bubblewrap"
if [ -n "$wanted" ] && command -v apt-get >/dev/null 2>&1; then
    root=""
    [ "$(id -u)" = 0 ] || root="sudo -n"
    echo "Installing $wanted from Debian's packages ..."
    # shellcheck disable=SC2086
    { $root apt-get update -qq && $root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $wanted; } >/dev/null 2>&1 || true
    case "$wanted" in *postgresql*) $root systemctl disable --now postgresql >/dev/null 2>&1 || true ;; esac
    case "$wanted" in *clamav*) $root systemctl disable --now clamav-daemon clamav-freshclam >/dev/null 2>&1 || true ;; esac
    case "$wanted" in *coturn*) $root systemctl disable --now coturn >/dev/null 2>&1 || true ;; esac
fi
have_chromium || {
    echo "resfri: the browser tests need Chromium; on Debian: apt install chromium" >&2
    exit 1
}
command -v turnserver >/dev/null 2>&1 || {
    echo "resfri: the browser tests need a TURN server; on Debian: apt install coturn" >&2
    exit 1
}

# An OpenID provider to sign in with.
(cd tests/support/identity_provider && npm ci --silent --no-audit --no-fund)
# What drives Firefox.
(cd tests/support/firefox && npm ci --silent --no-audit --no-fund)

exec python -m tests.stages
