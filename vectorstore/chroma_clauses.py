"""What Chroma holds of a passage beside its vector, and the filters as clauses on that."""

from __future__ import annotations

from typing import Any

from vectorstore.days import OPEN_END, DayBounds, day
from vectorstore.types import Filters, PassageRow


def where(filters: Filters, bounds: DayBounds | None = None, shard: int = 0) -> dict[str, Any] | None:
    """The filters as a Chroma ``where`` clause on one shard; None restricts nothing.

    With ``bounds``, a clause that nothing in the collection can fail is left out:
    each costs Chroma about 3.5 ms per thousand passages.
    """
    clauses: list[dict[str, Any]] = []
    if filters.kinds:
        clauses.append({"kind": {"$in": [kind.value for kind in filters.kinds]}})
    if filters.publishers:
        clauses.append({"publisher": {"$in": list(filters.publishers)}})
    if filters.published_after or filters.published_before:
        clauses.append({"published_on": {"$gte": max(1, day(filters.published_after))}})
    if filters.published_before:
        clauses.append({"published_on": {"$lte": day(filters.published_before)}})
    known, begun = day(filters.known_on or filters.as_of, OPEN_END), day(filters.as_of or filters.known_on, OPEN_END)
    if known < OPEN_END and (bounds is None or bounds.last_published > known):
        clauses.append({"published_on": {"$lte": known}})
    if begun < OPEN_END and (bounds is None or bounds.last_valid_from > begun):
        clauses.append({"valid_from": {"$lte": begun}})
    if filters.as_of and (bounds is None or bounds.first_valid_to <= begun):
        clauses.append({"valid_to": {"$gt": begun}})
    clauses = [{_name(name, shard): test for name, test in clause.items()} for clause in clauses]
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def filterable(row: PassageRow, shard: int = 0) -> dict[str, str | int]:
    """What filters need to know of a passage, under the names that its shard has for it."""
    values = {
        "kind": row.kind.value,
        "publisher": row.publisher or "",
        "published_on": day(row.published_on),
        "valid_from": day(row.valid_from),
        "valid_to": day(row.valid_to, OPEN_END),
    }
    return {_name(name, shard): value for name, value in values.items()}


def _name(name: str, shard: int) -> str:
    # Chroma finds values by name among all collections: of one name in all shards, each would read every other's.
    return f"{name}-{shard}" if shard else name
