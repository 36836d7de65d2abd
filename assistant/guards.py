"""What an answer cannot do without: the names, dates, figures and references of the question.

A sentence may look like an answer and be about somebody else. Method: our own closed
rules over capitals and figures, and a table of the field's names. What is doubtful is
no anchor, because a wrong one silences a right answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from assistant.questions import is_english
from assistant.written_days import DATE, dates_in
from vectorstore.folding import folded
from vectorstore.french import STOP_WORDS, stem, unaccented
from vectorstore.legal_reference import find_references
from vectorstore.sentences import sentences


class AnchorKind(StrEnum):
    """What an anchor names; an ``ORGANISATION`` may be a programme, a product or any acronym."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    YEAR = "year"
    DATE = "date"
    REFERENCE = "reference"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One thing that the question names; ``text`` as the question writes it (in NFC)."""

    kind: AnchorKind
    text: str


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Each row names one thing. What has a capital here is an anchor in any case, the rest only with one.
_ROWS = [row.split(" = ") for row in re.split(r"\s*;\s*", """
    DNS = Délégation au numérique en santé = Délégation ministérielle au numérique en santé; SI = système d’information;
    ANS = Agence du numérique en santé; DMP = dossier médical partagé = dossier médical personnel;
    HDS = hébergeur de données de santé = hébergement de données de santé = héberger des données de santé;
    EHDS = EEDS = espace européen des données de santé = european health data space; IA = intelligence artificielle;
    INS = identité nationale de santé = identifiant national de santé; MSSanté = MSS = messagerie sécurisée de santé;
    CNIL = Commission nationale de l’informatique et des libertés; IGAS = Inspection générale des affaires sociales;
    CNAM = CNAMTS = Caisse nationale de l’assurance maladie = assurance maladie; HAS = Haute Autorité de santé;
    PGSSI-S = politique générale de sécurité des systèmes d’information de santé; ARS = agence régionale de santé;
    RGPD = GDPR = 2016/679 = règlement général sur la protection des données; SESAM-Vitale = GIE SESAM-Vitale;
    MES = ENS = Mon espace santé = espace numérique de santé; RPPS = répertoire partagé des professionnels;
    GHT = groupement hospitalier de territoire; HDH = Health Data Hub = plateforme des données de santé;
    SNDS = système national des données de santé; UE = union européenne = europe = européen""".strip())]  # fmt: skip
_ALSO_WORDS = _bag("ans mes has ins si es ens ue")  # names only where capitals or an article tell
_SMALL = _bag("a au aux d de des du en et l la le les par pour sur dans un une of the and for")
_TITLES = _bag("m mm mme mmes mlle dr pr docteur docteure professeur professeure monsieur madame ministre")
_HEADS = _bag("""agence assemblee autorite caisse centre chambre comite commission conseil cour delegation direction
    federation groupement haut haute inspection institut ministere office ordre secretariat societe union""")
_COMMON = _bag("""affaires assurance cadre charge chef civil data digital directeur donnees delegue droits espace etat
    etablissement europeen famille feuille general gouvernement guide health hopital hospitalier information maladie
    medecin medical ministre ministeriel interministeriel mission mon national numerique offre parlement patient plan
    plateforme portail premier president prevention professionnel programme projet public publique rapport recherche
    region regional republique route sante secretaire securite senat service social soins solidarites strategie systeme
    territoire travail universitaire ville""")
_UNNAMED = _bag("""lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout
    septembre octobre novembre decembre march may france francais francaise francaises internet selon depuis concernant
    explique resume presente compare donne dis article loi decret arrete code ordonnance reglement directive csp""")
_NO_NAME = _UNNAMED | STOP_WORDS | _TITLES
_stem = lru_cache(maxsize=2**14)(stem)
_GENERIC = frozenset(map(stem, _COMMON | _HEADS))  # they tell nothing apart: they count only side by side
_OF_THINGS = _GENERIC | frozenset(map(stem, _bag("assos cloud connect group hub pro segur services solutions")))

_PART = re.compile(r"[^\W_]+")
_WORD = re.compile(r"(?<!\w)[^\W\d_][^\W_]*(?:[-\u2010-\u2013][^\W_]+)*")
_CLAUSE = re.compile(r"[.;:!?()\[\]«»“”\"\n\r|•]")
_NOT_NAMED = re.compile(r"[IVX]+e?|.*-(?:il|elle|on|ils|elles|ce|je|tu|nous|vous|moi|lui)|.")
_LINK = re.compile(r"(?: (?:(?:de|du|des|la|les?|en(?= sante)|au(?= numerique))(?!\w)|[dl]'))+ ?| ")
_COMPLEMENT = re.compile(  # "générale de l'offre de soins", after "Direction"
    r"(?: (?!explique|applique|indique|[a-z]*pelle)[a-z]+(?:ale?|elle?|ique|enne|iere)| chargee?)?"
    r"(?: (?:(?:et )?des|du|de(?: la| l')?|d'|en(?= sante)|au(?= numerique)) ?(?!la |l')[a-z]{3,}"
    r"(?: [a-z]+(?:ales?|elles?|iques?|ennes?))?){0,2}(?!\w)"
)
_PLACED = re.compile(r"(?:(?<!\w)(?:à|en|aux?)|(?<!\w)à l(?:a\s|['’])|région|ville|département)(?:\sde|\sd['’])?\s?$")

_ITS_DATE = re.compile(rf"(?: du (?:{DATE.pattern}))?")
_NUMBER = re.compile(
    r"(?<!\w)(?<![^\W\d_]-)(?P<whole>[0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]{1,15})(?![0-9])(?P<part>[.,][0-9]{1,6})?"
    r"(?:(?P<rank>er|e|eme|nde?|re)| ?(?:[%€]|(?P<billion>milliards?|mds? ?€?)|(?P<million>millions?|m€)))?(?!\w)"
)
_AGED = re.compile(  # what "13 ans" stands after if it says how old somebody is, which a rule need not repeat
    r"(?<!\w)(?:(?:(?:j'|n')?(?:ai|as|a|ont|avait|aura|aurai|auront)|avoir) (?:(?:plus|moins) de |bientot |deja )?"
    r"|agee?s? de )$"
)
_YEARS = re.compile(" ans?(?![a-z])")
_THINGS = re.compile(" ([a-z]{3,}[sx])(?![a-z])")


def _form(name: str) -> tuple[str, ...]:  # the stems, small words left out
    return tuple(_stem(part) for part in _PART.findall(unaccented(name).lower()) if part not in _SMALL)


def _name_pattern(name: str) -> str:
    words = (word.replace("-", "[- ]?") for word in re.split("[ ']", folded(name)) if word not in _SMALL)
    return rf"\W+(?:(?:{'|'.join(_SMALL)})\W+){{0,3}}".join(words)


_SAME = {_form(name): row for row in _ROWS for name in row}
_TABLE = sorted((name for row in _ROWS for name in row), key=len, reverse=True)
_COMMON_NOUNS = {_form(name) for name in _TABLE if name.islower()}
_KNOWN = re.compile(rf"(?<!\w)(?:{'|'.join(map(_name_pattern, _TABLE))})(?![\w'])")


def anchors(question: str) -> tuple[Anchor, ...]:
    """What ``question`` names, in reading order, each once. Never raises.

    Names are told by their capitals: a question all in capitals or all in lower
    case gives only the names of the field's table.
    """
    text = unicodedata.normalize("NFC", question.replace("\u00ad", ""))
    plain = free = folded(text)
    found: dict[int, Anchor] = {}
    for start, end, kind in (*_exact(plain), *_known(text, plain), *_names(text, plain)):
        if "\0" not in free[start:end]:
            free = free[:start] + "\0" * (end - start) + free[end:]
            found[start] = Anchor(kind, text[start:end])
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def missing(anchors: Sequence[Anchor], text: str, context: str, days: Sequence[date | None] = ()) -> tuple[Anchor, ...]:
    """Those ``anchors`` that neither ``text`` nor ``context`` (title, headings, publisher) carry.

    ``days`` are the document's own, in this order: published on, valid from,
    valid to (exclusive); ``None`` or left out where unknown. Never raises.
    """
    reading = _Reading(f"{text}\n{context}", tuple(days))
    return tuple(anchor for anchor in anchors if not reading.carries(anchor))


def _exact(plain: str) -> Iterator[tuple[int, int, AnchorKind]]:
    """References, dates, years and figures."""
    for reference in find_references(plain):
        its_date = _ITS_DATE.match(plain, reference.end)
        yield reference.start, its_date.end() if its_date else reference.end, AnchorKind.REFERENCE
    yield from ((start, end, AnchorKind.DATE) for start, end, _ in dates_in(plain))
    for match in _NUMBER.finditer(plain):
        thing = _THINGS.match(plain, match.end())
        counted = thing and thing[1] not in _NO_NAME  # "2000 établissements"
        if match[0].isdigit() and len(match[0]) == 4 and "1700" <= match[0] <= "2100" and not counted:
            yield *match.span(), AnchorKind.YEAR
        elif not match["rank"] and not (_AGED.search(plain[: match.start()]) and _YEARS.match(plain, match.end())):
            yield *match.span(), AnchorKind.FIGURE


def _figures(plain: str) -> set[str]:
    """Every number, bare and with its unit: "2" and "2 billion" for "2 milliards"."""
    found = set()
    for match in _NUMBER.finditer(plain):
        number = re.sub("[ .]", "", match["whole"]) + (match["part"] or "").replace(",", ".")
        found |= {number, number + next((f" {unit}" for unit in ("billion", "million") if match[unit]), "")}
    return found


def _known(text: str, plain: str) -> Iterator[tuple[int, int, AnchorKind]]:
    for match in _KNOWN.finditer(plain):
        raw, also_word = text[match.start() : match.end()], match[0] in _ALSO_WORDS
        if also_word and not plain[: match.start()].endswith(("l'", " la ")) and (not raw.isupper() or text.isupper()):
            continue
        if not (raw.islower() and _form(raw) in _COMMON_NOUNS):
            yield *match.span(), AnchorKind.ORGANISATION


def _names(text: str, plain: str) -> Iterator[tuple[int, int, AnchorKind]]:
    words = {word.start(): word for word in _WORD.finditer(text) if not is_english(text) or _is_acronym(word[0])}
    if text.upper() == text or (len(words) > 3 and not any(word[0][0].islower() for word in words.values())):
        return  # capitals that tell nothing
    firsts = {next((start for start in words if start >= begin), -1) for begin, _ in sentences(text)}
    end = 0
    for start, word in words.items():
        if start < end or not _is_name(word[0]) or plain[:start].endswith(" ministre de la "):
            continue
        acronym, single, end = _is_acronym(word[0]), True, word.end()
        while not acronym and (link := _LINK.match(plain, end)):
            common = not _OF_THINGS.isdisjoint(_form(plain[start:end]))
            following = words.get(link.end()) if common or link[0].strip() in ("", "de", "d'", "le") else None
            if following is None or not _is_name(following[0]) or _is_acronym(following[0]):
                break
            single, end = False, following.end()
        if _HEADS & set(_PART.findall(plain[start:end])) and (complement := _COMPLEMENT.match(plain, end)):
            end = complement.end()
        form, before = _form(plain[start:end]), text[:start][-20:].lower()
        if not acronym and ((start in firsts and single) or (len(form) == 1 and _GENERIC.issuperset(form))):
            continue  # a capital by its place, or a common word
        titled = not _TITLES.isdisjoint(_PART.findall(unaccented(before))[-1:])
        kind = AnchorKind.PERSON if titled or not single else AnchorKind.ORGANISATION
        if acronym or ("-" not in word[0] and not _OF_THINGS.isdisjoint(form)):
            kind = AnchorKind.ORGANISATION
        elif not titled and _PLACED.search(before) and (single or not before.rstrip().endswith("à")):
            kind = AnchorKind.PLACE
        yield start, end, kind


def _is_name(word: str) -> bool:
    return (word[0].isupper() or _is_acronym(word)) and folded(word) not in _NO_NAME and not _NOT_NAMED.fullmatch(word)


def _is_acronym(word: str) -> bool:
    parts = [part for part in _PART.findall(word) if len(part) > 1 and not part.isdigit()]
    return bool(parts) and all(sum(c.isupper() for c in part) > 1 for part in parts)


@lru_cache(maxsize=16)  # one document is asked for one anchor after the other
class _Reading:
    """A quoted stretch and what stands above it, read for what it carries."""

    def __init__(self, text: str, days: tuple[date | None, ...]) -> None:
        text = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
        self.plain = unaccented(text).lower()
        known = [(day.year, day.month, day.day) if day else None for day in days]
        self.published, self.start, self.stop = (*known, None, None, None)[:3]
        self.parts = set(_PART.findall(self.plain))
        self.capitals = {unaccented(part).lower() for part in _PART.findall(text) if part.isupper()}
        self.stemmed = "\n".join(f" {' '.join(_form(clause))} " for clause in _CLAUSE.split(self.plain))

    def carries(self, anchor: Anchor) -> bool:
        plain = unaccented(anchor.text).lower()
        if anchor.kind is AnchorKind.REFERENCE:
            asked, cited = ({reference.token for reference in find_references(t)} for t in (plain, self.plain))
            return not asked.isdisjoint(cited)
        if anchor.kind is AnchorKind.YEAR:
            return plain in _figures(self.plain) or self._dated(int(plain), None, None)
        if anchor.kind is AnchorKind.DATE:
            return any(self._dated(*day) for _, _, day in dates_in(plain))
        if anchor.kind is AnchorKind.FIGURE:
            return max(_figures(plain), key=len) in _figures(self.plain)
        if anchor.kind is AnchorKind.PERSON:
            return set(_PART.findall(plain.split()[-1])) <= self.parts
        return self._names(anchor.text)

    def _dated(self, year: int | None, month: int | None, day: int | None) -> bool:
        for _, _, (its_year, its_month, its_day) in dates_in(self.plain):
            if its_month == month and day in (None, its_day) and (year == its_year or None in (year, its_year)):
                return True
        year = year or (self.published or (0,))[0]
        first, last = (year, month or 1, day or 1), (year, month or 12, day or 31)
        in_force = self.start and self.start <= last and (not self.stop or self.stop > first)
        return bool(in_force or (self.published and first <= self.published <= last))

    def _names(self, name: str) -> bool:
        form = _form(name)
        if row := _SAME.get(form):
            return any(self._side_by_side(_form(n)) if " " in n or n.islower() else self._written(n) for n in row)
        if _is_acronym(name):
            return self._written(name) or self._spelled("".join(_PART.findall(unaccented(name).lower())))
        if len(form) > 2 and "".join(stemmed[0] for stemmed in form) in self.capitals:
            return True
        specific = set(form) - _GENERIC if "-" not in name else None  # "Hauts-de-France" is no "France"
        return specific <= set(self.stemmed.split()) if specific else self._side_by_side(form)

    def _written(self, acronym: str) -> bool:
        parts = {part for part in _PART.findall(unaccented(acronym).lower()) if len(part) > 1}
        return parts <= (self.parts if parts.isdisjoint(_ALSO_WORDS) else self.capitals)

    def _side_by_side(self, form: tuple[str, ...]) -> bool:  # in one clause, with one other word between two at most
        return re.search(r"(?: \S+)? ".join(("", *map(re.escape, form), "")), self.stemmed) is not None

    def _spelled(self, letters: str) -> bool:
        # by words that follow each other, small ones and one other left out
        clauses = [_PART.findall(clause) for clause in _CLAUSE.split(self.plain)]
        initials = ["".join(w[0] for w in words if w not in out) for words in clauses for out in ((), _SMALL)]
        gaps = range(1, len(letters)) if len(letters) > 3 else ()  # three letters are met too easily
        spelled = "|".join([letters, *(f"{letters[:at]}.{letters[at:]}" for at in gaps)])
        return any(re.search(spelled, line) for line in initials)
