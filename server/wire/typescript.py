"""Generates the client's TypeScript types from the wire declarations, so that neither side can drift.

``python -m server.wire.typescript`` writes both files; with ``--check`` it exits 1 when one of them differs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from types import ModuleType

import msgspec
from msgspec import inspect

from server.wire import api, vocabulary
from server.wire.room import base, breakouts, messages, moderation

MESSAGES = (messages, moderation, breakouts)
TARGET = Path(__file__).resolve().parents[2] / "web" / "src" / "protocol"
BANNER = "// Generated from server/wire by `make wire`. Do not edit.\n"


def render(kind: inspect.Type) -> str:
    """The TypeScript spelling of one msgspec type."""
    match kind:
        case inspect.StrType():
            return "string"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.LiteralType(values=values):
            return " | ".join(f'"{value}"' for value in values)
        case inspect.EnumType(cls=cls) | inspect.StructType(cls=cls):
            return cls.__name__
        case inspect.ListType(item_type=item):
            inner = render(item)
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        case inspect.DictType(key_type=key, value_type=value):
            spelled = f"Record<{render(key)}, {render(value)}>"
            return f"Partial<{spelled}>" if isinstance(key, inspect.EnumType) else spelled
        case inspect.UnionType(types=types):
            return " | ".join(render(part) for part in types)
        case inspect.Metadata(type=inner_type):
            return render(inner_type)
        case _:
            raise TypeError(f"no TypeScript spelling for {kind!r}")


def declare_enum(cls: type[Enum]) -> str:
    return f"export type {cls.__name__} = " + " | ".join(f'"{member.value}"' for member in cls) + ";\n"


def declare_struct(cls: type[msgspec.Struct], *, sent_by_client: bool) -> str:
    """An interface; a field with a default is optional only where the client writes it."""
    info = inspect.type_info(cls)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{cls.__name__} is not a struct")
    lines = [f"export interface {cls.__name__} {{"]
    if info.tag_field is not None:
        lines.append(f'  {info.tag_field}: "{info.tag}";')
    for field in info.fields:
        optional = "?" if sent_by_client and not field.required else ""
        lines.append(f"  {field.encode_name}{optional}: {render(field.type)};")
    return "\n".join([*lines, "}\n"])


def structs_of(module: ModuleType, base: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """The structs that a module itself declares below ``base``, in order of declaration."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, base)]
    return [cls for cls in found if cls.__module__ == module.__name__ and cls is not base]


def union(name: str, classes: Iterable[type[msgspec.Struct]]) -> str:
    return f"export type {name} = " + " | ".join(cls.__name__ for cls in classes) + ";\n"


def messages_of(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Every message that the wire declares below ``kind``."""
    return [cls for module in MESSAGES for cls in structs_of(module, kind)]


def messages_source() -> str:
    client = messages_of(base.ClientMessage)
    server = messages_of(base.ServerMessage)
    parts = [BANNER, f"export const WIRE_VERSION = {messages.WIRE_VERSION};\n"]
    parts += [declare_enum(cls) for cls in enums()]
    parts += [declare_struct(cls, sent_by_client=False) for cls in structs_of(vocabulary, msgspec.Struct)]
    parts += [declare_struct(cls, sent_by_client=True) for cls in client]
    parts += [declare_struct(cls, sent_by_client=False) for cls in server]
    parts += [union("ClientMessage", client), union("ServerMessage", server)]
    return "\n".join(parts)


def enums() -> list[type[Enum]]:
    """All enums that appear on the wire."""
    scope = dict(vars(vocabulary))
    for module in (*MESSAGES, *api.MODULES):
        scope |= vars(module)
    found = {cls for cls in scope.values() if isinstance(cls, type) and issubclass(cls, Enum) and list(cls)}
    return sorted(found, key=lambda cls: cls.__name__)


def bodies_source() -> str:
    requests = [cls for module in api.MODULES for cls in structs_of(module, api.Body)]
    views = [cls for module in api.MODULES for cls in structs_of(module, api.View)]
    shared = sorted({cls.__name__ for cls in [*enums(), *structs_of(vocabulary, msgspec.Struct)]})
    declared = [declare_struct(cls, sent_by_client=True) for cls in requests]
    declared += [declare_struct(cls, sent_by_client=False) for cls in views]
    text = "\n".join(declared)
    used = [name for name in shared if re.search(rf"\b{name}\b", text)]
    return "\n".join([BANNER, f'import type {{ {", ".join(used)} }} from "./messages.gen.js";\n', text])


def main() -> int:
    wanted = {TARGET / "messages.gen.ts": messages_source(), TARGET / "api.gen.ts": bodies_source()}
    if "--check" in sys.argv:
        stale = [path.name for path, text in wanted.items() if not path.exists() or path.read_text() != text]
        if stale:
            sys.stderr.write(f"{', '.join(stale)} differ from server/wire: run `make wire`.\n")
        return 1 if stale else 0
    TARGET.mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
