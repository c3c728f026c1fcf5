"""The client's decoder of server messages: one reader per struct, and what it makes of values that it does not know."""

from __future__ import annotations

from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect

from server.wire.generate import declared
from server.wire.generate.typescript import BANNER
from server.wire.room import base
from server.wire.unknown import UNKNOWN

_PLAIN: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
}

_READERS = (
    "boolean", "LATER", "list", "nullable", "number", "oneOf", "open", "optional", "record", "shape", "string",
)  # fmt: skip


def _name(cls: type[Any]) -> str:
    return cls.__name__[0].lower() + cls.__name__[1:]


class _Source:
    """Collects readers in the order in which they are needed."""

    def __init__(self) -> None:
        self.readers: dict[type[Any], str] = {}

    def reader(self, kind: inspect.Type) -> str:
        """The expression that reads one msgspec type."""
        plain = _PLAIN.get(type(kind))
        if plain is not None:
            return plain
        match kind:
            case inspect.Metadata(type=inner):
                return self.reader(inner)
            case inspect.LiteralType(values=values):
                return f"oneOf({_listed(values)})"
            case inspect.EnumType(cls=cls):
                return self._enum(cls)
            case inspect.StructType(cls=cls):
                return self._struct(cls)
            case inspect.ListType(item_type=item):
                return f"list({self.reader(item)})"
            case inspect.DictType(key_type=key, value_type=value):
                return f"record({self.reader(key)}, {self.reader(value)})"
            case inspect.UnionType(types=types):
                return self._nullable(types)
            case _:
                raise TypeError(f"no reader for {kind!r}")

    def _nullable(self, types: tuple[inspect.Type, ...]) -> str:
        some = [each for each in types if not isinstance(each, inspect.NoneType)]
        if len(some) != 1 or len(types) != 2:
            raise TypeError(f"a server message holds one of several kinds: {types!r}")
        # What a person can do without is null where it is not understood; a bare value has told what it means.
        kind = "optional" if isinstance(some[0], inspect.StructType) else "nullable"
        return f"{kind}({self.reader(some[0])})"

    def _enum(self, cls: type[Enum]) -> str:
        if cls not in self.readers:
            instead = UNKNOWN[cls]
            known = _listed(member.value for member in cls)
            degraded = "LATER" if instead is None else f'"{instead.value}"'
            self.readers[cls] = f"const {_name(cls)} = open<wire.{cls.__name__}>([{known}], {degraded});\n"
        return _name(cls)

    def _struct(self, cls: type[msgspec.Struct]) -> str:
        if cls not in self.readers:
            shape = f"shape<wire.{cls.__name__}>({{{self.fields(cls)}}})"
            self.readers[cls] = f"const {_name(cls)} = {shape};\n"
        return _name(cls)

    def fields(self, cls: type[msgspec.Struct]) -> str:
        lines = [f"  {field.encode_name}: {self.reader(field.type)}," for field in declared.fields(cls)]
        return "\n" + "\n".join(lines) + "\n" if lines else ""


def _listed(values: Any) -> str:
    return ", ".join(f'"{value}"' for value in values)


def source() -> str:
    """``decode.gen.ts``.  Raises KeyError for an enum that ``UNKNOWN`` does not speak of."""
    made = _Source()
    rows = []
    for cls in declared.messages_of(base.ServerMessage):
        shape = f"shape<Untagged<wire.{cls.__name__}>>({{{made.fields(cls)}}})"
        rows.append("  " + f"{declared.tag(cls)}: {shape},".replace("\n", "\n  "))
    head = [
        BANNER,
        'import type * as wire from "./messages.gen.js";',
        f'import {{ {", ".join(_READERS)}, type Readers, type Untagged }} from "./readers.js";\n',
    ]
    table = "/** By the message's type. */\nexport const MESSAGES: Readers<wire.ServerMessage> = {\n"
    return "\n".join([*head, *made.readers.values(), table + "\n".join(rows) + "\n};\n"])
