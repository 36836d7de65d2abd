"""The state of the index, in one row of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from vectorstore.tables import StateTable


@dataclass(frozen=True, slots=True)
class State:
    """``generation``, whether a write is under way or was cut short, and what made the vectors.

    That is the model, and the way in which passages were put into context for it
    (:func:`vectorstore.context.context_version`); None for either if unknown.
    """

    generation: int
    writing: bool
    embedding_model: str | None
    context: str | None


class IndexState:
    """Reads and sets the state; each call is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self) -> State:
        """The state now."""
        with self._engine.connect() as connection:
            row = connection.execute(select(StateTable.__table__)).one()
        return State(row.generation, row.writing, row.embedding_model, row.context)

    def set(self, **values: Any) -> None:
        """Sets some of ``generation``, ``writing``, ``embedding_model``, ``context``."""
        with self._engine.begin() as connection:
            set_state(connection, **values)


def set_state(connection: Connection, **values: Any) -> None:
    """Sets the state within a transaction."""
    connection.execute(update(StateTable).values(**values))
