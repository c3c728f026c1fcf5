"""The vault: seals what must be stored and read again, with one data key per organisation or meeting (R85)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from auth.crypto.links import mint_id
from auth.crypto.sealing import MasterKey, Unsealable, fingerprint, new_data_key, seal, unseal

KEYS_HELD = 1000


def content_scope(meeting_id: str) -> str:
    """The scope of a meeting's chat and files, which are erased earlier than its guests' names and addresses: those
    are sealed in the scope that is the meeting's id."""
    return f"content {meeting_id}"


@dataclass(frozen=True, slots=True)
class DataKey:
    """As it is stored.  ``scope`` is the id of an organisation or of a meeting."""

    id: str
    tenant_id: str
    scope: str
    wrapped: bytes
    master_id: str


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals many pieces with one key, for as long as the work on them lasts."""

    _key: bytes = field(repr=False)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Opens again only for the same purpose."""
        return seal(self._key, purpose, plain)

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """Raises :class:`auth.crypto.sealing.Unsealable`."""
        return unseal(self._key, purpose, sealed)


class DataKeyStore(Protocol):
    """One key per scope."""

    async def data_key(self, scope: str) -> DataKey | None: ...
    async def add_data_key(self, key: DataKey, now: float) -> DataKey:
        """Store the key, or answer the one that another caller has stored for this scope meanwhile."""
        ...

    async def data_keys(self) -> list[DataKey]: ...
    async def rewrap_data_key(self, key: DataKey) -> None: ...
    async def remove_data_key(self, scope: str) -> None: ...


class Vault:
    """Without ``scope`` a value belongs to the organisation; with a meeting's id it can be erased with the meeting."""

    def __init__(
        self, store: DataKeyStore, master: MasterKey, now: Callable[[], float], before: Sequence[MasterKey] = ()
    ) -> None:
        self._store = store
        self._now = now
        self.use((master, *before))
        self._held: OrderedDict[str, bytes] = OrderedDict()

    async def seal(self, tenant_id: str, purpose: str, plain: str, scope: str | None = None) -> bytes:
        """Opens again only for the same purpose, organisation and scope."""
        return seal(await self._key(tenant_id, scope or tenant_id), purpose, plain.encode())

    def seal_first(self, tenant_id: str, purpose: str, plain: str) -> tuple[bytes, DataKey]:
        """For an organisation that is being made: what is sealed, and the key that must be stored with it."""
        key = new_data_key()
        wrapped = DataKey(mint_id(), tenant_id, tenant_id, self._master.wrap(tenant_id, key), self._master.id)
        return seal(key, purpose, plain.encode()), wrapped

    async def open(self, tenant_id: str, purpose: str, sealed: bytes, scope: str | None = None) -> str:
        """Raises :class:`auth.crypto.sealing.Unsealable`."""
        return unseal(await self._key(tenant_id, scope or tenant_id), purpose, sealed).decode()

    async def sealer(self, tenant_id: str, scope: str) -> Sealer:
        """For many pieces of one scope."""
        return Sealer(await self._key(tenant_id, scope))

    async def fingerprint(self, tenant_id: str, purpose: str, text: str) -> str:
        """A hash of the text that only this organisation's key makes."""
        return fingerprint(await self._key(tenant_id, tenant_id), purpose, text)

    async def destroy(self, scope: str) -> None:
        """Nothing that was sealed in this scope can be read from now on."""
        await self._store.remove_data_key(scope)
        self.forget(scope)

    def forget(self, scope: str) -> None:
        """Hold the key in memory no longer."""
        self._held.pop(scope, None)

    def use(self, masters: Sequence[MasterKey]) -> None:
        """The first wraps from now on; the others unwrap what they have wrapped."""
        self._master = masters[0]
        self._masters = {key.id: key for key in masters}

    async def opens(self) -> bool:
        """Whether the master keys fit what is stored."""
        return all(key.master_id in self._masters for key in await self._store.data_keys())

    async def rewrap(self) -> int:
        """Wrap every data key with the first master key; answers how many were not.  What is sealed stays as it is,
        and a crash in the middle leaves each key wrapped with one of the two.  Raises ``Unsealable``."""
        old = [key for key in await self._store.data_keys() if key.master_id != self._master.id]
        for key in old:
            wrapped = self._master.wrap(key.scope, self._unwrap(key))
            await self._store.rewrap_data_key(DataKey(key.id, key.tenant_id, key.scope, wrapped, self._master.id))
        return len(old)

    def _unwrap(self, key: DataKey) -> bytes:
        master = self._masters.get(key.master_id)
        if master is None:
            raise Unsealable
        return master.unwrap(key.scope, key.wrapped)

    async def _key(self, tenant_id: str, scope: str) -> bytes:
        held = self._held.get(scope)
        if held is None:
            stored = await self._store.data_key(scope) or await self._make(tenant_id, scope)
            held = self._held[scope] = self._unwrap(stored)
            if len(self._held) > KEYS_HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(scope)
        return held

    async def _make(self, tenant_id: str, scope: str) -> DataKey:
        wrapped = self._master.wrap(scope, new_data_key())
        key = DataKey(mint_id(), tenant_id, scope, wrapped, self._master.id)
        return await self._store.add_data_key(key, self._now())
