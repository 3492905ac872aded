"""How a link is written where it stands, and how another path or subpath would be written in its place.

A link has a form of its own (wikilink or Markdown) inside of what holds it (a note, a quoted property, a string of
JSON); each of the two has its own escapes. `locate` finds the bytes that are a link's path and subpath, and gives the
function that writes others there as their author would have written them.
"""
