"""Organisations as an operator makes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auth.model import StaffRole
from server.parts.core import open_core
from server.runtime.config import Settings
from server.runtime.secrets import NOTHING, load_or_make
from server.services.model import NewAccount
from tests.contract.test_backup import Place, place


async def first_administrator(found: Place) -> None:
    settings = Settings(data_dir=found.folder, database_url=found.url)
    async with open_core(settings, load_or_make(settings)) as core:
        new = NewAccount("Storstad", "Socialtjänsten", "Eva Berg", "eva@example.se", None, StaffRole.ADMINISTRATOR)
        _ = await core.accounts.add(new)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_an_organisation_is_added_after_the_first_and_once(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await place(kind, tmp_path / "data")
    load_or_make(Settings(data_dir=found.folder), NOTHING)

    async def add(name: str) -> int:
        return await found.resfri(
            "add-organisation", "--name", name, "--administrator", "Bo Ek", "--email", "bo@example.se"
        )

    assert await found.resfri("setup-link") == 0
    assert await add("Exempelby") == 1
    assert "The first organisation is made with the set-up link" in capsys.readouterr().err
    assert await found.resfri("setup-link") == 0, "the way to the first account is still open"
    await first_administrator(found)
    capsys.readouterr()
    assert await add("Exempelby") == 0
    (address,) = re.findall(r"/o/\S+", capsys.readouterr().out)
    for again in ("Exempelby", " exempelBY ", "Storstad"):
        assert await add(again) == 1, again
        err = capsys.readouterr().err
        assert "There is an organisation with that name already" in err, again
        assert again == "Storstad" or f"{address}." in err
