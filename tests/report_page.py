"""Check a page of aai-report: report_page.py FILE; says what is wrong.

It is read by a strict parser: each element is closed where it should be; what
can load, run or style something is nothing but the page's own script and
style, which the policy names by their hashes; what is from tables is text.
With --text, print the texts of all elements but these two, one a line.
"""
import base64
import hashlib
import html.parser
import re
import sys

VOID = {"meta", "input", "br", "link", "img"}
TAGS = set("""html head meta title style body a div nav ul li main header p h1
    h2 dl dt dd section table caption thead tbody tr th td span code details
    summary figure figcaption footer script svg path rect text g""".split())
ATTRIBUTES = {
    "html": {"lang"}, "meta": {"charset", "http-equiv", "content", "name"},
    "svg": {"viewbox", "width", "height", "preserveaspectratio"},
    "path": {"d"}, "rect": {"x", "y", "width", "height", "rx"},
    "text": {"x", "y"}, "a": {"href"}, "th": {"scope"},
    "td": {"data-v", "colspan"}, "div": {"tabindex"}, "main": {"tabindex"},
}
ANY = {"class", "id", "role", "aria-label", "aria-labelledby"}
POLICY = ("default-src 'none'; script-src '%s'; style-src '%s'; "
          "base-uri 'none'; form-action 'none'")
# What a reader would obey instead of show.
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e"
    "\u2066-\u2069]")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults = []
        self.open = []
        self.ids = []
        self.links = []
        self.texts = []
        self.codes = {"script": [], "style": []}
        self.policy = []
        self.head = True
        self.captioned = []

    def fault(self, text):
        self.faults.append("line %d: %s" % (self.getpos()[0], text))

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.fault("element %r" % tag)
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.fault("an attribute of <%s> twice" % tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()) | ANY:
                self.fault("attribute %s of <%s>" % (name, tag))
            if value is None:
                self.fault("attribute %s without a value" % name)
        named = dict(attrs)
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "a":
            self.links.append(named.get("href", ""))
        if tag == "meta" and \
                named.get("http-equiv") == "Content-Security-Policy":
            self.policy.append(named["content"])
            if self.codes["style"] or self.codes["script"]:
                self.fault("the policy is after what it is for")
        if tag == "th" and named.get("scope") not in ("row", "col"):
            self.fault("a th without a scope")
        if tag == "table":
            self.captioned.append(False)
        if tag == "caption":
            self.captioned[-1] = True
        if tag in self.codes:
            self.codes[tag].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if not set(self.open) & {"svg"}:
                self.fault("<%s/> is not one of HTML" % tag)
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault("</%s> in %s" % (tag, self.open[-3:]))
        else:
            self.open.pop()
        if tag == "table" and not self.captioned.pop():
            self.fault("a table without a caption")

    def handle_data(self, data):
        if self.open and self.open[-1] in self.codes:
            self.codes[self.open[-1]][-1] += data
        elif data.strip():
            self.texts.append(data)

    def handle_comment(self, data):
        self.fault("a comment: %r" % data[:40])

    def handle_pi(self, data):
        self.fault("an instruction: %r" % data[:40])

    def unknown_decl(self, data):
        self.fault("a declaration: %r" % data[:40])


def check(data):
    page = Page()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        return page, ["not UTF-8: %s" % e]
    page.feed(text)
    page.close()
    faults = page.faults
    if len(data) >= 300000:
        faults.append("%d bytes" % len(data))
    if page.open:
        faults.append("not closed: %s" % page.open)
    if not text.startswith("<!doctype html>\n"):
        faults.append("no doctype")
    for kind in page.codes:
        if len(page.codes[kind]) != 1:
            faults.append("%d of %s" % (len(page.codes[kind]), kind))
    hashes = tuple(
        "sha256-" + base64.b64encode(hashlib.sha256(
            "".join(page.codes[kind]).encode()).digest()).decode()
        for kind in ("script", "style"))
    if page.policy != [POLICY % hashes]:
        faults.append("the policy is %s" % page.policy)
    if len(set(page.ids)) < len(page.ids):
        faults.append("an id is there twice")
    for link in page.links:
        if not link.startswith("#") or link[1:] not in page.ids:
            faults.append("a link to %r" % link)
    code = "".join(page.codes["script"] + page.codes["style"])
    if re.search(r"//[a-z]|url\(|@import|fetch|eval|innerHTML|import\(",
                 code):
        faults.append("the script or the style loads something")
    found = OBEYED.search(text)
    if found:
        faults.append("a character that is obeyed: %r" % found.group())
    return page, faults


def main():
    name = sys.argv[-1]
    with open(name, "rb") as f:
        page, faults = check(f.read())
    if sys.argv[1] == "--text":
        for text in page.texts:
            print(text)
    for fault in faults[:20]:
        print("%s: %s" % (name, fault), file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
