"""Settings as they lie in databases: yesterday's bytes, literally, and those of other versions."""

from __future__ import annotations

import msgspec
import pytest

from auth.model import MeetingClass, StaffRole
from server.services.organisation.settings import NAMES
from server.services.organisation.stored_settings import DEFAULT_RETENTION, SHAPES, read, write
from server.wire import api

YESTERDAY = [
    (
        '{"issuer":"https://idp.example.se","client_id":"resfri","client_secret":"hemligt","acr":"loa3",'
        '"groups_claim":"roller","roles":{"socialtjänst":"agent","it":"administrator"}}',
        api.OidcSettings(
            issuer="https://idp.example.se",
            client_id="resfri",
            client_secret="hemligt",
            acr="loa3",
            groups_claim="roller",
            roles={"socialtjänst": StaffRole.AGENT, "it": StaffRole.ADMINISTRATOR},
        ),
    ),
    (
        '{"issuer":"https://eid.example.se","client_id":"resfri","client_secret":"hemligt","acr":"loa3",'
        '"number_claim":"pnr"}',
        api.EidSettings(
            issuer="https://eid.example.se",
            client_id="resfri",
            client_secret="hemligt",
            acr="loa3",
            number_claim="pnr",
        ),
    ),
    (
        '{"url":"https://sms.example.se/send","body":"json","auth":"bearer","username":"","secret":"nyckel",'
        '"sender":"Kommunen","fields":{"to":"{to}","message":"{text}"}}',
        api.SmsSettings(
            url="https://sms.example.se/send",
            body="json",
            auth="bearer",
            secret="nyckel",
            sender="Kommunen",
            fields={"to": "{to}", "message": "{text}"},
        ),
    ),
    (
        '{"host":"smtp.example.se","port":465,"security":"tls","username":"resfri","secret":"lösen",'
        '"sender":"noreply@example.se"}',
        api.MailSettings(
            host="smtp.example.se",
            port=465,
            security="tls",
            username="resfri",
            secret="lösen",
            sender="noreply@example.se",
        ),
    ),
    (
        '{"kind":"syslog","address":"log.example.se:6514","secret":null,"ca":"-----BEGIN CERTIFICATE-----"}',
        api.AuditExportSettings(kind="syslog", address="log.example.se:6514", ca="-----BEGIN CERTIFICATE-----"),
    ),
    (
        '{"content_hours":{"open":24,"protected":12,"sensitive":0},"meeting_days":30,"session_days":90,'
        '"audit_days":1830}',
        api.RetentionSettings(
            content_hours={MeetingClass.OPEN: 24, MeetingClass.PROTECTED: 12, MeetingClass.SENSITIVE: 0},
            meeting_days=30,
            session_days=90,
            audit_days=1830,
        ),
    ),
]
IDS = [type(value).__name__ for _, value in YESTERDAY]


@pytest.mark.parametrize(("plain", "value"), YESTERDAY, ids=IDS)
def test_what_was_stored_yesterday_is_read(plain: str, value: api.Body) -> None:
    assert read(type(value), plain) == value


@pytest.mark.parametrize(("plain", "value"), YESTERDAY, ids=IDS)
def test_version_1_is_written_as_yesterday_so_that_one_can_go_back(plain: str, value: api.Body) -> None:
    assert write(value) == plain


@pytest.mark.parametrize(("plain", "value"), YESTERDAY, ids=IDS)
def test_a_field_that_is_no_more_is_passed_over(plain: str, value: api.Body) -> None:
    assert read(type(value), '{"version":1,"gone":{"deep":[1]},' + plain[1:]) == value


def test_a_field_that_was_not_there_yet_has_its_default() -> None:
    plain = '{"host":"smtp.example.se","sender":"noreply@example.se"}'
    assert read(api.MailSettings, plain) == api.MailSettings(host="smtp.example.se", sender="noreply@example.se")


def test_a_role_that_is_no_more_gives_nobody_anything() -> None:
    plain = '{"issuer":"https://idp.example.se","client_id":"resfri","roles":{"it":"administrator","old":"clerk"}}'
    assert read(api.OidcSettings, plain).roles == {"it": StaffRole.ADMINISTRATOR}


def test_a_meeting_class_that_came_later_is_kept_as_where_nothing_is_set() -> None:
    plain = '{"content_hours":{"open":1,"old":5},"meeting_days":30,"session_days":90,"audit_days":1830}'
    assert read(api.RetentionSettings, plain).content_hours == {**DEFAULT_RETENTION.content_hours, MeetingClass.OPEN: 1}


def test_a_bound_that_has_become_narrower_shuts_nobody_out() -> None:
    long = "x" * 5000
    plain = '{"host":"' + long + '","sender":"noreply@example.se"}'
    assert read(api.MailSettings, plain).host == long


def test_another_version_is_not_guessed_at() -> None:
    with pytest.raises(msgspec.ValidationError):
        read(api.MailSettings, '{"version":2,"host":"smtp.example.se","sender":"noreply@example.se"}')


def test_every_setting_is_stored_whole() -> None:
    assert set(SHAPES) == set(NAMES)
    for body, shape in SHAPES.items():
        assert set(body.__struct_fields__) <= set(shape.__struct_fields__), body
