"""The words of one Word paragraph: runs, fields, tracked changes, text boxes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.docx_styles import PLAIN, Style, attribute, child, is_on, local

# What is shown to nobody, or belongs to no paragraph's words. Deleted and
# moved-away text stays in the file until the change is accepted.
_UNSHOWN = frozenset(
    (
        *("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "rt"),
        *("commentReference", "annotationRef", "footnoteRef", "endnoteRef", "altChunk", "sectPr", "tblPr"),
    )
)


@dataclass
class Words:
    """The words of one paragraph, and whether all are bold."""

    styles: dict[str, Style]
    style: Style
    boxes: list[etree._Element]
    called: list[tuple[str, str]]
    parts: list[str] = field(default_factory=list)
    _bold: int = 0
    _all: int = 0

    @property
    def all_bold(self) -> bool:
        """Whether there are words, and none outside bold."""
        return self._all > 0 and self._bold == self._all

    def take(self, element: etree._Element) -> None:
        """Adds the words of what the element holds."""
        for found in element:
            name = local(found)
            if name == "r":
                self._run(found)
            elif name == "AlternateContent":
                self._alternative(found)
            elif name not in _UNSHOWN:
                self.take(found)

    def _run(self, run: etree._Element) -> None:
        properties = child(run, "rPr")
        named = child(properties, "rStyle")
        style = PLAIN if named is None else self.styles.get(attribute(named, "val") or "", PLAIN)
        hidden, bold = is_on(properties, "vanish"), is_on(properties, "b")
        if hidden if hidden is not None else (style.hidden or self.style.hidden):
            return
        before = len(self.parts)
        for found in run:
            self._piece(found)
        letters = sum(not char.isspace() for part in self.parts[before:] for char in part)
        self._all += letters
        if bold if bold is not None else (style.bold or self.style.bold):
            self._bold += letters

    def _piece(self, element: etree._Element) -> None:
        name = local(element)
        if name == "t":
            self.parts.append(element.text or "")
        elif name == "tab":
            self.parts.append(" ")
        elif name == "cr" or (name == "br" and attribute(element, "type") in (None, "textWrapping")):
            self.parts.append("\n")
        elif name == "br":
            self.parts.append(" ")
        elif name == "noBreakHyphen":
            self.parts.append("-")
        elif name in ("footnoteReference", "endnoteReference"):
            self.called.append((name.removesuffix("Reference"), attribute(element, "id") or ""))
        elif name == "AlternateContent":
            self._alternative(element)
        elif name in ("drawing", "pict", "object"):
            self.boxes += _boxes(element)
        elif name not in _UNSHOWN:
            self.take(element)

    def _alternative(self, element: etree._Element) -> None:
        """One of several ways to draw the same: the first with words in it."""
        for choice in element:
            boxes = _boxes(choice)
            if boxes:
                self.boxes += boxes
                return


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing."""
    found: list[etree._Element] = []
    walker = etree.iterwalk(element, events=("start",))
    for _, inner in walker:
        if local(inner) == "txbxContent":
            found.append(inner)
            walker.skip_subtree()
        elif local(inner) == "Fallback" and found:
            walker.skip_subtree()
    return found
