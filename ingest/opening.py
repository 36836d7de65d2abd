"""Opens the index for an ingestion."""

from __future__ import annotations

from rich.console import Console

from vectorstore.index import Index
from vectorstore.settings import Settings


def open_to_write(settings: Settings, console: Console) -> Index:
    """The index, made if there is none; says on ``console`` what is repaired or embedded again first."""
    index = Index.open(settings, create=True)
    if index.repairs:
        console.print(f"Index remis en état : {index.repairs.told()}.", markup=False, highlight=False, soft_wrap=True)
    if index.outdated:
        count = index.passages.count()
        if count:
            line = f"Les passages sont désormais calculés autrement : vérification de {count} passages…"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        index.renew()
    return index
