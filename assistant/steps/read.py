"""Step 3: each passage found is read for each thing asked."""

from __future__ import annotations

from assistant.context import Context
from assistant.reader.inputs import context_of
from assistant.reader.reader import Reader


def read(context: Context, reader: Reader) -> None:
    """Fills the ``readings`` of every part, one for each hit."""
    passages = [hit.passage for hit in context.hits]
    titles = [context.documents[passage.document_id].title for passage in passages]
    contexts = [context_of(title, passage.heading) for title, passage in zip(titles, passages, strict=True)]
    texts = [passage.text for passage in passages]
    for part in context.parts:
        part.readings = reader.read(part.question.text, contexts, texts) if texts else []
