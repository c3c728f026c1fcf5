"""Attacks on signed tokens (R21-R28): everything but what was issued, for what it was issued, is refused."""

from __future__ import annotations

import ast
import base64
import hashlib
import hmac
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from auth.crypto.keys import Key, KeyRing, Purpose, WeakKey, new_key, new_ring, ring_from_json
from auth.crypto.tokens import MAX_TOKEN_BYTES, BadToken, ExpiredToken, issue, verify
from server.signalling.tickets import Tickets

NOW = 1_800_000_000.0
RING = new_ring()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def good(ring: KeyRing = RING, purpose: Purpose = Purpose.WS_TICKET) -> str:
    return issue(ring, purpose, subject="session", jti="1", now=NOW, seconds=30, extra={"meeting": "m"})


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


CLAIMS: dict[str, Any] = {
    "iss": "resfri", "aud": "ws-ticket", "sub": "s", "jti": "j", "iat": int(NOW), "nbf": int(NOW), "exp": int(NOW) + 30,
}  # fmt: skip
HEADER: dict[str, Any] = {"alg": "HS256", "typ": "ws-ticket", "kid": RING.signing.kid}


def made(
    claims: object = CLAIMS, header: object = HEADER, secret: bytes = RING.signing.secret, sha: str = "sha256"
) -> str:
    """A token by hand, without any library's opinion."""
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{part(hmac.digest(secret, text.encode(), sha))}"


def refused(token: str, ring: KeyRing = RING, purpose: Purpose = Purpose.WS_TICKET) -> None:
    with pytest.raises(BadToken):
        verify(ring, purpose, token, now=NOW)


def test_a_token_made_by_hand_is_the_baseline() -> None:
    assert verify(RING, Purpose.WS_TICKET, made(), now=NOW).subject == "s"


def test_a_public_key_in_any_form_is_no_secret() -> None:
    """CVE-2024-33663 and its relatives: what everybody may know is used as the HMAC secret."""
    public = rsa.generate_private_key(65537, 2048).public_key()
    numbers = public.public_numbers()
    jwk = {"kty": "RSA", "n": part(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ssh = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    for known in (
        pem,
        pem.strip(),
        der,
        ssh,
        json.dumps(jwk).encode(),
        b"",
        b"\0",
        b"secret",
        RING.signing.kid.encode(),
    ):
        refused(made(secret=known))
        for algorithm in ("HS256", "RS256", "PS256", "ES256", "EdDSA"):
            refused(made(header={**HEADER, "alg": algorithm}, secret=known))
    for weak in (b"", b"\0", pem[:31]):
        with pytest.raises(WeakKey):
            ring_from_json([{"kid": "a", "secret": weak.hex()}])


@pytest.mark.parametrize(
    "algorithm",
    ["none", "None", "NONE", "nOnE", "", "HS384", "HS512", "hs256", "HS256 ", "dir", "A128KW", None, 1, ["HS256"]],
)
def test_there_is_one_algorithm(algorithm: object) -> None:
    header = {**HEADER, "alg": algorithm}
    refused(made(header=header))
    refused(f"{part(header)}.{part(CLAIMS)}.")
    for sha in ("sha384", "sha512"):
        refused(made(header=header, sha=sha))


@pytest.mark.parametrize(
    "extra",
    [
        {"crit": ["b64"], "b64": False}, {"jku": "https://x"}, {"jwk": {}}, {"x5u": "x"}, {"x5c": []}, {"zip": "DEF"},
        {"enc": "A256GCM"}, {"cty": "JWT"}, {"b64": False}, {"": ""}, {"__proto__": {}},
    ],
)  # fmt: skip
def test_a_header_holds_three_fields_and_no_more(extra: dict[str, object]) -> None:
    refused(made(header={**HEADER, **extra}))
    refused(made(header={name: value for name, value in HEADER.items() if name != "kid"} | extra))


@pytest.mark.parametrize(
    "kid",
    ["", "../../../../dev/null", "' UNION SELECT 'x' --", "\0", "a" * 400, None, 0, [], {}, "file:///etc/passwd", "*"],
)
def test_a_key_id_is_one_of_ours_or_nothing(kid: object) -> None:
    refused(made(header={**HEADER, "kid": kid}))


@pytest.mark.parametrize("claim", sorted(CLAIMS))
@pytest.mark.parametrize(
    "value", ["", "x", 0, -1, 1.5, True, None, [], {}, 10**30, "99999999999", 1 << 40, float("1e308")]
)
def test_every_claim_is_there_and_of_its_type(claim: str, value: object) -> None:
    if claim in ("sub", "jti") and isinstance(value, str) and value:
        return
    if claim in ("iat", "nbf") and value == 0:
        return
    refused(made({**CLAIMS, claim: value}))
    refused(made({name: stored for name, stored in CLAIMS.items() if name != claim}))


@pytest.mark.parametrize(
    "claims", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 1000, b'{"exp":NaN}', b'{"exp":1e999}']
)
def test_claims_that_are_no_claims_are_refused(claims: bytes) -> None:
    refused(made(claims))
    refused(made(header=claims))


def test_a_long_token_is_refused_before_anything_is_read() -> None:
    token = good() + "A" * (MAX_TOKEN_BYTES + 1 - len(good()))
    assert len(token) == 2049
    began = time.perf_counter()
    for _ in range(100):
        refused(token)
    assert (time.perf_counter() - began) / 100 < 0.001
    refused(good() + "A" * 20_000_000)


@pytest.mark.parametrize("value", ["invite", "session", "ws-ticket ", "turn", "admin", "WS-TICKET", "guest", "setup"])
def test_a_token_is_good_for_one_purpose(value: str) -> None:
    """Neither typ nor aud of another purpose, though signed with the right key."""
    refused(made({**CLAIMS, "aud": value}, {**HEADER, "typ": value}))
    refused(made({**CLAIMS, "aud": value}))
    refused(made(header={**HEADER, "typ": value}))
    refused(made({**CLAIMS, "aud": [value, "ws-ticket"]}))


@pytest.mark.parametrize("made_for", list(Purpose))
@pytest.mark.parametrize("used_for", list(Purpose))
def test_every_purpose_against_every_other(made_for: Purpose, used_for: Purpose) -> None:
    if made_for is used_for:
        assert verify(RING, used_for, good(purpose=made_for), now=NOW).subject == "session"
    else:
        refused(good(purpose=made_for), purpose=used_for)
    refused(good(new_ring(), made_for), purpose=used_for)


def test_a_thousand_spellings_of_a_used_ticket_are_all_used() -> None:
    """The last character carries two unused bits, and libraries take padding and strange characters."""
    alarms: list[int] = []
    tickets = Tickets(RING, lambda: NOW, lambda: alarms.append(1))
    token = tickets.issue("session", "meeting")
    assert tickets.redeem(token).session == "session"
    spellings = {token[:-1] + character for character in ALPHABET}
    spellings |= {token + end for end in ("=", "==", "\n", " ", ".", "%3D", "\0", "A")}
    random.seed(21)
    while len(spellings) < 1000:
        at = random.randrange(len(token))
        noise = random.choice(["=", " ", "\n", "+", "/", "\t", "\u200b", "A"])
        spellings.add(token[:at] + noise + token[at:])
    for spelling in spellings:
        with pytest.raises(BadToken):
            tickets.redeem(spelling)


def test_a_hundred_thousand_mutated_tokens_are_refused_and_nothing_else_is_raised() -> None:
    random.seed(24)
    token = good()
    last = {token[:-1] + character for character in ALPHABET}
    accepted = 0
    for _ in range(100_000):
        letters = list(token)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(letters))
            match random.randrange(3):
                case 0:
                    letters[at] = random.choice(ALPHABET)
                case 1:
                    del letters[at]
                case _:
                    letters.insert(at, random.choice(ALPHABET + ".=\0"))
        changed = "".join(letters)
        try:
            verify(RING, Purpose.WS_TICKET, changed, now=NOW)
        except BadToken:
            continue
        assert changed == token or changed in last, "another spelling of the same bits"
        accepted += 1
    assert accepted < 5000


