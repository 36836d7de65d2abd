"""Which elements of a web page are shown, and are the document's own."""

from __future__ import annotations

import re

from lxml import etree

INVISIBLE = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "svg", "math", "canvas", "iframe"),
        *("object", "embed", "audio", "video", "map", "select", "datalist", "input", "textarea"),
        *("button", "progress", "meter", "dialog"),
    )
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside"))
_ROLES = frozenset(
    (
        *("navigation", "banner", "contentinfo", "search", "complementary", "dialog"),
        *("alertdialog", "menu", "menubar", "toolbar", "tablist", "tooltip"),
    )
)
# Whole words of class names and identifiers ("site-menu", "cookieBanner").
_NAMES = re.compile(
    r"""(?:^|[-_ ])(?:
      nav(?:bar|igation)? | menu | breadcrumbs? | (?:fil-)?ariane | skip-?links? | toolbar
    | cookies?(?:banner|consent|bar)? | tarteaucitron\w* | didomi\w* | gdpr | rgpd-banner
    | share(?:s|bar|daddy)? | sharing | partage | social(?:s|-links|-media)? | newsletter
    | footer | pied-de-page | related | sidebar | pagination | pager | popup | popin | modal
    | advert(?:isement)? | ads? | banner-ad | tags?-?(?:list|cloud) | comments?
    | sr-only | visually-?hidden
    | fr-(?:skiplinks|share|breadcrumb|nav|footer|header|follow|sidemenu|consent)
    )(?:$|[-_ ])""",
    re.IGNORECASE | re.VERBOSE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAMED_EXEMPT = frozenset(
    (
        *("p", "time", "h2", "h3", "h4", "li", "dt", "dd", "span", "a"),
        *("table", "tbody", "thead", "tr", "td", "th"),
    )
)
_ALWAYS_SHOWN = frozenset(("html", "body", "main", "article", "h1"))
# A wrapper may bear a furniture name by accident of layout ("has-sidebar"):
# one with this share of the page's words, mostly outside links, is content.
_LARGE = 0.4
_MOSTLY_LINKS = 0.6


class PageShape:
    """The lengths of a page's elements, measured in one pass, and what they tell.

    ``root`` is the element that holds the document. With ``lenient`` the names
    of classes are not looked at.
    """

    def __init__(self, root: etree._Element, *, lenient: bool = False) -> None:
        self._lenient = lenient
        self._length: dict[etree._Element, int] = {}
        self._linked: dict[etree._Element, int] = {}
        self._holders: set[etree._Element] = set()
        self._measure(root)
        self.total = self._length.get(root, 0)

    def _measure(self, root: etree._Element) -> None:
        lengths, links = [0], [0]
        in_link = 0
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if element.tag in INVISIBLE or not isinstance(element.tag, str):
                    walker.skip_subtree()
                in_link += element.tag == "a"
                own = 0 if element.tag in INVISIBLE else len((element.text or "").strip())
                lengths.append(own)
                links.append(own if in_link else 0)
                if element.tag in ("main", "article", "h1"):
                    self._hold(element)
                continue
            in_link -= element.tag == "a"
            length, linked = lengths.pop(), links.pop()
            self._length[element], self._linked[element] = length, linked
            tail = len((element.tail or "").strip()) if element is not root else 0
            lengths[-1] += length + tail
            links[-1] += linked + (tail if in_link else 0)

    def _hold(self, element: etree._Element) -> None:
        for ancestor in element.iterancestors():
            if ancestor in self._holders:
                break
            self._holders.add(ancestor)

    def shows(self, element: etree._Element, *, in_article: bool) -> bool:
        """Whether an element and what it holds may be content.

        ``in_article`` tells that it stands inside <main> or <article>, whose
        headers hold the title.
        """
        tag = element.tag
        if not isinstance(tag, str) or tag in INVISIBLE or _is_hidden(element):
            return False
        if tag in _ALWAYS_SHOWN:
            return True
        if tag in _FURNITURE_TAGS or (element.get("role") or "").lower() in _ROLES:
            return False
        if tag == "header" and not in_article:
            return element in self._holders
        if self._lenient or tag in _NAMED_EXEMPT:
            return True
        names = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
        if len(names) < 3 or not _NAMES.search(names) or element in self._holders:
            return True
        length = self._length.get(element, 0)
        large = length >= _LARGE * max(1, self.total)
        return large and self._linked.get(element, 0) < _MOSTLY_LINKS * length


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").lower() == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )
