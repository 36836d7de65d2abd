"""What a cited document says of the subject of a question for the very days asked about.

« Un hébergeur devait-il utiliser des systèmes conformes en 2017 ? » is answered by « Les utilisateurs
visés doivent… » only if hosts are among those: the list of them, « Du 28 janvier 2016 au 18 janvier 2018 »,
belongs to the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.holding import asked_days, is_given
from assistant.naming import subject_of
from assistant.said_period import said_period
from vectorstore.french import analyze


def said_of_subject(
    part: Part, context: Context, chosen: Sequence[Scored], admitted: Sequence[Scored]
) -> Iterator[Scored]:
    """The best stretch beside the ``chosen`` of a dated question that names its subject, where none of those does.

    It is of a document already chosen and says in its opening words that it holds on the days asked about.
    """
    subject = subject_of(part.question.text)
    days = asked_days(part, context)
    head = next(iter(analyze(subject)), None) if subject else None
    if not chosen or head is None or days is None or not is_given(part, context):
        return
    documents = {scored.evidence.document_id for scored in chosen}
    if any(head in analyze(scored.evidence.text) for scored in chosen):
        return
    naming = (
        scored
        for scored in admitted
        if scored.evidence.document_id in documents
        and head in analyze(scored.evidence.text)
        and (period := said_period(scored.evidence.text)) is not None
        and period.fits(days)
    )
    yield from islice(naming, 1)
