"""Which day a question is about, and which years are only words."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asked_time import AskedTime, asked_time

TODAY = date(2026, 11, 24)
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
END_2019 = date(2019, 12, 31)
YEAR_2019 = (date(2019, 1, 1), END_2019)


def read(question: str) -> AskedTime:
    return asked_time(question, TODAY)


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    "question",
    [
        "Que prévoyait la loi en 2019 ?",
        "En 2019, que prévoyait la loi ?",
        "QUE PREVOYAIT LA LOI EN 2019",
        "que prevoyait la loi en 2019",
        "Que prévoyait la loi courant 2019 ?",
        "Que prévoyait la loi au cours de l’année 2019 ?",
        "Que prévoyait la loi pendant l'année 2019 ?",
        "Que prévoyait la loi durant 2019 ?",
        "Que prévoyait la loi dans sa version de 2019 ?",
        "Que prévoyait, dans sa rédaction de 2019, la loi ?",
        "article L.1110-12 du code de la santé publique en 2019",
        "Que prévoyait la loi n° 2016-41 en\u00a02019\u202f?",
        "What did the law say in 2019?",
        "What did the law say during the year 2019?",
    ],
)
def test_a_whole_year_is_its_last_day(question: str) -> None:
    asked = read(question)
    assert (asked.as_of, asked.period) == (END_2019, YEAR_2019)
    assert "2019" not in asked.text
    assert not asked.history
    assert asked.published is None


@pytest.mark.parametrize(
    ("question", "as_of", "period"),
    [
        ("Qui dirigeait la DNS fin 2019 ?", "2019-12-31", ("2019-10-01", "2019-12-31")),
        ("À la fin de l’année 2019, qui dirigeait ?", "2019-12-31", ("2019-10-01", "2019-12-31")),
        ("Combien étaient-ils début 2023 ?", "2023-03-31", ("2023-01-01", "2023-03-31")),
        ("Combien étaient-ils au tout début de 2023 ?", "2023-03-31", ("2023-01-01", "2023-03-31")),
        ("Combien étaient-ils mi-2021 ?", "2021-07-01", ("2021-05-01", "2021-08-31")),
        ("Combien étaient-ils en mars 2021 ?", "2021-03-31", ("2021-03-01", "2021-03-31")),
        ("Combien étaient-ils au mois de février 2020 ?", "2020-02-29", ("2020-02-01", "2020-02-29")),
        ("Combien étaient-ils fin mars 2021 ?", "2021-03-31", ("2021-03-21", "2021-03-31")),
        ("Combien étaient-ils début mars 2021 ?", "2021-03-11", ("2021-03-01", "2021-03-11")),
        ("Combien étaient-ils au printemps 2021 ?", "2021-06-20", ("2021-03-21", "2021-06-20")),
        ("Combien étaient-ils à l’été 2022 ?", "2022-09-20", ("2022-06-21", "2022-09-20")),
        ("Combien étaient-ils au deuxième trimestre 2024 ?", "2024-06-30", ("2024-04-01", "2024-06-30")),
        ("Combien étaient-ils au second semestre de 2024 ?", "2024-12-31", ("2024-07-01", "2024-12-31")),
        ("Combien étaient-ils au T1 2024 ?", "2024-03-31", ("2024-01-01", "2024-03-31")),
        ("Au 1er mars 2023, était-ce automatique ?", "2023-03-01", None),
        ("Le 7 juin 2023, que s’est-il passé ?", "2023-06-07", None),
        ("À la date du 7 juin 2023, que prévoyait-il ?", "2023-06-07", None),
        ("Dans la version en vigueur au 1er janvier 2020, que dit-il ?", "2020-01-01", None),
        ("Que fallait-il avant 2021 ?", "2020-12-31", None),
        ("Que fallait-il avant juillet 2023 ?", "2023-06-30", None),
        ("Que fallait-il avant le 1er juillet 2021 ?", "2021-06-30", None),
        ("Que fallait-il avant fin 2019 ?", "2019-09-30", None),
        ("Quelle était la règle antérieure à 2016 ?", "2015-12-31", None),
        ("Jusqu’au 30 juin 2021, que fallait-il ?", "2021-06-30", None),
        ("Jusqu’en 2021, que fallait-il ?", "2021-01-01", None),
        ("Jusqu’à fin 2021, que fallait-il ?", "2021-12-31", None),
        ("Entre 2016 et 2019, que fallait-il ?", "2019-12-31", ("2016-01-01", "2019-12-31")),
        ("De 2016 à 2019, que fallait-il ?", "2019-12-31", ("2016-01-01", "2019-12-31")),
        ("Qui l’était du 1er janvier 2019 au 30 juin 2020 ?", "2020-06-30", ("2019-01-01", "2020-06-30")),
        ("Qui l’était entre l’été 2022 et juin 2023 ?", "2023-06-30", ("2022-06-21", "2023-06-30")),
        ("Qui l’était sur la période 2016-2019 ?", "2019-12-31", ("2016-01-01", "2019-12-31")),
        ("Combien en 2022-2023 ?", "2023-12-31", ("2022-01-01", "2023-12-31")),
        ("Combien dans les années 2010 ?", "2019-12-31", ("2010-01-01", "2019-12-31")),
        ("Quelles règles à compter du 1er janvier 2022 ?", "2022-01-01", None),
        ("Quelles règles à partir de 2022 ?", "2022-12-31", None),
        ("L’an dernier, combien d’agents ?", "2025-12-31", ("2025-01-01", "2025-12-31")),
        ("Combien d’agents l’année dernière ?", "2025-12-31", ("2025-01-01", "2025-12-31")),
        ("Combien d’agents le mois dernier ?", "2026-10-31", ("2026-10-01", "2026-10-31")),
        ("Combien d’agents cette année ?", "2026-11-24", ("2026-01-01", "2026-11-24")),
        ("Il y a deux ans, combien d’agents ?", "2024-11-24", None),
        ("Il y a 6 mois, combien d’agents ?", "2026-05-24", None),
        ("Combien d’agents il y a une dizaine d’années ?", "2016-11-24", None),
        ("Qui dirige actuellement la DNS ?", "2026-11-24", None),
        ("Qui dirige la DNS aujourd’hui ?", "2026-11-24", None),
        ("Who was in charge last year?", "2025-12-31", ("2025-01-01", "2025-12-31")),
        ("As of March 1, 2023, who was in charge?", "2023-03-01", None),
        ("What happened on 7 June 2023?", "2023-06-07", None),
        ("What applied before the 2021 reform?", "2020-12-31", None),
        ("What applied before 2021?", "2020-12-31", None),
        ("Who was in charge two years ago?", "2024-11-24", None),
        ("Who is in charge now? Who is currently?", "2026-11-24", None),
        ("Who was in charge at the end of 2019?", "2019-12-31", ("2019-10-01", "2019-12-31")),
        ("Who was in charge in early 2023?", "2023-03-31", ("2023-01-01", "2023-03-31")),
        ("What applied between 2016 and 2019?", "2019-12-31", ("2016-01-01", "2019-12-31")),
        ("Qui a été nommée déléguée en juin 2023 ?", "2023-06-30", ("2023-06-01", "2023-06-30")),
        ("Combien ont été réalisées en 2022 ?", "2022-12-31", ("2022-01-01", "2022-12-31")),
        ("Quel décret a été publié le 7 juin 2023 ?", "2023-06-07", None),
    ],
)
def test_the_day_asked_about(question: str, as_of: str, period: tuple[str, str] | None) -> None:
    asked = read(question)
    assert asked.as_of == date.fromisoformat(as_of)
    assert asked.period == (days(*period) if period else None)
    assert asked.published is None


@pytest.mark.parametrize(
    ("question", "as_of"),
    [
        ("Que fallait-il avant la réforme de 2021 ?", "2020-12-31"),
        ("Avant la réforme du DMP de juillet 2021, que fallait-il ?", "2021-06-30"),
        ("Que fallait-il avant la loi n° 2019-774 du 24 juillet 2019 ?", "2019-07-23"),
        ("Que fallait-il avant l’arrêté du 7 juin 2023 ?", "2023-06-06"),
        ("Que fallait-il avant l’entrée en vigueur de l’ordonnance de 2020 ?", "2019-12-31"),
        ("Que fallait-il après la réforme de 2016 ?", "2016-12-31"),
    ],
)
def test_what_happened_divides_before_from_after(question: str, as_of: str) -> None:
    asked = read(question)
    assert (asked.as_of, asked.history) == (date.fromisoformat(as_of), True)
    assert asked.as_of is not None
    assert str(asked.as_of.year + 1) not in asked.text


@pytest.mark.parametrize(
    "question",
    [
        "Que prévoit le plan 2024 ?",
        "Que contient la feuille de route 2023-2027 ?",
        "Quel titre porte la feuille de route du numérique en santé 2023-2027 ?",
        "Que contient le plan de 2023 à 2027 ?",
        "Qu’est-ce que Ma santé 2022 ?",
        "Dans Ma santé 2022, que prévoit-on ?",
        "Que prévoit la loi n° 2019-774 ?",
        "Que prévoit la loi de 2019 ?",
        "Que prévoit la loi du 24 juillet 2019 ?",
        "Que dit le décret du 7 juin 2023 ?",
        "Que prévoit l’article 3 du décret du 7 juin 2023 ?",
        "Selon le communiqué du 8 juin 2023, qui est nommée ?",
        "Le décret en date du 7 juin 2023 est-il signé ?",
        "Quelles missions le décret de 2023 confie-t-il à la DNS ?",
        "Que dit l’article L. 1111-14 ?",
        "Que dit l’article L. 2019-2 ?",
        "Quel est le budget 2024 ?",
        "Que faut-il pour 2024 ?",
        "Combien seront-ils d’ici 2030 ?",
        "Quel objectif à l’horizon 2027 ?",
        "Comment obtenir 2 000 euros ou 2000 euros ?",
        "Peut-on avoir plus de 2000 euros en aide ?",
        "Combien coûtent, en 2000 mots, les services ?",
        "Que peut-on faire en 2000 établissements ?",
        "Où se trouve le bureau du 75019 Paris ?",
        "Quelle est l’offre 2023-1181585 ?",
        "Que dit le règlement (UE) 2016/679 ?",
        "Quelle est l’échéance du 31 février 2023 ?",
        "Que sont devenus les agréments délivrés avant le 1er avril 2018 ?",
        "Que contient la feuille de route présentée en avril 2019 ?",
        "Le rapport remis en septembre 2022 est-il public ?",
        "Qui siège auprès des ministres depuis le décret de 2023 ?",
        "Faut-il un accord avant un acte de télémédecine ?",
        "Où travaillait-elle avant d’arriver à la DNS ?",
        "Combien de temps après 2021 ?",
        "Il y a 35 personnes, n’est-ce pas ?",
        "Que devient-elle dans deux ans ?",
        "Où trouver l’historique des alertes ?",
        "Qui est à l’origine de la réforme ?",
        "",
        "2024",
    ],
)
def test_years_that_are_words(question: str) -> None:
    assert read(question) == AskedTime(question)


@pytest.mark.parametrize(
    ("question", "since"),
    [("Que faut-il depuis 2021 ?", "2021-01-01"), ("What is required since March 2021?", "2021-03-01")],
)
def test_since_then_till_now(question: str, since: str) -> None:
    asked = read(question)
    assert (asked.as_of, asked.period, asked.text) == (None, days(since, "2026-11-24"), question)


@pytest.mark.parametrize(
    ("question", "published"),
    [
        ("Quels communiqués publiés en 2024 parlent de la DNS ?", ("2024-01-01", "2024-12-31")),
        ("Quels communiqués le ministère a-t-il publiés en 2024 ?", ("2024-01-01", "2024-12-31")),
        ("Les guides parus depuis mars 2021 en parlent-ils ?", ("2021-03-01", None)),
        ("Que disent les documents publiés avant 2021 ?", (None, "2020-12-31")),
        ("Que disent les documents publiés après 2021 ?", ("2022-01-01", None)),
        ("Que disent les textes publiés entre 2016 et 2019 ?", ("2016-01-01", "2019-12-31")),
        ("Que dit le communiqué publié le 8 juin 2023 ?", ("2023-06-08", "2023-06-08")),
        ("Which documents published in 2024 mention it?", ("2024-01-01", "2024-12-31")),
        ("Quelles offres mises en ligne en 2023 ?", ("2023-01-01", "2023-12-31")),
    ],
)
def test_publication_restricts_the_sources(question: str, published: tuple[str | None, str | None]) -> None:
    asked = read(question)
    assert asked.published == tuple(day and date.fromisoformat(day) for day in published)
    assert (asked.as_of, asked.period) == (None, None)
    assert not any(year in asked.text for year in ("2016", "2019", "2021", "2023", "2024"))


@pytest.mark.parametrize(
    "question",
    [
        "Comment le DMP a-t-il évolué ?",
        "Comment a évolué le consentement ?",
        "Comment évolue la règle ?",
        "Depuis quand est-il automatique ?",
        "Quel est l’historique de l’article L. 1111-14 ?",
        "Comment faisait-on à l’époque ?",
        "Que fallait-il avant la réforme ?",
        "Et avant ?",
        "Que prévoyaient les versions successives ?",
        "Quelles modifications l’article a-t-il connues ?",
        "Quand l’article a-t-il été modifié ?",
        "How has the rule evolved over time?",
        "How has consent for the record changed?",
    ],
)
def test_how_things_changed(question: str) -> None:
    asked = read(question)
    assert (asked.history, asked.as_of, asked.text) == (True, None, question)


def test_two_times_ask_how_things_changed() -> None:
    for question in ("Que disait la loi en 2012 et en 2019 ?", "Que disait la loi en 2012 et 2019 ?"):
        asked = read(question)
        assert (asked.as_of, asked.period, asked.history) == (END_2019, days("2012-01-01", "2019-12-31"), True)
        assert asked.text == "Que disait la loi ?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Que prévoyait l’article L. 1111-14 en 2019 ?", "Que prévoyait l’article L. 1111-14 ?"),
        ("En 2019, qui dirigeait la DNS ?", "qui dirigeait la DNS ?"),
        ("Que prévoyait la loi, en 2019, sur le DMP ?", "Que prévoyait la loi, sur le DMP ?"),
        ("En 2019 ?", "En 2019 ?"),
        ("Qui dirige actuellement la DNS ?", "Qui dirige la DNS ?"),
    ],
)
def test_the_question_without_its_time(question: str, text: str) -> None:
    assert read(question).text == text


@st.composite
def written_days(draw: st.DrawFn) -> tuple[date, str]:
    day = draw(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
    name = MONTHS[day.month - 1]
    number = "1er" if day.day == 1 else str(day.day)
    forms = [
        f"{number} {name} {day.year}",
        f"{number}\u00a0{name}\u00a0{day.year}",
        f"{WEEKDAYS[day.weekday()]} {number} {name} {day.year}",
        f"{number} {name.upper()} {day.year}",
        f"{number} {name.replace('é', 'e').replace('û', 'u')} {day.year}",
        unicodedata.normalize("NFD", f"{number} {name} {day.year}"),
        f"{day.day:02} {name} {day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        day.isoformat(),
    ]
    if day.day == 1:
        forms.append(f"premier {name} {day.year}")
    if day.year >= 2000:
        forms.append(f"{day.day:02}/{day.month:02}/{day.year % 100:02}")
    return day, draw(st.sampled_from(forms))


@given(
    written_days(),
    st.sampled_from(["Au {}, que fallait-il ?", "Que fallait-il le {} ?", "Que fallait-il à la date du {} ?"]),
)
def test_every_day_in_french_comes_back(written: tuple[date, str], frame: str) -> None:
    day, text = written
    asked = read(frame.format(text))
    assert (asked.as_of, asked.period, asked.history) == (day, None, False)
    assert not any(c.isdigit() for c in asked.text)


@given(written_days())
def test_no_day_of_a_decree_is_when_it_is_asked_about(written: tuple[date, str]) -> None:
    _, text = written
    asked = read(f"Que prévoit le décret du {text} ?")
    assert (asked.as_of, asked.period, asked.published, asked.spans) == (None, None, None, ())


@given(st.integers(1900, 2099), st.integers(1, 12), st.sampled_from(["en {} {}", "En {} {}", "au mois de {} {}"]))
def test_every_month_comes_back(year: int, month: int, frame: str) -> None:
    asked = read(f"Qui dirigeait la DNS {frame.format(MONTHS[month - 1], year)} ?")
    assert asked.period is not None
    assert asked.period[0] == date(year, month, 1)
    assert asked.as_of == asked.period[1]
    assert (asked.as_of.year, asked.as_of.month) == (year, month)


PIECES = st.lists(
    st.sampled_from(
        ["en", "2019", "fin", "début", "mi-", "avant", "la réforme de", "le", "7 juin 2023", "au", "1er", "mars",
         "2021",
         "jusqu’en", "depuis", "entre", "et", "publié", "communiqué", "l’an dernier", "il y a", "deux", "ans", "à", ",",
         "?", "2023-2027", "article", "L. 1111-14", "dans les années 2090", "été", "e\u0301te\u0301", "ŒUVRE", "İ",
         "T4",
         "9999", "0000", "99/99/9999", "31/12/99", "il y a 99 ans", "hier", "aujourd’hui", "\ud800", "\0", "n°"]
    ),
    max_size=12,
)  # fmt: skip


def check(question: str, today: date) -> None:
    asked = asked_time(question, today)
    ends = [0]
    for start, end in asked.spans:
        assert ends[-1] <= start < end <= len(question) * 3
        ends.append(end)
    if asked.period:
        assert asked.period[0] <= asked.period[1]
    if asked.as_of and asked.period and not asked.history:
        assert asked.period[0] <= asked.as_of <= asked.period[1] or asked.period[1] == today
    if not asked.spans:
        assert asked.as_of is None
    assert asked.text or not question.strip()


@given(st.text(), st.dates())
def test_any_text_on_any_day(question: str, today: date) -> None:
    check(question, today)


@given(PIECES, st.sampled_from([" ", "", "\u00a0"]), st.dates())
def test_any_words_of_time_on_any_day(pieces: list[str], between: str, today: date) -> None:
    check(between.join(pieces), today)


def test_hostile_lengths_take_no_time() -> None:
    for piece in ("en 2019 ", "avant la réforme ", "entre 2016 et ", "publié communiqué en 2024 ", "a été ", "de "):
        read((piece * 2000)[:2000])
