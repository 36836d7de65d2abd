"""The article that a question names, and whether it asks for what the article says."""

from __future__ import annotations

from vectorstore.french import analyze
from vectorstore.legal_reference import CODES, LegalReference, ReferenceKind, find_references

# What is said around a reference by whoever asks for the article itself.
_ASKING = frozenset(
    analyze(
        """dire dit disait disent disposer dispose disposait prévoir prévoit prévoyait contenir contient contenait
        énoncer énonce énonçait indiquer indique indiquait préciser précise précisait régler règle porter porte portait
        traiter traite traitait parler parle parlait concerner concerne signifier signifie exiger exige exigeait
        imposer impose imposait autoriser autorise interdire interdit édicter édicte stipuler stipule stipulait
        évoluer évolué évolution changer changé changement modifier modifié modification successives historique devenu
        être était faire fait article articles art texte contenu teneur objet libellé version rédaction vigueur
        montrer montre montrez donner donne donnez citer cite citez lire afficher affiche chercher cherche trouver
        trouve résumer résume résumez expliquer explique expliquez présenter présente présentez rappeler rappelle
        veux voudrais peux pouvez chose exactement code plaît svp merci bonjour actuellement
        what does did say said provide provides provided the text of show give me article law explain summarize is"""
    )
)


def asked_article(question: str) -> LegalReference | None:
    """The one article that the question names; ``None`` if it names none or several."""
    articles = [found for found in find_references(question) if found.kind is ReferenceKind.ARTICLE]
    return articles[0] if len({found.token for found in articles}) == 1 else None


def asks_for_its_text(question: str, article: LegalReference) -> bool:
    """Whether the question, whose words of time are gone, asks for what the article says and nothing more."""
    named = {short: name for name, short in CODES.items()}.get(article.code or "", "")
    known = _ASKING.union(analyze(f"{article.code or ''} {named} {article.number}"), [article.token])
    return all(term in known for term in analyze(question))
