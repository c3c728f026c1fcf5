"""The client's TypeScript types and constants."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from enum import Enum

import msgspec
from msgspec import inspect

from server.wire import api
from server.wire.generate import declared
from server.wire.room import base

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


def jsdoc(text: str, indent: str = "") -> list[str]:
    """What a docstring says, as JSDoc; nothing for nothing."""
    if not text:
        return []
    said = re.sub(r":\w+:`([^`]*)`", r"`\1`", text).replace("``", "`").replace("*/", "* /")
    lines = said.split("\n")
    if len(lines) == 1:
        return [f"{indent}/** {said} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]


def declare_enum(cls: type[Enum]) -> str:
    lines = [*jsdoc(declared.doc(cls)), f"export type {cls.__name__} ="]
    for member in cls:
        lines += [*jsdoc(declared.doc(cls, member.name), "  "), f'  | "{member.value}"']
    return "\n".join(lines) + ";\n"


def declare_struct(cls: type[msgspec.Struct], *, sent_by_client: bool) -> str:
    """An interface; a field with a default is optional only where the client writes it."""
    tag = declared.tag(cls)
    lines = [*jsdoc(declared.doc(cls)), f"export interface {cls.__name__} {{"]
    if tag is not None:
        lines.append(f'  type: "{tag}";')
    for field in declared.fields(cls):
        optional = "?" if sent_by_client and not field.required else ""
        lines += jsdoc(declared.doc(cls, field.name), "  ")
        lines.append(f"  {field.encode_name}{optional}: {render(field.type)};")
    return "\n".join([*lines, "}\n"])


def declare_constant(constant: declared.Constant) -> str:
    frozen = " as const" if isinstance(constant.value, dict) else ""
    value = json.dumps(constant.value, default=list)
    return "\n".join([*jsdoc(constant.doc), f"export const {constant.name} = {value}{frozen};\n"])


def union(name: str, classes: Iterable[type[msgspec.Struct]]) -> str:
    return f"export type {name} =" + "".join(f"\n  | {cls.__name__}" for cls in classes) + ";\n"


def messages_source() -> str:
    """``messages.gen.ts``: constants, enums, structs, messages."""
    client = declared.messages_of(base.ClientMessage)
    server = declared.messages_of(base.ServerMessage)
    parts = [BANNER]
    parts += [declare_constant(constant) for constant in declared.constants()]
    parts += [declare_enum(cls) for cls in declared.enums()]
    parts += [declare_struct(cls, sent_by_client=False) for cls in declared.words()]
    parts += [declare_struct(cls, sent_by_client=True) for cls in client]
    parts += [declare_struct(cls, sent_by_client=False) for cls in server]
    parts += [union("ClientMessage", client), union("ServerMessage", server)]
    return "\n".join(parts)


def bodies_source() -> str:
    """``api.gen.ts``: the bodies of the HTTP API."""
    requests = [cls for module in api.MODULES for cls in declared.structs_of(module, api.Body)]
    views = [cls for module in api.MODULES for cls in declared.structs_of(module, api.View)]
    shared = sorted({cls.__name__ for cls in [*declared.enums(), *declared.words()]})
    bodies = [declare_struct(cls, sent_by_client=True) for cls in requests]
    bodies += [declare_struct(cls, sent_by_client=False) for cls in views]
    text = "\n".join(bodies)
    used = [name for name in shared if re.search(rf": [^;]*\b{name}\b", text)]
    return "\n".join([BANNER, f'import type {{ {", ".join(used)} }} from "./messages.gen.js";\n', text])
