"""Citations made by the suite's own systems, which answer without a reader."""

from __future__ import annotations

from assistant.contract import Citation, DocumentDetail, SearchResult


def cited(number: int, source: DocumentDetail | SearchResult, quote: str, start: int) -> Citation:
    """Citation ``number``: ``quote``, which begins at ``start`` of the document's text.

    Of a passage only its headings are known, of a document only its address.
    """
    if isinstance(source, DocumentDetail):
        document_id, url, heading = source.id, source.url, []
    else:
        document_id, url, heading = source.document_id, None, source.heading
    return Citation(
        number=number,
        document_id=document_id,
        title=source.title,
        kind=source.kind,
        publisher=source.publisher,
        published_on=source.published_on,
        valid_from=source.valid_from,
        valid_to=source.valid_to,
        url=url,
        heading=heading,
        page=None,
        quote=quote,
        start=start,
        end=start + len(quote),
    )
