"""The words of page furniture: what menus, share bars, banners and footers say."""

from __future__ import annotations

import re

_I = re.IGNORECASE

_NETWORK = (
    r"facebook|x(?:-twitter|\.com)?|twitter|bluesky|linked ?in|whatsapp|instagram|you ?tube"
    r"|telegram|pinterest"
    r"|mastodon|threads|messenger|tik ?tok|viadeo|e-?mail|mail|courriel|imprimer|print"
    r"|copier le lien|copy link|rss"
)
_NETWORKS = re.compile(rf"^(?:(?:{_NETWORK})[\s|,•·/-]*){{2,}}$", _I)
_A_NETWORK = re.compile(_NETWORK, _I)
_ONE_NETWORK = re.compile(rf"^(?:{_NETWORK})(?: \([^()]{{3,30}}\))?$", _I)

# Never content, wherever they stand: the whole line must match.
_ALWAYS = re.compile(
    r"""^(?:
      partage[rz](?:\ :)?
    | partage[rz]\ (?:la|cette|ce|cet|le|l['’])\s?
      (?:page|article|contenu|lien|publication|actualit[ée]|offre|fiche)\b.{0,40}
    | partage[rz]\ (?:sur|par|via)\ (?:facebook|x|twitter|linked\ ?in|whatsapp|bluesky
      |e-?mail|mail|courriel|les\ r[ée]seaux\ sociaux)\b.{0,30}
    | veuillez\b.{0,80}\bpour\ partager\ sur\b.{0,80}
    | (?:copier\ (?:le\ lien|dans\ le\ presse-papiers?)|lien\ copi[ée]|imprimer(?:\ (?:la|cette)\ page)?|haut\ de\ page
    |retour\ en\ haut(?:\ de\ page)?)
    | (?:aller|acc[ée]der|passer)\ (?:directement\ )?(?:au|à\ la|à\ l['’])\ ?(?:contenu|menu
    |navigation|recherche|pied\ de\ page).{0,30}
    | tous\ droits\ r[ée]serv[ée]s\b.{0,80} | .{0,60}\btous\ droits\ r[ée]serv[ée]s\.?
    | (?:©|\(c\)|copyright)\s.{0,80}
    | (?:tout|tous)\ (?:accepter|refuser)(?:\ les\ cookies)? | (?:accepter|refuser|g[ée]rer
    |personnaliser|param[ée]trer)\ (?:tous\ )?(?:les\ |mes\ |vos\ )?cookies
    | continuer\ sans\ accepter | personnaliser\ (?:mes|vos)\ choix
    | (?:menu|close|fermer|ouvrir\ le\ menu|toggle\ navigation|menu\ principal|fermer\ (?:le\ menu
    |la\ recherche))
    | (?:vous\ [êe]tes\ ici|fil\ d['’]ariane)\b.{0,120}
    | t[ée]l[ée]charger\ (?:le|ce|la|cet?)\ (?:communiqu[ée]|dossier|document|article|fiche|page
    |pdf)\b.{0,60}
    | (?:voir|lire)\ (?:la\ suite|plus|tout|tous\ les\ articles)\s?\.{0,3}… ? | en\ savoir\ plus |
      lire\ la\ suite | voir\ plus
    | (?:à|a)?\ ?lire\ (?:aussi|[ée]galement)\s?:.{0,200}
    | (?:article|page|contenu)\ (?:pr[ée]c[ée]dente?|suivante?) | (?:pr[ée]c[ée]dent|suivant
    |previous|next)
    | (?:publicit[ée]|annonce|contenu\ sponsoris[ée])
    | temps\ de\ lecture\s?:?.{0,20}
    )\s*$""",
    _I | re.VERBOSE,
)

