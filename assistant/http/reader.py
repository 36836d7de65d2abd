"""A plain page that shows a document's clean text with one stretch highlighted."""

from __future__ import annotations

from html import escape

from assistant.contract import DocumentDetail
from assistant.french_labels import description

_STYLE = (
    "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1e1e1e}"
    "header{border-bottom:1px solid #ddd;margin-bottom:1.5rem}h1{font-size:1.4rem;margin:0 0 .3rem}"
    ".meta{color:#555;margin:0 0 1rem}.text{white-space:pre-wrap}"
    "mark{background:#ffe58a;padding:.1em 0;scroll-margin-top:30vh}"
    "@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}.meta{color:#aaa}mark{background:#6b5500;color:#fff}}"
)


def reader_page(document: DocumentDetail, start: int, end: int) -> str:
    """HTML of the whole document; ``text[start:end]`` is marked with id ``citation``."""
    text = document.text
    start = min(start, len(text))
    end = max(start, min(end, len(text)))
    mark = f'<mark id="citation">{escape(text[start:end])}</mark>' if end > start else ""
    body = f"{escape(text[:start])}{mark}{escape(text[end:])}"
    return (
        f'<!doctype html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{_STYLE}</style></head><body>"
        f'<header><h1>{escape(document.title)}</h1><p class="meta">{escape(description(document))}</p></header>'
        f'<main class="text">{body}</main></body></html>'
    )
