"""Doors to one system: over the demonstration documents, and over those plus a case's own."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from importlib.metadata import version
from typing import Protocol
from urllib.parse import urlsplit

from assistant.reader.reader import Reader
from assistant.service import Assistant
from evals.suite.case import Overlay
from evals.suite.demo_index import demo_index
from evals.suite.door import AssistantDoor, Door, Library
from evals.suite.http_door import HttpDoor
from evals.suite.local_server import local_server
from evals.suite.overlays import Overlays, overlay_key
from evals.suite.remembering import Remembering, remembering
from vectorstore.errors import InvalidRequest, SettingsError, SourcierError
from vectorstore.settings import Settings

IN_PROCESS = "in-process"


class NotTried(SourcierError):
    """A case cannot be tried on this system; the sentence says why. It counts as an error, never as a pass."""

    slug = "not-tried"
    status = 501


class Doors(Protocol):
    """Opens the system under test. ``name`` goes into the manifest."""

    name: str

    def prepare(self, overlays: Iterable[Sequence[Overlay]]) -> None:
        """Makes what the overlays need, all at once, which is faster than one by one."""
        ...

    def open(self, overlay: Sequence[Overlay] = ()) -> tuple[Door, Library]:
        """The door over the demonstration documents and these; raises :class:`NotTried` if there can be none."""
        ...

    def before_asking(self) -> None:
        """Called before a question whose time is measured."""
        ...

    def close(self) -> None:
        """Gives back what is open."""
        ...


class _Kept:
    """The base door, and the last overlay's: cases with equal overlays come one after the other."""

    def __init__(self, make: Callable[[Sequence[Overlay]], Door]) -> None:
        self._make = make
        self._open: dict[str, tuple[Door, Library]] = {}

    def get(self, overlay: Sequence[Overlay]) -> tuple[Door, Library]:
        key = overlay_key(overlay) if overlay else ""
        if key not in self._open:
            self._open = {known: pair for known, pair in self._open.items() if not known}
            door = self._make(overlay)
            self._open[key] = (door, Library(door))
        return self._open[key]


class InProcessDoors:
    """The assistant of this checkout, in this process; for it, every day is ``today``."""

    name = IN_PROCESS

    def __init__(self, settings: Settings, today: date) -> None:
        self._settings = settings
        self._today = today
        self._overlays = Overlays(settings)
        self._reader: Reader | None = None
        self._memory: Remembering | None = None
        self._kept = _Kept(self._make)

    def prepare(self, overlays: Iterable[Sequence[Overlay]]) -> None:
        """See :meth:`Doors.prepare`."""
        self._overlays.prepare(overlays)

    def open(self, overlay: Sequence[Overlay] = ()) -> tuple[Door, Library]:
        """See :meth:`Doors.open`."""
        return self._kept.get(overlay)

    def before_asking(self) -> None:
        """Forgets what was read, so that times are those of a first reading."""
        if self._memory:
            self._memory.forget()

    def close(self) -> None:
        """See :meth:`Doors.close`."""

    def _make(self, overlay: Sequence[Overlay]) -> Door:
        home = self._overlays.folder(overlay) if overlay else demo_index(self._settings)
        if self._reader is None:
            self._reader, self._memory = remembering(Reader.load(home))
        settings = self._settings.model_copy(update={"data_dir": home})
        return AssistantDoor(Assistant.open(settings, self._reader, lambda: self._today))


class HttpDoors:
    """A server at an address.

    It has no route to add a document for one case. Where the address is on this
    machine, and the server has this version and the demonstration documents,
    such cases are asked of a server started here over the overlay's index;
    elsewhere they are not tried.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        self.name = url.rstrip("/")
        self._settings = settings
        self._overlays = Overlays(settings)
        self._stack = ExitStack()
        self._serving = self._stack.enter_context(ExitStack())
        self._refusal: str | None = None
        self._kept = _Kept(self._make)

    def prepare(self, overlays: Iterable[Sequence[Overlay]]) -> None:
        """See :meth:`Doors.prepare`."""
        wanted = list(overlays)
        if wanted and not self._why_not():
            self._overlays.prepare(wanted)

    def open(self, overlay: Sequence[Overlay] = ()) -> tuple[Door, Library]:
        """See :meth:`Doors.open`."""
        return self._kept.get(overlay)

    def before_asking(self) -> None:
        """A server is asked as it is."""

    def close(self) -> None:
        """See :meth:`Doors.close`."""
        self._stack.close()

    def _make(self, overlay: Sequence[Overlay]) -> Door:
        if not overlay:
            door = HttpDoor(self.name)
            self._stack.callback(door.close)
            return door
        if reason := self._why_not():
            raise NotTried(f"Cas non essayé, car il a ses propres documents : {reason}")
        self._serving.close()
        settings = self._settings.model_copy(update={"data_dir": self._overlays.folder(overlay)})
        door = HttpDoor(self._serving.enter_context(local_server(settings)))
        self._serving.callback(door.close)
        return door

    def _why_not(self) -> str:
        """Why no server is started for an overlay; empty if one may be."""
        if self._refusal is None:
            self._refusal = self._compare()
        return self._refusal

    def _compare(self) -> str:
        if not _is_loopback(self.name):
            return "le serveur n’est pas sur cette machine."
        door, library = self.open()
        assert isinstance(door, HttpDoor)
        if door.version() != version("sourcier"):
            return "le serveur a une autre version que ce dépôt."
        here = self._settings.model_copy(update={"data_dir": demo_index(self._settings)})
        if library.corpus_hash() != Library(AssistantDoor(Assistant.open(here))).corpus_hash():
            return "le serveur n’a pas exactement les documents de démonstration."
        return ""


def open_doors(target: str, settings: Settings, today: date) -> Doors:
    """The doors of ``in-process`` or of an ``http://`` address; raises ``SettingsError`` for anything else.

    ``today`` is the day on which it is asked. A server goes by its own clock: raises
    ``InvalidRequest`` for another day than this one.
    """
    if target == IN_PROCESS:
        return InProcessDoors(settings, today)
    if today != date.today():
        raise InvalidRequest("Un serveur répond au jour de son horloge : pour lui, ne donnez pas « --today ».")
    parts = urlsplit(target)
    if parts.scheme in ("http", "https") and parts.hostname:
        return HttpDoors(target, settings)
    raise SettingsError(f"« {target} » n’est ni « {IN_PROCESS} », ni une adresse comme http://127.0.0.1:8000.")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
