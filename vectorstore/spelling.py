"""Light spelling repair of French questions against the index's own vocabulary.

An unknown word is read as the known word it most probably stands for, lost apostrophes and spaces are put back, chat
spellings written out. All else stays: a wrong repair costs more than a missed one, since vectors bear slips.

Method: our own noisy channel (after Kernighan, Church and Gale, 1990). Readings are one edit away (Damerau, 1964), or
up to three French slips that hardly change the sound; they score the logarithm of the number of passages that hold
them, less the cost of the slips. Costs were set by hand on training questions of PIAF and service-public.fr.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, takewhile
from operator import eq, itemgetter

from vectorstore.french import STOP_WORDS, stem, unaccented

MOST_WORDS = 8
"""How many unknown words of a text are looked at; those after them stay as written."""

_Edits = dict[tuple[int, int], str]  # what replaces each stretch of a text
_SHORTEST, _LONGEST = 4, 20  # letters of a word worth repairing
_WEIGHT = 3.0  # of a slip's cost, beside the logarithm of the frequency
_TYPICAL, _SOUND, _RARER, _SWAP, _SILENT = 0.1, 0.35, 0.5, 0.6, 0.65  # costs of French slips
_LETTER, _OTHER, _FIRST = 1.0, 1.25, 0.5  # of a letter lost or added, of another one, and more at the beginning
_BUDGET = 100  # readings by French slips that are tried
_ASKING_TIMES = 30  # how often question words, which the index leaves out, count as occurring
_DECISIVE = 1.5  # a score by French slips that spares other edits
_FREQUENT = 5  # passages that must hold each half of two words written as one

# Words of questions that a small index may lack, and that must not be "repaired".
_COMMON_WORDS = """ainsi alors assez aucun aussi autant autre autres avant beaucoup besoin bien chaque chercher chose
    citez connaitre contre decrivez definissez depuis devient devra dire dites dois doit doivent donne donner donnez
    encore entre existe explique expliquer facon faire fait faites faudra faut fois indiquez jamais jour listez
    lorsque maintenant merci mettre mieux nommez parle parler passe pendant peut peuvent peux plait plus plusieurs
    plutot pourra pourrait pouvez pouvoir precisez prendre presentez puisque quelque quelques question rien sais sait
    savez savoir selon serait seul souvent suis tant temps toujours tous tout toute tres trop trouve utilise utiliser
    vais vers veulent veut veux vient voici voila voir voulez vouloir"""
_COMMON = STOP_WORDS.union(_COMMON_WORDS.split())
_FOREIGN_WORDS = """the of what which who whose how is are was were does did and to for from with in by that this
    these it when where can has have my your not und der das ist wie wird nicht eine el los una como della sono"""
_FOREIGN = frozenset(_FOREIGN_WORDS.split())  # neither French nor chat French
_OPAQUE = re.compile(r"[@_\\#=<>{}|~·•‧⋅∙\d]|//|\w\.\w|\w\(\w{1,4}\)")  # addresses, numbers, inclusive writing
_TOKEN = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_BEGINNING = re.compile(r"(?:^|(?<![A-Z])(?<![DP]r)\.|[?!:…])[\W_]*")  # of a sentence, where capitals tell nothing
_COMPOUND = re.compile(r"['’‘-](?!(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|ci|l[aà]|les?|moi)\b)\w", re.IGNORECASE)


def _table(pairs: str) -> dict[str, str]:
    return {written: read.replace("_", " ") for written, read in (pair.split(":") for pair in pairs.split())}


# Chat spellings: whole tokens, in a question that shows a sign of the style.
_SIGNS = _table(
    """kel:quel kels:quels kelle:quelle kelles:quelles koi:quoi pkoi:pourquoi pourkoi:pourquoi pk:pourquoi
    pq:pourquoi cmb:combien kombien:combien qd:quand komen:comment coment:comment koman:comment comen:comment
    cmt:comment bcp:beaucoup jsui:je_suis jsuis:je_suis chui:je_suis keske:qu'est-ce_que kesk:qu'est-ce_que
    keskec:qu'est-ce_que_c'est cé:c'est tjs:toujours mnt:maintenant pcq:parce_que psk:parce_que parske:parce_que
    avk:avec yora:il_y_aura qqn:quelqu'un qqch:quelque_chose kil:qu'il kils:qu'ils keskil:qu'est-ce_qu'il
    jpeu:je_peux jveu:je_veux é:est c:c'est cb:combien ds:dans svp:svp stp:stp"""
)
_ASKING = frozenset(_SIGNS.values())
_NAMES_TOO = _table("ki:qui ke:que kan:quand kom:comme")  # signs at the beginning, or if the index has no such name
_CHAT = {**_SIGNS, **_NAMES_TOO} | _table(
    """sra:sera sron:seront veu:veut doi:doit fo:faut fodra:faudra fé:fait lé:les dla:de_la ossi:aussi pr:pour ns:nous
    tt:tout ts:tous dc:donc jé:j'ai ya:il_y_a pb:problème pa:pas sa:ça ou:où e:est et:est"""
)
# Of these, the forms that mean something else elsewhere: what stands before ("^": nothing) or after them in chat.
_AFTER = _table(
    """cb:^_et_é_c_coute_coûte c:^_koi_ki_ke_et_é_mais_si_kan_ou_ça_sa_cb kan:^_depuis_et_c_ou kom:^_c
    e:kel_kels_kelle_kelles_ki_koi_ou et:kel_kels_kelle_kelles_quel_quelle"""
)
_BEFORE = _table(
    """cb:de_d_ça_sa_coute_coûte_c_il_ya c:quoi_koi_ki_ke_que sa:veu_veut_va_fait_fé_coute_coûte ou:é_e_est_c
    ds:le_la_les_l_un_une_mon_ma_mes_son_sa_ses_ce_cet_cette_ces_nos_notre_votre_quel_quelle_kel_chaque"""
)
_GLUED = _table(
    """cest:c'est cetait:c'était nest:n'est netait:n'était sest:s'est jai:j'ai quil:qu'il quils:qu'ils quon:qu'on
    quun:qu'un quune:qu'une quelquun:quelqu'un lorsquil:lorsqu'il puisquil:puisqu'il daccord:d'accord dun:d'un"""
)
_IS_IT = re.compile(r"(?<![\w'’-])quest[\s-]ce(?![\w'’])", re.IGNORECASE)
_PREFIX = re.compile("[a-z]*o|tele|inter|multi|contre|super|ultra|outre|porte|passe|garde|entre|sous|apres|avant|demi")
_ENDING = re.compile(
    "(?:ee?|er|ez|as?|ai[st]?|aient|[ae]nt|i?ons|iez|era|i[erst]?|ue?|ut|if|ive|aux?|elle?|eur|ion)?s?"
)