# Calls to buy, subscribe or sign up: in the head and the tail of a page only.
_CALL = re.compile(
    r"""(?:
      ^(?:abonnez|inscrivez|connectez|suivez)[-‐ ](?:vous|nous)\b
    | ^(?:je\ (?:m['’]abonne|me\ connecte|teste|m['’]inscris)|s['’](?:abonner|inscrire|identifier)
    |se\ connecter)\b
    | \b(?:sans\ engagement|essai\ gratuit|d[ée]j[àa]\ abonn[ée]|j['’]en\ profite)\b
    | \b(?:recevez|inscription\ [àa]|s['’]inscrire\ [àa]|abonnez-vous\ [àa])\ (?:la|notre
    |nos)\ (?:newsletters?|lettres?\ d['’]information)
    | ^d[ée]couvrez\ nos\ (?:contenus|offres|abonnements)\b
    | ^(?:cet\ )?article\ r[ée]serv[ée]\ aux\ abonn[ée]s
    | ^cr[ée]er\ (?:un|mon)\ compte
    )""",
    _I | re.VERBOSE,
)
_COOKIES = re.compile(
    r"^(?:ce site|nous(?: et nos partenaires)?|notre site|en (?:poursuivant|cliquant|continuant)"
    r"|avec votre (?:accord|consentement)"
    r"|lors de votre (?:visite|navigation)|ce bandeau)\b.{0,250}\b(?:cookies|traceurs)\b",
    _I | re.DOTALL,
)

# Menu entries. The strong ones are never a heading of a text.
_STRONG = re.compile(
    r"""^(?:
      accueil | home | mon\ (?:compte|profil|espace(?:\ personnel)?) | (?:se
      |je\ me)\ (?:connecter?|d[ée]connecter?) | connexion | d[ée]connexion
    | newsletters? | lettres?\ d['’]information | mentions\ l[ée]gales | plan\ du\ site |
      c\.?g\.?[uv]\.?(?:\ .{0,20})?
    | conditions\ g[ée]n[ée]rales(?:\ .{0,40})? | (?:politique|gestion|param[èe]tres
    |charte)\ (?:des|de|relatifs?\ aux)\ (?:cookies|confidentialit[ée]
    |donn[ée]es\ personnelles).{0,30}
    | donn[ée]es\ personnelles(?:\ et\ cookies)? | cookies | accessibilit[ée]\s?:.{0,40} |
      flux\ rss | (?:nous|vous)\ (?:contacter|abonner|suivre|rejoindre)
    | (?:notre|nos)\ (?:histoire|[ée]quipe|clients|services|offres?|partenaires|m[ée]tiers
    |engagements) | contenus\ gratuits | je\ teste\b.{0,20}
    | tous?t?e?s?\ les\ (?:ressources|infos|actualit[ée]s|essentiels|analyses|articles|dossiers
    |publications|th[èe]mes|rubriques)
    | (?:rechercher|recherche\ avanc[ée]e|lancer\ la\ recherche) | suivez-nous(?:\ .{0,40})? |
      retrouvez-nous\ sur.{0,40} | (?:changer|choisir)\ (?:de\ |la\ )?langue
    | fran[çc]ais | english | espa[ñn]ol | fr | en | (?:espace|salle)\ (?:de\ )?presse |
      offres\ d['’]emploi | nous\ rejoindre
    | (?:www\.)?[a-z0-9-]{2,30}(?:\.[a-z0-9-]{2,20})?\.(?:fr|eu|com|org|net|info)
    )$""",
    _I | re.VERBOSE,
)
_WEAK = re.compile(
    r"^(?:actualit[ée]s?|infos?|agenda|[ée]v[ée]nements?|dossiers?|publications?|ressources"
    r"|documents?|(?:communiqu[ée]s (?:de )?|dossiers de )?presse|contacts?|services?"
    r"|pr[ée]sentation|le groupe\b.*|les clubs|profil|data|essentiels|analyses"
    r"|qui sommes-nous ?\??|faq|aide|recherche|th[èe]mes?|rubriques?"
    r"|vid[ée]os?|podcasts?|blog|formation|m[ée]diath[èe]que|annuaire|glossaire|boutique"
    r"|recrutement|carri[èe]res?|partenaires|m[ée]diathèque|outils?|[àa] savoir)$",
    _I,
)

