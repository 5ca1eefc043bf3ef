from html import unescape

__all__ = ["HTMLParser"]

_BLANKS = " \t\n\r\x0c"


# Calls a method for each piece of HTML that is fed to it. Subclass it and override
# handle_starttag and the like.
class HTMLParser:
    CDATA_CONTENT_ELEMENTS = ("script", "style")

    def __init__(self, *, convert_charrefs=True):
        self.convert_charrefs = convert_charrefs
        self.reset()

    # Forgets what was fed and not yet handled.
    def reset(self):
        self.rawdata = ""
        self.lasttag = "???"
        self._line = 1
        self._column = 0
        self._start = ""
        self.cdata_elem = None

    # Handles what is complete of the text so far; the rest waits for more.
    def feed(self, data):
        self.rawdata += data
        self._go(False)

    # Handles the rest.
    def close(self):
        self._go(True)

    # Line (from 1) and column (from 0) of what is being handled.
    def getpos(self):
        return self._line, self._column

    # The last start tag as it was written.
    def get_starttag_text(self):
        return self._start

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_starttag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        pass

    def handle_charref(self, name):
        pass

    def handle_entityref(self, name):
        pass

    def handle_data(self, data):
        pass

    def handle_comment(self, data):
        pass

    def handle_decl(self, decl):
        pass

    def handle_pi(self, data):
        pass

    def unknown_decl(self, data):
        pass

    def _advance(self, text, start, end):
        piece = text[start:end]
        lines = piece.count("\n")
        if lines:
            self._line += lines
            self._column = len(piece) - piece.rfind("\n") - 1
        else:
            self._column += len(piece)

    def _go(self, end):
        text = self.rawdata
        size = len(text)
        i = 0
        while i < size:
            if self.cdata_elem is not None:
                stop = text.lower().find("</" + self.cdata_elem, i)
                if stop < 0:
                    if not end:
                        break
                    stop = size
            else:
                stop = text.find("<", i)
                if stop < 0:
                    if (
                        not end
                        and self.convert_charrefs
                        and text.rfind("&", max(i, size - 34)) >= 0
                    ):
                        break
                    stop = size
            if stop > i:
                self._text(text[i:stop])
                self._advance(text, i, stop)
                i = stop
                if i == size:
                    break
            stop = self._markup(text, i, end)
            if stop < 0:
                if not end:
                    break
                # Unfinished markup at the end is text.
                stop = size
                self._text(text[i:])
            self._advance(text, i, stop)
            i = stop
        self.rawdata = text[i:]

    def _text(self, data):
        if self.cdata_elem is not None or "&" not in data:
            self.handle_data(data)
        elif self.convert_charrefs:
            self.handle_data(unescape(data))
        else:
            self._references(data)

    def _references(self, data):
        pos = 0
        size = len(data)
        while pos < size:
            amp = data.find("&", pos)
            if amp < 0:
                self.handle_data(data[pos:])
                return
            end = amp + 1
            number = data[end : end + 1] == "#"
            if number:
                end += 1
            start = end
            while end < size and (data[end].isalpha() or data[end].isdigit()):
                end += 1
            if end == start:
                if end > pos:
                    self.handle_data(data[pos:end])
                pos = end
                continue
            if amp > pos:
                self.handle_data(data[pos:amp])
            if number:
                self.handle_charref(data[start:end])
            else:
                self.handle_entityref(data[start:end])
            pos = end + 1 if data[end : end + 1] == ";" else end

    # Handles the markup at i; returns the index behind it, -1 if it is not complete.
    def _markup(self, text, i, end):
        c = text[i + 1 : i + 2]
        if c.isalpha():
            return self._start_tag(text, i)
        if c == "/":
            return self._end_tag(text, i)
        if text.startswith("<!--", i):
            stop = text.find("-->", i + 4)
            if stop < 0:
                return -1
            self.handle_comment(text[i + 4 : stop])
            return stop + 3
        if c == "?":
            stop = text.find(">", i + 2)
            if stop < 0:
                return -1
            self.handle_pi(text[i + 2 : stop])
            return stop + 1
        if c == "!":
            stop = text.find("]]>" if text.startswith("<![CDATA[", i) else ">", i + 2)
            if stop < 0:
                return -1
            if text[i + 2 : i + 9].lower() == "doctype":
                self.handle_decl(text[i + 2 : stop])
                return stop + 1
            if text.startswith("<![", i):
                if text.startswith("<![CDATA[", i):
                    self.unknown_decl(text[i + 3 : stop])
                    return stop + 3
                self.unknown_decl(text[i + 3 : stop].rstrip("]"))
                return stop + 1
            self.handle_comment(text[i + 2 : stop])
            return stop + 1
        if not c and not end:
            return -1
        self.handle_data("<")
        return i + 1

    def _end_tag(self, text, i):
        stop = text.find(">", i + 2)
        if stop < 0:
            return -1
        name = text[i + 2 : stop]
        if not name[:1].isalpha():
            if name:
                self.handle_comment(name)
            return stop + 1
        n = _name_end(name, 0)
        name = name[:n].lower()
        if self.cdata_elem is not None:
            if name != self.cdata_elem:
                self.handle_data(text[i : stop + 1])
                return stop + 1
            self.cdata_elem = None
        self.handle_endtag(name)
        return stop + 1

    def _start_tag(self, text, i):
        size = len(text)
        pos = _name_end(text, i + 1)
        tag = text[i + 1 : pos].lower()
        attrs = []
        closed = False
        while True:
            while pos < size and text[pos] in _BLANKS + "/":
                pos += 1
            if pos >= size:
                return -1
            if text[pos] == ">":
                closed = text[pos - 1] == "/"
                pos += 1
                break
            start = pos
            pos += 1
            while pos < size and text[pos] not in _BLANKS + "/=>":
                pos += 1
            name = text[start:pos].lower()
            value = None
            after = pos
            while after < size and text[after] in _BLANKS:
                after += 1
            if text[after : after + 1] == "=":
                pos = after + 1
                while pos < size and text[pos] in _BLANKS:
                    pos += 1
                quote = text[pos : pos + 1]
                if quote in ('"', "'") and quote:
                    stop = text.find(quote, pos + 1)
                    if stop < 0:
                        return -1
                    value = text[pos + 1 : stop]
                    pos = stop + 1
                else:
                    start = pos
                    while pos < size and text[pos] not in _BLANKS + ">":
                        pos += 1
                    value = text[start:pos]
                value = unescape(value)
            attrs.append((name, value))
        self.lasttag = tag
        self._start = text[i:pos]
        if closed:
            self.handle_startendtag(tag, attrs)
        else:
            self.handle_starttag(tag, attrs)
            if tag in self.CDATA_CONTENT_ELEMENTS:
                self.cdata_elem = tag
        return pos


def _name_end(text, i):
    while i < len(text) and text[i] not in " \t\n\r\x0c/>":
        i += 1
    return i