def test_rotation_keeps_two_and_a_ring_never_holds_more() -> None:
    ring = RING.rotated()
    assert verify(ring, Purpose.WS_TICKET, good(), now=NOW).subject == "session"
    assert verify(ring, Purpose.WS_TICKET, good(ring), now=NOW).subject == "session"
    refused(good(ring))
    refused(good(), ring=ring.rotated())
    with pytest.raises(WeakKey):
        KeyRing(tuple(new_key() for _ in range(3)))
    with pytest.raises(WeakKey):
        Key("kid", hashlib.sha256(b"x").digest()[:31])


def test_an_honest_bearer_who_is_late_is_no_forger() -> None:
    with pytest.raises(ExpiredToken):
        verify(RING, Purpose.WS_TICKET, good(), now=NOW + 3600)
    alarms: list[int] = []
    later = Tickets(RING, lambda: NOW + 3600, lambda: alarms.append(1))
    with pytest.raises(BadToken):
        later.redeem(good())
    assert alarms == []
    with pytest.raises(BadToken):
        later.redeem(made(secret=b"x" * 32))
    assert alarms == [1]


def test_one_module_uses_the_library_and_only_its_strict_half() -> None:
    root = Path(__file__).resolve().parents[3]
    for path in (*root.glob("auth/**/*.py"), *root.glob("server/**/*.py"), *root.glob("media/**/*.py")):
        tree = ast.parse(path.read_text())
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        imported: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {f"{node.module}.{alias.name}" for alias in node.names}
        jose = {name for name in imported if name.split(".")[0] == "jose"}
        if path.relative_to(root).as_posix() == "auth/crypto/tokens.py":
            assert jose == {"jose.jwt"}
            assert not [name for name in names if name.startswith("get_unverified")]
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                if ast.unparse(call.func) == "jwt.decode":
                    assert "algorithms" in {word.arg for word in call.keywords}
        else:
            assert jose == set(), path
