"""Drafts a file of statements for a person to label: half as they were said, half spoilt on purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path

import yaml

from evals.suite.arbiter.labels import Labelled, Spoilt
from evals.suite.arbiter.spoiling import spoilt
from evals.suite.arbiter.statement import Statement
from vectorstore.errors import InvalidRequest

_HEADER = """\
# Affirmations à étiqueter à la main. Pour chacune, lisez la question, l’affirmation et ses citations, puis donnez :
#   label: supported     tout ce qu’elle dit est dit par les citations
#          partly        une partie l’est, une autre n’y est pas, et rien ne la contredit
#          not           les citations ne disent pas cela
#          contradicts   les citations disent autre chose sur le même point
#   labeller: votre nom
# « spoilt » dit ce qui a été abîmé exprès (figure : un chiffre changé ; negation : une négation ajoutée ou ôtée ;
# other_quote : les citations d’une autre réponse). Ce n’est pas une étiquette : jugez ce que vous lisez.
"""


def sample(statements: Sequence[Statement], n: int) -> list[Labelled]:
    """``n`` statements in an order that gives nothing away, always the same ones for the same run.

    Half of them, one more if ``n`` is odd, are as they were said; the others are
    spoilt, in each way in turn as far as it is open. No statement is in both
    halves while there are others. ``InvalidRequest`` if there are too few.
    """
    pool = _ordered({s.digest: s for s in statements if s.quotes}.values())
    wanted = n // 2
    plain = pool[: n - wanted]
    # The end of the pool first: what is left for the halves to share comes last.
    made = _spoilt(pool[::-1], wanted)
    if len(plain) < n - wanted or len(made) < wanted:
        raise InvalidRequest(
            f"L’exécution n’a pas assez d’affirmations pour en étiqueter {n} : demandez-en "
            f"{2 * min(len(plain), len(made))} au plus, ou prenez une exécution de plus de cas."
        )
    rows = [*(_row(item, None) for item in plain), *(_row(item, way) for item, way in made)]
    return sorted(rows, key=lambda row: _hash(row.asked.digest))


def write_sample(rows: Sequence[Labelled], path: Path) -> None:
    """Writes a new file; ``InvalidRequest`` if there is one already, which may hold somebody's labels."""
    text = yaml.safe_dump(
        [row.model_dump(mode="json") for row in rows], allow_unicode=True, sort_keys=False, width=110
    )  # fmt: skip
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_HEADER + text)
    except FileExistsError as error:
        raise InvalidRequest(f"« {path} » existe déjà, avec peut-être des étiquettes : donnez un autre nom.") from error
    except OSError as error:
        raise InvalidRequest(f"« {path} » ne peut pas être écrit : donnez un fichier d’un dossier existant.") from error


def _spoilt(pool: Sequence[Statement], wanted: int) -> list[tuple[Statement, Spoilt]]:
    made: dict[str, tuple[Statement, Spoilt]] = {}
    said = {statement.digest for statement in pool}
    turns = cycle(Spoilt)
    for place, statement in enumerate(pool):
        if len(made) == wanted:
            break
        # Starts elsewhere each time, so that not all borrow the quotes of the same statement.
        others = [*pool[place + 1 :], *pool[:place]]
        for way in (next(turns), *Spoilt):
            changed = spoilt(statement, way, others)
            if changed is not None and changed.digest not in said and changed.digest not in made:
                made[changed.digest] = (changed, way)
                break
    return list(made.values())


def _row(statement: Statement, way: Spoilt | None) -> Labelled:
    return Labelled(
        statement=statement.text, quotes=list(statement.quotes), question=statement.question,
        case_id=statement.case_id, spoilt=way,
    )  # fmt: skip


def _ordered(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda statement: _hash(statement.digest))


def _hash(text: str) -> str:
    return hashlib.sha256(f"sample {text}".encode()).hexdigest()
