"""PDF files, parsed in a process of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import ingest
from ingest.blocks import RawBlock
from ingest.declared import Declared
from ingest.pdf.limits import DEFAULT_LIMITS, PdfLimits
from ingest.pdf.title import sensible_title
from vectorstore.errors import UnreadableSource
from vectorstore.types import BlockKind

_HEAD, _TAIL = 1_024, 4_096  # bytes in which the format wants its first and last mark
_PADDING = 65_536  # some are filled up with blanks after it
# The child counts processor time; on a busy machine much more goes by.
_PATIENCE_SECONDS, _PATIENCE = 120, 3

_REASONS = {
    "encrypted": "« {name} » est protégé par un mot de passe : enregistrez-en une copie sans protection, "
    "puis ajoutez-la.",
    "pages": "« {name} » compte plus de {0} pages : découpez-le, ou relevez SOURCIER_MAX_PDF_PAGES.",
    "short": "« {name} » est incomplet (pages lisibles : {0} sur {1}) : récupérez-le de nouveau.",
    "damaged": "« {name} » est abîmé, sa structure de PDF est illisible : récupérez-le de nouveau, "
    "ou réenregistrez-le en PDF.",
    "scanned": "« {name} » ne contient pas de texte, seulement des images (document numérisé) : "
    "passez-le à la reconnaissance de caractères (OCR), puis ajoutez-le de nouveau.",
    "empty": "« {name} » ne contient aucun texte : vérifiez le fichier d’origine.",
    "unmapped": "« {name} » a un texte qui ne peut pas être extrait (ses polices ne disent pas quels caractères "
    "elles dessinent) : réenregistrez-le depuis le document d’origine, ou passez-le à la reconnaissance de caractères.",
    "memory": "« {name} » demande trop de mémoire pour être lu : découpez-le, ou relevez SOURCIER_MAX_PDF_MEMORY_MB.",
    "time": "« {name} » demande trop de temps pour être lu : réenregistrez-le en PDF, découpez-le, "
    "ou relevez SOURCIER_MAX_PDF_SECONDS.",
}


def read_pdf(data: bytes, name: str, limits: PdfLimits = DEFAULT_LIMITS) -> tuple[list[RawBlock], Declared]:
    """The blocks of a PDF, each with its pages, and the title it declares if that is one.

    Raises :class:`UnreadableSource`, within the time and memory of ``limits``,
    for what is no PDF, is cut off, damaged, protected by a password or too
    large, and for what holds no text.
    """
    _check_marks(data, name)
    answer = _in_child(data, limits)
    if "refused" in answer:
        raise UnreadableSource(_reason(answer["refused"], answer["values"], name))
    blocks = [
        RawBlock(BlockKind(kind), text, level, marker, pages=tuple((start, page) for start, page in pages))
        for kind, text, level, marker, pages in answer["blocks"]
    ]
    if not any(char.isalnum() for block in blocks for char in block.text):
        # Stamps and page numbers only: as good as none.
        raise UnreadableSource(_REASONS["scanned"].format(name=name))
    title = sensible_title(answer["title"], blocks)
    return blocks, Declared(title=title, silent_pages=tuple(answer["silent"]))


def _reason(code: str, values: list[int], name: str) -> str:
    reason = _REASONS[code].format(*values, name=name)
    return reason.replace("plus de 1 pages", "plus d’une page") if values[:1] == [1] else reason


def _check_marks(data: bytes, name: str) -> None:
    if b"%PDF-" not in data[:_HEAD]:
        raise UnreadableSource(
            f"« {name} » n’est pas un PDF malgré son extension : "
            "donnez-lui la bonne extension, puis ajoutez-le de nouveau."
        )
    if b"%%EOF" not in data[-_PADDING:].rstrip(b"\0\t\r\n ")[-_TAIL:]:
        raise UnreadableSource(
            f"« {name} » est incomplet, sa fin manque (téléchargement interrompu ?) : récupérez-le de nouveau."
        )


def _in_child(data: bytes, limits: PdfLimits) -> dict[str, Any]:
    root = str(Path(ingest.__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    # -P: nothing is imported from the working directory, where documents may lie.
    command = [sys.executable, "-P", "-m", "ingest.pdf.child"]
    command += [str(value) for value in (limits.pages, limits.seconds, limits.memory_mb)]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS + _PATIENCE * limits.seconds,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time", "values": []}
    if done.returncode < 0 and -done.returncode in _TIMED_OUT:
        return {"refused": "time", "values": []}
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        # It died without a word, as a process does that is left no memory to say so.
        return {"refused": "memory", "values": []}
    assert isinstance(answer, dict)
    return answer


_TIMED_OUT = {int(number) for mark in ("SIGXCPU", "SIGKILL") if (number := getattr(signal, mark, None)) is not None}