# What may be written for what is meant: "pattern>reading,reading", "_" for nothing.
_SLIPS = [
    (re.compile(written), meant.replace("_", "").split(","), cost)
    for cost, rules in {
        _TYPICAL: "k>c,qu,ch k$>que ck>c,qu w>ou,v gz>x egs>ex sh>ch ksion>ction asion>ation",
        _SOUND: """(?<=^[ld])(?=[aeiouyh])>','h (?<=^qu)(?=[aeiouyh])>' f>ph ph>f ^(?=[aeiouy])>h t(?!h)>th j(?=[ei])>g
        g(?=[ei])>j (?<=[aeiouy])s(?=[eiy])>c ss(?=[eiy])>c (?<=[^aeiouy])s(?=[eiy])>c c(?=[eiy])>s,ss s(?=ion)>t
        ss(?=ion)>t c(?=ion)>t y>i i>y qu>c an>en en>an am>em em>am ai>e e>ai z>s ks>x,cc n(?=[bmp])>m au>o o>au""",
        _RARER: """^h>_ (?<=[crt])h>_ r(?=[hy])>rh g(?=[ei])>gu gu>g ge(?=[ao])>j j(?=[ao])>ge
        (?<=[aeiouy])s(?=[aeiouy])>z s(?=[eiy])>sc ss(?=[eiy])>sc sc>s,c c(?=[eiy])>sc t(?=ion)>s,ss c(?=[aou])>qu
        q(?!u)>qu qu>q m(?=[^aeioumbpy])>n in>ain,ein,im ain>in,ein ein>in,ain im>in,aim e>ei ei>ai,e o>eau au>eau
        eau>au,o om>on on>om oe>e eu>oeu cs>x x>cc,xc oua>oi ill>y,il y>ill il>ill man$>ment""",
        _SILENT: "(?<=[^s])$>e,t,s,d,x,es [estdxp]$>_",
    }.items()
    for written, _, meant in (rule.partition(">") for rule in rules.split())
]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FOLLOWS = dict.fromkeys(_LETTERS, _LETTERS) | _table(  # the letters that may follow one in French
    """b:abcdehijlorstuy c:acefhiklmnoqrstuy d:adeghijlmnorstuvy f:aefgilorstuy g:adeghilmnorstuy h:aeilmnortuy j:aeiou
    m:abceimnopstuy p:aehilnoprstuy q:u t:acehilmorstuwyz v:aeilorsuy w:aehilnors x:aceihopqtuy z:abehiouyz"""
)
_UNLIKE_FRENCH = re.compile(
    "|".join(["^[bcdfgkptv][bcdfgjkmqvwxz]|[^aeiouy]{5}", *(f"{letter}[^{_FOLLOWS[letter]}]" for letter in _LETTERS)])
)


