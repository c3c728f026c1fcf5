"""What the wire declares: its enums, structs, messages and constants, each with what its module says about it."""

from __future__ import annotations

import ast
import inspect as python
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect

from server.wire import api, vocabulary
from server.wire.api import files
from server.wire.room import base, messages

ROOM_MODULES: tuple[ModuleType, ...] = (vocabulary, base, *messages.PARTS, messages)


@dataclass(frozen=True, slots=True)
class Constant:
    name: str
    value: Any
    doc: str


@cache
def _docs(module: ModuleType) -> dict[str, str]:
    """The text beneath each name of a module: ``NAME`` or ``Class.field`` (PEP 258's attribute docstrings)."""
    found: dict[str, str] = {}

    def collect(body: list[ast.stmt], prefix: str) -> None:
        for node, after in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.ClassDef) and not prefix:
                found[node.name] = ast.get_docstring(node) or ""
                collect(node.body, f"{node.name}.")
            target: ast.expr | None = None
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                found[prefix + target.id] = python.cleandoc(str(after.value.value))

    collect(ast.parse(python.getsource(module)).body, "")
    return found


def doc(cls: type, member: str | None = None) -> str:
    """What its module says about a class, or about one of its fields or members; empty where it says nothing."""
    module = python.getmodule(cls)
    name = cls.__name__ if member is None else f"{cls.__name__}.{member}"
    return _docs(module).get(name, "") if module is not None else ""


def structs_of(module: ModuleType, below: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """The structs that a module itself declares below ``below``, in order of declaration."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, below)]
    return [cls for cls in found if cls.__module__ == module.__name__ and cls is not below]


def messages_of(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Every message that the wire declares below ``kind``."""
    return [cls for module in messages.PARTS for cls in structs_of(module, kind)]


def words() -> list[type[msgspec.Struct]]:
    """The structs that messages are made of."""
    found = [cls for module in (vocabulary, *messages.PARTS) for cls in structs_of(module, msgspec.Struct)]
    return [cls for cls in found if not issubclass(cls, base.ClientMessage | base.ServerMessage)]


def enums() -> list[type[Enum]]:
    """All enums that appear on the wire, by name."""
    scope: dict[str, object] = {}
    for module in (*ROOM_MODULES, *api.MODULES):
        scope |= vars(module)
    found = {cls for cls in scope.values() if isinstance(cls, type) and issubclass(cls, Enum) and list(cls)}
    return sorted(found, key=lambda cls: cls.__name__)


def constants() -> Iterator[Constant]:
    """The numbers and names that both ends must agree on."""
    for module in (*ROOM_MODULES, files):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, int | float | str | dict) and name in _assigned(module):
                yield Constant(name, value, _docs(module).get(name, ""))


@cache
def _assigned(module: ModuleType) -> frozenset[str]:
    """What a module itself gives a value, and no pattern."""
    body = ast.parse(python.getsource(module)).body
    targets = [node.targets[0] for node in body if isinstance(node, ast.Assign)]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return frozenset(target.id for target in targets if isinstance(target, ast.Name)) - {"PLAIN"}


def fields(cls: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    return _info(cls).fields


def tag(cls: type[msgspec.Struct]) -> str | None:
    """The message's ``type``; None for a struct that is no message."""
    found = _info(cls).tag
    return None if found is None else str(found)


def _info(cls: type[msgspec.Struct]) -> inspect.StructType:
    info = inspect.type_info(cls)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{cls.__name__} is not a struct")
    return info
