"""One question about two things, told as two: « la durée d’un bail et celle d’un prêt », « créée, puis dissoute ».

Read as one, it finds one of the two and stops there. Method: our own two patterns, where the
form leaves no doubt that each thing is asked for.
"""

from __future__ import annotations

import re

from assistant.asking_words import DETERMINER, INVERTED

_OF = r"(?:d['’](?:une?\s)?|de\s(?:la\s|l['’])?|du\s|des\s)"
_AND_THAT_OF = re.compile(
    rf"^(?P<asks>compare[rz]?|quel(?:le)?s?\s(?:est|sont|était|étaient))\s(?P<one>{DETERMINER}[^,;?]+?),?"
    rf"\s(?:et|avec|à)\s(?:celle|celui|celles|ceux)\s(?P<of>{_OF})(?P<other>[^?]+?)\s*\?*\.?$",
    re.IGNORECASE,
)
_PARTICIPLE = r"[a-zà-ÿ]{2,}(?:é|i|u|is|it|ous|ert)e?s?(?![\wà-ÿ])"
_THEN = re.compile(
    rf"^(?P<head>.*?{INVERTED}\s)(?P<first>d['’]abord\s)?(?P<been>été\s)?(?P<one>{_PARTICIPLE}[^;?]*?)"
    rf",?\s(?:et\s)?(?:puis|ensuite)\s(?:été\s)?(?P<two>{_PARTICIPLE}[^?]*?)\s*\?*$",
    re.IGNORECASE,
)
_DATES = re.compile(r"^à quelles dates\s", re.IGNORECASE)
_ARTICLES = {"le": "Quel est", "la": "Quelle est", "les": "Quels sont"}


def two_questions(question: str) -> tuple[str, ...]:
    """The two questions that one asks of two things; itself if it asks of one."""
    return _each_of(question) or _one_then_other(question) or (question,)


def _each_of(question: str) -> tuple[str, ...]:
    found = _AND_THAT_OF.match(question)
    if found is None:
        return ()
    one, of = found["one"], found["of"]
    # « la durée de conservation d’un dossier … et celle d’un … »: what is asked ends where its like begins.
    alike = [
        match.start()
        for match in re.finditer(rf"(?<=\s){_OF}", one, re.IGNORECASE)
        if _form(match[0]) == _form(of)
    ]  # fmt: skip
    if not alike:
        return ()
    asks = found["asks"]
    if asks.lower().startswith("compare"):
        asks = _ARTICLES.get(one.split(" ")[0].lower(), "Quelle est")
    return f"{asks} {one} ?", f"{asks} {one[: alike[-1]]}{of}{found['other']} ?"


def _form(of: str) -> str:
    """Definite, indefinite or neither."""
    bare = of.lower().replace("’", "'").strip()
    return "indefinite" if "un" in bare else "" if bare in ("de", "d'") else "definite"


def _one_then_other(question: str) -> tuple[str, ...]:
    found = _THEN.match(question)
    if found is None:
        return ()
    head = _DATES.sub("Quand ", found["head"]) + (found["been"] or "")
    return f"{head}{found['one']} ?", f"{head}{found['two']} ?"