@dataclass(frozen=True, slots=True)
class Repair:
    """A question as read: its ``text``, and the ``changes`` as pairs (as written, as read), in order."""

    text: str
    changes: tuple[tuple[str, str], ...]


class Speller:
    """Repairs questions. Keeps nothing, so it can be shared between threads.

    ``frequency`` tells in how many passages a word occurs, written as :func:`vectorstore.french.words` writes it;
    ``known_stem`` whether any passage holds a word of that stem (:func:`vectorstore.french.stem`).
    """

    def __init__(self, frequency: Callable[[str], int], known_stem: Callable[[str], bool]) -> None:
        self._frequency = frequency
        self._known_stem = known_stem

    def repair(self, question: str) -> Repair:
        """The question with its slips repaired; the same characters when there is none. Never raises."""
        chunks = (chunk.span() for chunk in re.finditer(r"\S+", question) if not _OPAQUE.search(chunk[0]))
        tokens = [token for span in chunks for token in _TOKEN.finditer(question, *span)]
        forms = [unicodedata.normalize("NFC", token[0]).lower() for token in tokens]
        if sum(form in _FOREIGN for form in forms) >= 2:
            return Repair(question, ())
        shouted = question.isupper() and len(tokens) >= 3
        edits = self._chat(question, tokens, forms, shouted)
        edits |= {match.span(): "qu'est-ce" for match in _IS_IT.finditer(question)}
        taken = {place for span in edits for place in span}
        beginnings = {match.end() for match in _BEGINNING.finditer(question)}
        looked_at = 0
        for token in tokens:
            (start, end), written = token.span(), token[0]
            if start in taken or end in taken or question[start - 1 : start] == "-" or _COMPOUND.match(question, end):
                continue
            if not (written[1:].islower() or (shouted and len(written) > _SHORTEST)):
                continue  # an acronym, or a name like "eSanté"
            word = unaccented(written).lower()
            name = not (written.islower() or shouted or start in beginnings)
            if word in _GLUED and not name and not self._frequency(word):
                edits[start, end] = _GLUED[word]
            elif _SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha() and not self._known(word):
                if reading := self._reading(word, name):
                    edits[start, end] = _accented(written, reading)
                looked_at += 1
                if looked_at == MOST_WORDS:
                    break
        return _applied(question, edits)

    def _chat(self, question: str, tokens: list[re.Match[str]], forms: list[str], shouted: bool) -> _Edits:
        """What chat spellings stand for, by place; nothing without a sign of the style."""
        found: _Edits = {}
        signs = 0
        for at, (token, form) in enumerate(zip(tokens, forms, strict=True)):
            if form not in _CHAT or not (shouted or at == 0 or not token[0][0].isupper()):
                continue
            (start, end), reach = token.span(), 2 if len(form) == 1 else 1  # a letter in quotes is a letter
            if set("'’‘-«»“”\"").intersection(question[max(0, start - reach) : start] + question[end : end + reach]):
                continue
            before, after = forms[at - 1] if at else "^", forms[at + 1] if at + 1 < len(forms) else "$"
            expected = _AFTER.get(form, "").split(), _BEFORE.get(form, "").split()
            if (any(expected) and before not in expected[0] and after not in expected[1]) or form + after == "é$":
                continue
            found[start, end] = _CHAT[form]
            signs += form in _SIGNS or (form in _NAMES_TOO and (at == 0 or not self._frequency(form)))
        return found if signs else {}

    def _known(self, word: str) -> bool:
        acronym = len(word) <= 4 and self._frequency(word.upper()) > 0
        return acronym or word in _COMMON or self._frequency(word) > 0 or self._known_stem(stem(word))

    def _reading(self, word: str, name: bool) -> str | None:
        """What ``word`` stands for; None when that is not clear."""
        weighed = sorted(self._weighed(word, _french_slips(word)), reverse=True)
        if not weighed or weighed[0][0] < _DECISIVE:
            weighed = sorted([*weighed, *self._weighed(word, _any_slip(word))], reverse=True)
        if not weighed:
            return None if name else self._two_words(word)
        score, cost, reading = weighed[0]
        rival = next((other for other, _, text in weighed if stem(text) != stem(reading)), -math.inf)
        clear = cost <= _SILENT or score - rival >= (1.5 if len(word) < 7 else 0.7)
        meant = clear and score >= _least_score(word, cost, name) and not (name and reading in _COMMON)
        return reading if meant else None

    def _weighed(self, word: str, slips: Iterator[tuple[float, str]]) -> Iterator[tuple[float, float, str]]:
        """(score, cost, reading) of the known words that the slips may have turned into ``word``."""
        seen = {word}
        for cost, reading in slips:
            elided, _, candidate = reading.rpartition("'")
            if reading in seen or len(candidate) < _SHORTEST or (elided and cost > _SOUND):
                continue
            seen.add(reading)
            times = _ASKING_TIMES if candidate in _ASKING else self._frequency(candidate)
            # Between two forms of one word only a slip by ear or of the keyboard is believed.
            if times >= 2 and (cost <= _SWAP or not _share_beginning(word, candidate)):
                yield math.log(times) - _WEIGHT * cost, cost, reading

    def _two_words(self, word: str) -> str | None:
        cuts = [at for at in range(_SHORTEST + 1, len(word) - _SHORTEST) if not _PREFIX.fullmatch(word, 0, at)]
        rarer = [(min(self._frequency(word[:at]), self._frequency(word[at:])), at) for at in cuts]
        least, at = max(rarer, default=(0, 0))
        return f"{word[:at]} {word[at:]}" if least >= _FREQUENT else None


