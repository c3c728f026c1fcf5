"""What imports what, as a drawing: files stand in rooms, rooms on floors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass
class Structure:
    """Who imports whom, by file; tests are no part of it, because they may look in anywhere."""

    floors: tuple[tuple[str, ...], ...]
    files: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def room(self, name: str) -> str:
        """The innermost room of the table in which a file stands."""
        rooms = [room for floor in self.floors for room in floor]
        return max((room for room in rooms if name == room or name.startswith(f"{room}/")), key=len, default=name)

    def floor(self, room: str) -> int:
        return next(level for level, rooms in enumerate(self.floors) if room in rooms)

    def arrows(self) -> set[tuple[str, str]]:
        """Between rooms."""
        pairs = {(self.room(name), self.room(other)) for name, others in self.files.items() for other in others}
        return {(one, other) for one, other in pairs if one != other}

    def upward(self) -> set[str]:
        """Files that import from their own floor or one above."""
        return {
            f"{name} > {other}"
            for name, others in self.files.items()
            for other in others
            if self.room(name) != self.room(other) and self.floor(self.room(name)) <= self.floor(self.room(other))
        }

    def mutual(self) -> set[str]:
        """Folders that import each other, whatever the table says of them."""
        folder = {name: str(PurePosixPath(name).parent) for name in self.files}
        pairs = {(folder[name], folder[other]) for name, others in self.files.items() for other in others}
        return {f"{one} = {other}" for one, other in pairs if one < other and (other, one) in pairs}

    def circles(self) -> list[list[str]]:
        """Files that reach themselves: each strongly connected part with more than one, by Tarjan's algorithm."""
        number: dict[str, int] = {}
        lowest: dict[str, int] = {}
        stack: list[str] = []
        found: list[list[str]] = []

        def visit(name: str) -> None:
            number[name] = lowest[name] = len(number)
            stack.append(name)
            for other in self.files[name]:
                if other not in number:
                    visit(other)
                    lowest[name] = min(lowest[name], lowest[other])
                elif other in stack:
                    lowest[name] = min(lowest[name], number[other])
            if lowest[name] == number[name]:
                part = stack[stack.index(name) :]
                del stack[stack.index(name) :]
                if len(part) > 1:
                    found.append(sorted(part))

        for name in sorted(self.files):
            if name not in number:
                visit(name)
        return found

    def counts(self) -> str:
        rooms = {self.room(name) for name in self.files}
        return (
            f"{len(self.files)} files, {len(rooms)} rooms, {len(self.arrows())} arrows, {len(self.upward())} upward, "
            f"{len(self.circles())} circles, {len(self.mutual())} pairs of folders that import each other"
        )
