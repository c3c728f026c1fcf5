"""Files and what else meetings share."""

from __future__ import annotations

import time
from dataclasses import dataclass

from server.adapters.clamd import Clamd
from server.adapters.inspector import Inspector
from server.adapters.office import Office
from server.http.api.files import FilesApi
from server.parts.core import FILES_NAME, Core
from server.parts.part import Part
from server.rooms.running.registry import Rooms
from server.runtime.config import Settings, VirusScan
from server.services.files.access import Access
from server.services.files.content import Content
from server.services.files.conversion import Conversions
from server.services.files.fetching import Fetching
from server.services.files.files import FileLimits, Files
from server.services.files.room_archive import RoomArchive
from server.storage.files.blobs import LocalBlobs
from server.storage.files.files import SqlFileRows
from server.storage.files.room_items import SqlItemStore


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where it lies.  Rooms need it before there are rooms to send files in."""

    blobs: LocalBlobs
    content: Content
    archive: RoomArchive


def shelves(settings: Settings, core: Core) -> Shelves:
    """Clears away what a crash left half sent."""
    blobs = LocalBlobs(settings.data_dir / FILES_NAME)
    blobs.start()
    content = Content(SqlFileRows(core.database), blobs, core.vault)
    return Shelves(blobs, content, RoomArchive(SqlItemStore(core.database), content, core.vault))


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPart(Part):
    """Retention erases the content, and the rooms say who has gone."""

    content: Content
    conversions: Conversions
    files: Files


def files_part(settings: Settings, core: Core, rooms: Rooms, stored: Shelves) -> FilesPart:
    """With ClamAV, unless the operator has decided otherwise."""
    scanner = Clamd(settings.clamd_socket) if settings.virus_scan is VirusScan.REQUIRED else None
    limits = FileLimits(settings.max_file_mib << 20, settings.max_meeting_mib << 20)
    rows, access = SqlFileRows(core.database), Access(rooms, stored.blobs, core.vault)
    files = Files(rooms, rows, stored.blobs, access, Inspector(), scanner, limits, core.alerts, time.time)
    fetching = Fetching(rooms, rows, access)
    conversions = Conversions(files, fetching, access, Office())
    api = FilesApi(files=files, fetching=fetching, conversions=conversions)
    return FilesPart(
        apis=(api,),
        tasks={"half-sent files": files.keep_clear},
        content=stored.content,
        conversions=conversions,
        files=files,
    )
