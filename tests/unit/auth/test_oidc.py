"""The rules of the ID token, against everything that a hostile or careless provider may send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwk, jws

from auth.signin.oidc import (
    LEEWAY_SECONDS,
    Demand,
    Fault,
    OidcError,
    Request,
    acceptable,
    begin,
    challenge_of,
    claims_of,
    same_state,
)

NOW = 1_800_000_000.0
RSA = jwk.RSAKey.generate_key(2048, {"kid": "r", "use": "sig"}, private=True)
EC = jwk.ECKey.generate_key("P-256", {"kid": "e", "use": "sig"}, private=True)
KEYS = [RSA.as_dict(private=False), EC.as_dict(private=False)]
DEMAND = Demand("https://id.example.se", "resfri", "the nonce", "high higher")
GOOD: dict[str, Any] = {
    "iss": "https://id.example.se",
    "aud": "resfri",
    "sub": "frida",
    "nonce": "the nonce",
    "acr": "high",
    "iat": int(NOW),
    "exp": int(NOW) + 300,
}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(claims: Mapping[str, Any] | bytes, alg: str = "RS256", key: Any = RSA, **header: Any) -> str:
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    named = {"alg": alg, "kid": key.kid, **header}
    given = {name: value for name, value in named.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    return jws.serialize_compact(given, payload, key, registry=registry)


def fault_of(token: str, demand: Demand = DEMAND, keys: list[dict[str, Any]] = KEYS) -> Fault:
    with pytest.raises(OidcError) as caught:
        claims_of(token, keys, demand, NOW)
    return caught.value.fault


@pytest.mark.parametrize(("alg", "key"), [("RS256", RSA), ("PS256", RSA), ("ES256", EC)])
def test_a_good_token_gives_its_claims(alg: str, key: Any) -> None:
    assert claims_of(signed(GOOD, alg, key), KEYS, DEMAND, NOW) == GOOD


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        ({**GOOD, "iss": "https://evil.example"}, Fault.ISSUER),
        ({**GOOD, "iss": "https://id.example.se/"}, Fault.ISSUER),
        (without("iss"), Fault.ISSUER),
        ({**GOOD, "aud": "another"}, Fault.AUDIENCE),
        ({**GOOD, "aud": []}, Fault.AUDIENCE),
        ({**GOOD, "aud": ["resfri", "another"]}, Fault.AUDIENCE),
        ({**GOOD, "aud": ["resfri", "another"], "azp": "another"}, Fault.AUDIENCE),
        ({**GOOD, "azp": "another"}, Fault.AUDIENCE),
        (without("aud"), Fault.AUDIENCE),
        ({**GOOD, "nonce": "another"}, Fault.NONCE),
        ({**GOOD, "nonce": ["the nonce"]}, Fault.NONCE),
        (without("nonce"), Fault.NONCE),
        ({**GOOD, "exp": NOW - LEEWAY_SECONDS - 1}, Fault.TIME),
        ({**GOOD, "exp": str(int(NOW) + 300)}, Fault.TIME),
        ({**GOOD, "exp": True}, Fault.TIME),
        (without("exp"), Fault.TIME),
        ({**GOOD, "iat": NOW + LEEWAY_SECONDS + 1}, Fault.TIME),
        ({**GOOD, "iat": NOW - 3600}, Fault.TIME),
        (without("iat"), Fault.TIME),
        ({**GOOD, "nbf": NOW + LEEWAY_SECONDS + 1}, Fault.TIME),
        ({**GOOD, "acr": "low"}, Fault.LEVEL),
        ({**GOOD, "acr": ["high"]}, Fault.LEVEL),
        ({**GOOD, "acr": "high higher"}, Fault.LEVEL),
        (without("acr"), Fault.LEVEL),
        ({**GOOD, "sub": ""}, Fault.SUBJECT),
        ({**GOOD, "sub": 7}, Fault.SUBJECT),
        ({**GOOD, "sub": "x" * 256}, Fault.SUBJECT),
        (without("sub"), Fault.SUBJECT),
    ],
)
def test_a_claim_that_is_wrong_or_missing_is_refused(claims: dict[str, Any], fault: Fault) -> None:
    assert fault_of(signed(claims)) is fault


def test_several_audiences_are_good_with_us_as_the_authorized_party() -> None:
    claims = {**GOOD, "aud": ["another", "resfri"], "azp": "resfri"}
    assert claims_of(signed(claims), KEYS, DEMAND, NOW)["sub"] == "frida"


def test_clocks_may_differ_a_little() -> None:
    for claims in ({**GOOD, "exp": NOW - 30}, {**GOOD, "iat": NOW + 30}):
        assert claims_of(signed(claims), KEYS, DEMAND, NOW)["sub"] == "frida"


def test_a_fresh_sign_in_must_be_fresh() -> None:
    demand = Demand(DEMAND.issuer, DEMAND.client_id, DEMAND.nonce, DEMAND.acr, fresh_since=NOW - 30)
    assert fault_of(signed(GOOD), demand) is Fault.TIME
    assert fault_of(signed({**GOOD, "auth_time": NOW - 3600}), demand) is Fault.TIME
    assert claims_of(signed({**GOOD, "auth_time": NOW - 10}), KEYS, demand, NOW)["sub"] == "frida"


def test_no_algorithm_but_ours() -> None:
    public = RSA.public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    header = {"alg": "none", "kid": "r"}
    for alg in ("none", "None", "nOnE"):
        header["alg"] = alg
        unsigned = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(GOOD).encode())}."
        assert fault_of(unsigned) is Fault.TOKEN
    # The classic: our public key, which everybody knows, used as the secret of an HMAC.
    body = f"{b64(json.dumps({'alg': 'HS256', 'kid': 'r'}).encode())}.{b64(json.dumps(GOOD).encode())}"
    confused = f"{body}.{b64(hmac.digest(public.encode(), body.encode(), hashlib.sha256))}"
    assert fault_of(confused) is Fault.TOKEN
    assert fault_of(signed(GOOD, "RS512")) is Fault.TOKEN


def test_a_wrong_signature_is_refused() -> None:
    stranger = jwk.RSAKey.generate_key(2048, {"kid": "r"}, private=True)
    assert fault_of(signed(GOOD, key=stranger)) is Fault.TOKEN
    head, _, signature = signed(GOOD).split(".")
    assert fault_of(f"{head}.{b64(json.dumps({**GOOD, 'sub': 'boss'}).encode())}.{signature}") is Fault.TOKEN


def test_the_key_is_the_providers_and_fits() -> None:
    assert fault_of(signed(GOOD, kid="unknown")) is Fault.KEY
    assert fault_of(signed(GOOD, kid="e")) is Fault.KEY
    assert fault_of(signed(GOOD, "ES256", EC, kid="r")) is Fault.KEY
    assert fault_of(signed(GOOD, jwk=KEYS[0], kid="unknown")) is Fault.KEY
    for_encryption = [{**KEYS[0], "use": "enc"}]
    assert fault_of(signed(GOOD), keys=for_encryption) is Fault.KEY
    twice = [KEYS[0], KEYS[0]]
    assert fault_of(signed(GOOD), keys=twice) is Fault.KEY
    weak = {"kty": "RSA", "kid": "r", "e": "AQAB", "n": b64(b"\xc5" * 128)}
    assert fault_of(signed(GOOD), keys=[weak]) is Fault.KEY
    for broken in ({"kty": "RSA", "kid": "r"}, {"kty": "RSA", "kid": "r", "n": "?" * 400, "e": 1}):
        assert fault_of(signed(GOOD), keys=[broken]) is Fault.KEY


def test_without_a_kid_the_only_fitting_key_counts() -> None:
    assert claims_of(signed(GOOD, kid=None), KEYS, DEMAND, NOW)["sub"] == "frida"
    other = jwk.RSAKey.generate_key(2048, {"kid": "r2"}, private=True)
    assert fault_of(signed(GOOD, kid=None), keys=[*KEYS, other.as_dict(private=False)]) is Fault.KEY


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c.d", "é.é.é", "x" * 40_000, "eyJhbGciOiJSUzI1NiJ9" + ".e30" * 3],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    assert fault_of(token) is Fault.TOKEN


def test_oversized_critical_and_ambiguous_tokens_are_refused() -> None:
    assert fault_of(signed({**GOOD, "more": "x" * 40_000})) is Fault.TOKEN
    assert fault_of(signed(b'{"sub":"frida","sub":"boss"}')) is Fault.TOKEN
    assert fault_of(signed(b"[1]")) is Fault.TOKEN
    assert fault_of(signed(b"\xff")) is Fault.TOKEN
    assert fault_of(signed(json.dumps(GOOD).replace('"high"', "NaN").encode())) is Fault.TOKEN
    head, payload, signature = signed(GOOD).split(".")
    critical = b64(json.dumps({"alg": "RS256", "kid": "r", "crit": ["x"], "x": 1}).encode())
    assert fault_of(f"{critical}.{payload}.{signature}") is Fault.TOKEN
    assert head != critical


def test_a_request_has_state_nonce_and_a_challenge_of_its_own() -> None:
    request = Request("resfri", "https://meet.example.se/sign-in/oidc", "openid email", "high", fresh=True)
    first, second = (begin("https://id.example.se/auth?tenant=1", request, NOW) for _ in range(2))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(first.url).query).items()}
    assert asked == {
        "tenant": "1",
        "response_type": "code",
        "client_id": "resfri",
        "redirect_uri": "https://meet.example.se/sign-in/oidc",
        "scope": "openid email",
        "state": first.state,
        "nonce": first.nonce,
        "code_challenge": challenge_of(first.verifier),
        "code_challenge_method": "S256",
        "acr_values": "high",
        "prompt": "login",
        "max_age": "0",
    }
    assert len({first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier}) == 6
    assert min(len(value) for value in (first.state, first.nonce, first.verifier)) >= 43
    assert same_state(first, first.state)
    assert not same_state(first, second.state)
    assert not same_state(first, "å")
    assert first.verifier not in repr(first)


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://id.example.se", True),
        ("http://localhost:4000/x", True),
        ("http://127.0.0.1", True),
        ("http://id.example.se", False),
        ("http://localhost.example.se", False),
        ("https://user@id.example.se", False),
        ("ftp://id.example.se", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_provider_is_reached_over_https_only(address: str, good: bool) -> None:
    assert acceptable(address) is good