def _least_score(word: str, cost: float, name: bool) -> float:
    """What a reading must score: short words and names have many neighbours that they do not stand for."""
    if cost <= _SILENT:
        return 0.0 if name or len(word) < 6 else -1.5
    if name:
        return -2.0 if cost <= _LETTER and len(word) > 6 else math.inf
    return {4: 1.5, 5: 0.0, 6: -0.7, 7: -1.5}.get(len(word), -2.0) - (1.5 if _UNLIKE_FRENCH.search(word) else 0.0)


def _french_slips(word: str) -> Iterator[tuple[float, str]]:
    """(cost, what was meant) after one to three slips that change the sound little, cheapest first."""
    slips = [
        (cost, match.start(), match.end(), meant)
        for written, readings, cost in _SLIPS
        for match in written.finditer(word)
        for meant in readings
    ]
    for at, letter in enumerate(word):
        after = word[at + 1 : at + 2]
        if letter == after:
            slips.append((_SOUND, at, at + 1, ""))
        elif after:
            slips.append((_SWAP, at, at + 2, after + letter))
        if letter in "bcdfglmnprst" and at and letter not in (after, word[at - 1]):
            slips.append((_SOUND, at, at, letter))
    slips.sort()
    sets = chain(combinations(slips, 1), combinations(slips[:24], 2), combinations(slips[:10], 3))
    for chosen in heapq.nsmallest(_BUDGET, sets, key=lambda chosen: sum(slip[0] for slip in chosen)):
        meant = word
        for _, start, end, letters in sorted(chosen, key=itemgetter(1, 2), reverse=True):
            meant = meant[:start] + letters + meant[end:]
        yield sum(slip[0] for slip in chosen), meant


def _any_slip(word: str) -> Iterator[tuple[float, str]]:
    """(cost, what was meant) after one letter added, lost or mistaken for another."""
    for at in range(len(word) + 1):
        head, here, rest = word[:at], word[at : at + 1], word[at + 1 :]
        first = 0.0 if at else _FIRST
        follows = _FOLLOWS[word[at - 1]] if at else _LETTERS
        if here and (not rest or rest[0] in follows):
            yield _LETTER + first, head + rest
        for letter in follows:
            if not here or here in _FOLLOWS[letter]:
                yield _LETTER + first, head + letter + here + rest
            if here and (not rest or rest[0] in _FOLLOWS[letter]):
                yield _OTHER + first, head + letter + rest


def _share_beginning(word: str, other: str) -> bool:
    """Whether both are one beginning with French endings: rather a form that the index lacks than a slip."""
    places = [at for at in range(_SHORTEST, len(word) + 1) if word[:at] == other[:at]]
    return any(_ENDING.fullmatch(word, at) and _ENDING.fullmatch(other, at) for at in places)


def _accented(written: str, reading: str) -> str:
    """``reading`` with the accents and capitals of what was ``written``, where their letters agree."""
    folded = [unaccented(letter).lower() for letter in written]
    if set(map(len, folded)) != {1}:
        return reading
    head = sum(takewhile(bool, map(eq, folded, reading)))
    tail = sum(takewhile(bool, map(eq, reversed(folded[head:]), reversed(reading[head:]))))
    return written[:head] + reading[head : len(reading) - tail] + written[len(written) - tail :]


def _applied(question: str, edits: _Edits) -> Repair:
    """The question with each place replaced, in the case in which it was written."""
    changes: list[tuple[str, str]] = []
    for (start, end), reading in sorted(edits.items(), reverse=True):
        written = question[start:end]
        if written[0].isupper():
            reading = reading.upper() if written[1:].isupper() else reading[0].upper() + reading[1:]
        if reading != written:
            question = question[:start] + reading + question[end:]
            changes.insert(0, (written, reading))
    return Repair(question, tuple(changes))
