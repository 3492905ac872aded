"""What the XML renderings share."""

import re
from typing import Any
from xml.etree import ElementTree as ET

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even as a reference (section 2.2), and controls that it advises against."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def legal(text: str) -> str:
    """Return the text with U+FFFD for each character that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def xml_document(root: "ET.Element[Any]") -> str:
    """Return the document with a declaration, indented, ending with a line feed."""
    ET.indent(root)
    return f"{_DECLARATION}{ET.tostring(root, encoding='unicode')}\n"
