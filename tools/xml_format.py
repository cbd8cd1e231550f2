"""How XML files must look: well-formed, four spaces a level, lines of 88 columns."""

import re
import xml.parsers.expat

INDENT = 4
WIDTH = 88


def problems(path):
    """Complaints about one file, each beginning with its place."""
    text = path.read_text(encoding="utf-8")
    found = [f"{path}:{line}: {what}" for line, what in _plain(text)]
    checker = _Checker(text)
    try:
        checker.parse()
    except xml.parsers.expat.ExpatError as error:
        return [f"{path}:{error.lineno}: not well-formed: {error}"]
    return found + [f"{path}:{line}: {what}" for line, what in checker.found]


def _plain(text):
    if not text.startswith("<?xml "):
        yield 1, "no XML declaration"
    if not text.endswith("\n"):
        yield text.count("\n") + 1, "no line break at the end"
    for number, line in enumerate(text.splitlines(), 1):
        if "\t" in line:
            yield number, "a tab"
        if line != line.rstrip():
            yield number, "spaces at the end of the line"


class _Checker:
    """Looks at each tag that begins a line; tags within a text are left alone."""

    def __init__(self, text):
        self.text = text
        self.lines = text.splitlines()
        self.depth = 0
        self.found = []
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def parse(self):
        self.parser.Parse(self.text.encode(), True)

    def _start(self, name, attributes):
        number = self.parser.CurrentLineNumber
        if self._begins_line(number):
            self._check_indent(number, self.depth)
            self._check_attributes(name, number, len(attributes))
        self.depth += 1

    def _end(self, _name):
        self.depth -= 1
        number = self.parser.CurrentLineNumber
        if self.lines[number - 1].lstrip().startswith("</"):
            self._check_indent(number, self.depth)

    def _begins_line(self, number):
        before = self.lines[number - 1][: self.parser.CurrentColumnNumber]
        return not before.strip()

    def _check_indent(self, number, depth):
        line = self.lines[number - 1]
        spaces = len(line) - len(line.lstrip())
        if spaces != depth * INDENT:
            what = f"indented by {spaces} spaces, not {depth * INDENT}"
            self.found.append((number, what))

    def _check_attributes(self, name, number, count):
        """A start tag stands on one line, or each attribute on a line of its own."""
        tag = self._start_tag(name, number)
        lines = tag.splitlines()
        if len(lines) == 1:
            if count > 1 and len(self._up_to_end(number, tag)) > WIDTH:
                self.found.append((number, "attributes beyond column 88"))
        elif lines[0].strip() != f"<{name}" and count > 1:
            self.found.append((number, "attributes on the line of a split tag"))

    def _start_tag(self, name, number):
        rest = "\n".join(self.lines[number - 1 :]).lstrip()
        pattern = rf"<{re.escape(name)}(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>"
        match = re.match(pattern, rest)
        return match[0] if match else ""

    def _up_to_end(self, number, tag):
        line = self.lines[number - 1]
        return line[: line.index("<") + len(tag)]
