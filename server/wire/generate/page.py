"""``PROTOCOL.md``: every message, for people."""

from __future__ import annotations

import re
from types import ModuleType

import msgspec
from msgspec import inspect

from server.wire.generate import declared
from server.wire.generate.typescript import render
from server.wire.room import base, messages
from server.wire.unknown import UNKNOWN

_HEAD = """# The wire

Written by `make wire` from the declarations in `server/wire`; change those.

One WebSocket per participant, JSON text, at most {bytes} KiB a frame, {rate} messages a second and {burst} at once.
What is not declared here is refused: unknown messages, unknown fields, longer texts. A client message may carry `seq`,
a number of the client's own; it is then answered by exactly one `ok` or `error` with that `seq`. Times are Unix
seconds.

{picture}
## When one end is newer

A page names its `version` in `hello` (now {version}); a page that speaks another is refused with `outdated_client`, but
for the version before, which is served for one more release. A page skips fields that it does not know. For a word
that it does not know it takes another one, or leaves out what holds the word; it tells the person that the service is
newer when a whole message had to be left out.

| a word of | unknown to the page |
|---|---|
{unknown}
"""


def source() -> str:
    """The whole page."""
    docs = messages.__doc__ or ""
    picture = "```\n" + "\n".join(line[4:] for line in docs.split("\n") if line.startswith("    ")) + "\n```\n"
    unknown = "\n".join(f"| `{cls.__name__}` | {_degraded(instead)} |" for cls, instead in UNKNOWN.items())
    head = _HEAD.format(
        bytes=base.MAX_MESSAGE_BYTES // 1024,
        rate=base.MESSAGES_PER_SECOND,
        burst=base.MESSAGE_BURST,
        picture=picture,
        version=messages.WIRE_VERSION,
        unknown=unknown,
    )
    parts = [_part(module) for module in messages.PARTS]
    return "\n".join([head, *parts, _words()])


def _degraded(instead: object) -> str:
    return "what holds it is left out" if instead is None else f"is taken for `{getattr(instead, 'value', instead)}`"


def _part(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    lines = [f"## {name.capitalize()}", "", _said(module.__doc__ or ""), ""]
    for title, kind in (("From the client", base.ClientMessage), ("From the server", base.ServerMessage)):
        lines += [f"**{title}**", ""]
        lines += [_message(cls) for cls in declared.structs_of(module, kind)] + [""]
    return "\n".join(lines)


def _message(cls: type[msgspec.Struct]) -> str:
    client = issubclass(cls, base.ClientMessage)
    own = [field for field in declared.fields(cls) if not (client and field.name == "seq")]
    fields = ", ".join(f"`{_field(field)}`" for field in own)
    text = f"- `{declared.tag(cls)}`" + (f" {fields}" if fields else "")
    said = [_said(declared.doc(cls)), *(_about(cls, field) for field in own)]
    return text + "".join(f"\n  {line}" for line in said if line)


def _about(cls: type[msgspec.Struct], field: inspect.Field) -> str:
    said = _said(declared.doc(cls, field.name))
    return f"`{field.encode_name}`: {said}" if said else ""


def _field(field: inspect.Field) -> str:
    optional = "" if field.required else "?"
    return f"{field.encode_name}{optional}: {render(field.type)}{_bounds(field.type)}"


def _bounds(kind: inspect.Type) -> str:
    """How long a text or list may be, or between which numbers it lies."""
    match kind:
        case inspect.Metadata(type=inner):
            return _bounds(inner)
        case inspect.StrType(max_length=int(most)) | inspect.ListType(max_length=int(most)):
            return f" ≤ {most}"
        case inspect.UnionType(types=types):
            return next((found for each in types if (found := _bounds(each))), "")
        case _:
            return ""


def _words() -> str:
    lines = ["## Words", ""]
    for cls in declared.words():
        lines.append(f"- **{cls.__name__}** " + _said(declared.doc(cls)))
        lines += [
            f"  - `{_field(field)}` {_said(declared.doc(cls, field.name))}".rstrip() for field in declared.fields(cls)
        ]
    for enum in declared.enums():
        values = ", ".join(f"`{member.value}`" for member in enum)
        lines.append(f"- **{enum.__name__}** {_said(declared.doc(enum))} {values}".replace("  ", " "))
    return "\n".join(lines) + "\n"


def _said(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r":\w+:`([^`]*)`", r"`\1`", text).replace("``", "`")).strip()