# After these a page has only links to elsewhere.
_TRAIL = re.compile(
    r"""^(?:
      (?:[àa]|a)\ (?:lire|voir|d[ée]couvrir|consulter)(?:\ (?:aussi|[ée]galement|ailleurs))?\s?:?
    | (?:lire|voir|consulter)\ (?:aussi|[ée]galement)\s?:?
    | (?:sur\ le\ m[êe]me\ (?:sujet|th[èe]me)|dans\ la\ m[êe]me\ (?:rubrique|cat[ée]gorie
    |collection))\s?:?
    | (?:nos\ )?(?:articles?|contenus?|actualit[ée]s?|pages?|publications)\ (?:similaires?
    |li[ée]e?s?|associ[ée]e?s?|recommand[ée]e?s?|connexes?|r[ée]cente?s)\s?:?
    | (?:ces\ articles|cela)\ (?:pourraient|pourrait|peuvent)
      \ (?:aussi\ |[ée]galement\ )?vous\ int[ée]resser.{0,5}
    | vous\ (?:aimerez|pourriez)\ aussi.{0,20} | les\ plus\ (?:lus|partag[ée]s|consult[ée]s) |
      derni[èe]res\ (?:actualit[ée]s|publications|infos) | d['’]autres\ (?:articles
    |actualit[ée]s).{0,40}
    | (?:suivez|retrouvez)-nous.{0,60} | nous\ suivre.{0,30} | restez\ (?:inform[ée]s?
    |connect[ée]s?).{0,30}
    | besoin\ d['’](?:informations\ compl[ée]mentaires|en\ savoir\ plus)\s?\?? |
      mots[- ]cl[ée]s\s?:? | tags?\s?:? | commentaires?(?:\ \(\d+\))? | laisser\ un\ commentaire
    | (?:cette|cet)\ (?:page|article|information|r[ée]ponse)\ vous\ (?:a|a-t-il
    |a-t-elle)\b.{0,30}utile.{0,5}
    | sites?\ (?:publics|utiles|partenaires) | mentions\ l[ée]gales | plan\ du\ site
    )$""",
    _I | re.VERBOSE,
)

_BREADCRUMB = re.compile(r"^(?:accueil|home)\s?[>›»/|→].+$|^[^>›→]{2,60}(?:\s[>›→]\s[^>›→]{2,140}){2,}$", _I)
_MOTTO = re.compile(
    r"^(?:libert[ée]|[ée]galit[ée]|fraternit[ée])(?:[\s,•·-]+(?:libert[ée]|[ée]galit[ée]"
    r"|fraternit[ée])){0,2}$",
    _I,
)
_STATE = re.compile(r"^(?:gou?v?ernement|r[ée]publique fran[çc]aise|marianne|logo\b.{0,60})$", _I)


def is_share_bar(text: str) -> bool:
    """Whether a line is several social networks' names run together."""
    if len(text) > 200 or not _NETWORKS.match(text):
        return False
    return len({name.lower() for name in _A_NETWORK.findall(text)}) > 1


def is_network(text: str) -> bool:
    """Whether a line is one social network's name."""
    return bool(_ONE_NETWORK.match(text))


def is_never_content(text: str) -> bool:
    """Whether a line is furniture wherever it stands."""
    return bool(_ALWAYS.match(text)) or is_share_bar(text)


def is_call(text: str) -> bool:
    """Whether a line invites to subscribe or sign up, or asks consent for cookies."""
    return bool(_COOKIES.match(text)) or (len(text) <= 200 and bool(_CALL.search(text)))


def is_menu_entry(text: str) -> bool:
    """Whether a line is an entry that only menus and footers have."""
    return bool(_STRONG.match(text))


def may_be_menu_entry(text: str) -> bool:
    """Whether a line is a word that menus have, and headings too."""
    return bool(_STRONG.match(text) or _WEAK.match(text) or is_network(text))


def opens_trail(text: str) -> bool:
    """Whether a line opens the links that follow an article."""
    return bool(_TRAIL.match(text))


def is_breadcrumb(text: str) -> bool:
    """Whether a line is a path of pages."""
    return len(text) <= 250 and not text.endswith((".", ";", ":")) and bool(_BREADCRUMB.match(text))


def is_motto(text: str) -> bool:
    """Whether a line is of the Republic's motto, as its logo shows it."""
    return bool(_MOTTO.match(text))


def is_state_logo(text: str) -> bool:
    """Whether a line is the name that stands beside the motto in the State's logo."""
    return bool(_STATE.match(text))
