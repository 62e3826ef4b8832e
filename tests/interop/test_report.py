"""Reports of aai-report in Chromium, and its models in their own parsers."""

import json
import os
import re
import shutil
import subprocess

import webdriver
from tap import check, done, skip

WORK = os.environ["WORK"]
HERE = os.path.join(WORK, "report")
TAB, ENTER, SPACE, PAGE_DOWN = "\ue004", "\ue007", " ", "\ue00f"

HOSTILE = [
    "</script><script>window.alerted = 1</script>",
    "\"><img src=x onerror='window.alerted = 1'>", "<!--",
    "' onfocus='window.alerted = 1' autofocus='", "\u202eabc", "a\u2028b",
    "{{script}}", "PK", "\"", "\\", "%%", "erDiagram {", "`x`", "\u65e5\u672c",
]

# Each visible text whose contrast with what is after it is less than 4.5.
CONTRAST = r"""
const canvas = document.createElement("canvas").getContext("2d",
    {willReadFrequently: true});
const parse = (text) => {
	canvas.clearRect(0, 0, 1, 1);
	canvas.fillStyle = text;
	canvas.fillRect(0, 0, 1, 1);
	const d = canvas.getImageData(0, 0, 1, 1).data;
	return [d[0], d[1], d[2], d[3] / 255];
};
const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3]));
const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 :
    ((v + 0.055) / 1.055) ** 2.4;
const light = (c) => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) +
    0.0722 * part(c[2]);
const ground = (e) => {
	for (; e !== null; e = e.parentElement) {
		const c = parse(getComputedStyle(e).backgroundColor);
		if (c[3] === 1)
			return c;
	}
	return [255, 255, 255, 1];
};
const ratio = (a, b) => {
	const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
	return (x + 0.05) / (y + 0.05);
};
const bad = new Map();
let seen = 0;
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
	const e = walk.currentNode.parentElement;
	if (walk.currentNode.data.trim() === "" || e.closest("script,style,title"))
		continue;
	const style = getComputedStyle(e);
	if (style.visibility === "hidden" || e.getClientRects().length === 0)
		continue;
	const svg = e.closest("svg");
	const colour = parse(svg ? style.fill : style.color);
	const after = [ground(e)];
	/* Bars are after texts, and so are boxes. */
	for (const shape of svg ? svg.querySelectorAll("path,rect") : []) {
		const fill = getComputedStyle(shape).fill;
		if (fill !== "none")
			after.push(parse(fill));
	}
	for (const c of after) {
		const r = ratio(over(colour, c), c);
		seen++;
		if (r < 4.5)
			bad.set(e.tagName + "." + (e.className.baseVal ?? e.className),
			    r.toFixed(2) + " " + walk.currentNode.data.slice(0, 20));
	}
}
return [seen, [...bad]];
"""

ROWS = """
const table = document.querySelector(arguments[0] + " table.sorts");
return [...table.tBodies[0].rows].filter((r) => r.getClientRects().length > 0)
    .map((r) => r.cells[arguments[1]].textContent);
"""


def report(name, *args):
    out = os.path.join(HERE, name)
    with open(out, "wb") as f:
        subprocess.run(["aai-report", "-q", *args], stdout=f, check=True)
    return out


def load_hostile():
    rows = os.path.join(HERE, "hostile.ndjson")
    columns = [{"name": "row_id", "type": "bigint", "key": True}] + [
        {"name": t, "type": "text"} for t in HOSTILE]
    with open(rows, "w") as f:
        for name in [t for t in HOSTILE if "/" not in t]:
            f.write(json.dumps({"_table": name, "_columns": columns}) + "\n")
            for i, t in enumerate(HOSTILE):
                row = {c["name"]: t for c in columns[1:]}
                f.write(json.dumps(
                    {"_table": name, "row_id": i, **row}) + "\n")
    folder = os.path.join(HERE, "hostile")
    with open(rows) as f:
        subprocess.run(["aai-sink-parquet", "-q", "-o", folder], stdin=f,
                       check=True)
    return folder


def load_sorted():
    """A table whose numbers, texts and nulls have an order of their own."""
    folder = os.path.join(HERE, "sorted")
    columns = [{"name": "n", "type": "bigint"}, {"name": "s", "type": "text"}]
    numbers = [10, 9, None, 9007199254740993, 9007199254740992, -5, 100]
    texts = ["b", "a", "<i>", None, "B", "", "c"]
    text = json.dumps({"_table": "t", "_columns": columns}) + "\n"
    for n, s in zip(numbers, texts):
        text += json.dumps({"_table": "t", "n": n, "s": s}) + "\n"
    subprocess.run(["aai-sink-parquet", "-q", "-o", folder],
                   input=text.encode(), check=True)
    return folder


def log_of(browser):
    return [e for e in browser.log() if "favicon" not in e["message"]]


def looks(browser, page, name):
    """What a page must be, at each width and in each scheme."""
    browser.open("file://" + page)
    for width in (400, 1400):
        browser.size(width, 900)
        for scheme in ("light", "dark"):
            browser.media("", scheme)
            wide = browser.run("return document.documentElement.scrollWidth")
            check(wide <= width, "%s: %d px, %s: nothing overflows" %
                  (name, width, scheme), wide)
            seen, bad = browser.run(CONTRAST)
            check(seen > 20 and not bad,
                  "%s: %d px, %s: contrast is at least 4.5 of %d texts" %
                  (name, width, scheme, seen), bad)
    loaded = browser.run(
        "return performance.getEntriesByType('resource').length")
    check(loaded == 0, "%s: nothing was loaded" % name, loaded)
    check(browser.run("return window.alerted === undefined"),
          "%s: nothing of others ran" % name)
    log = log_of(browser)
    check(not log, "%s: the console is empty" % name, log)


def sorts(browser, page):
    browser.size(1400, 900)
    browser.open("file://" + page)
    buttons = browser.run(
        "return document.querySelectorAll('#t1 table.sorts th button').length")
    check(buttons == 2, "each column of the first rows has a button", buttons)
    click = "document.querySelectorAll('#t1 .sorts th button')[%d].click()"
    given = browser.run(ROWS, "#t1", 0)
    browser.run(click % 0)
    check(browser.run(ROWS, "#t1", 0) ==
          ["-5", "9", "10", "100", "9007199254740992", "9007199254740993", ""],
          "numbers are sorted to the last digit, nulls last",
          browser.run(ROWS, "#t1", 0))
    aria = "return document.querySelectorAll('#t1 .sorts th')[%d].ariaSort"
    check(browser.run(aria % 0) == "ascending", "which is told")
    browser.run(click % 0)
    check(browser.run(ROWS, "#t1", 0) ==
          ["9007199254740993", "9007199254740992", "100", "10", "9", "-5", ""],
          "then the other way", browser.run(ROWS, "#t1", 0))
    browser.run(click % 0)
    check(browser.run(ROWS, "#t1", 0) == given, "then as they were")
    browser.run(click % 1)
    check(browser.run(ROWS, "#t1", 1) ==
          ['""', "<i>", "B", "a", "b", "c", ""], "texts are sorted",
          browser.run(ROWS, "#t1", 1))
    check(browser.run(aria % 0) == "none" and
          browser.run(aria % 1) == "ascending", "one column at a time")


def filters(browser, page):
    browser.open("file://" + page)
    browser.run("document.querySelector('#t1 input').focus()")
    browser.keys("A")
    check(browser.run(ROWS, "#t1", 1) == ["a"], "rows are filtered",
          browser.run(ROWS, "#t1", 1))
    said = browser.run("return document.querySelector('#t1 output').value")
    check(said == "1 of 7 rows", "how many there are is said", said)
    browser.keys("\ue003")
    check(len(browser.run(ROWS, "#t1", 1)) == 7, "without it all are back")


def keyboard(browser, page):
    browser.open("file://" + page)
    browser.keys(TAB)
    check(browser.run("return document.activeElement.className") == "skip",
          "the first stop skips to the tables")
    seen = browser.run("const r = document.activeElement"
                       ".getBoundingClientRect(); return r.left >= 0")
    check(seen, "and is seen")
    browser.keys(ENTER)
    check(browser.run("return document.activeElement.id") == "main",
          "which it does")
    for _ in range(60):
        browser.keys(TAB)
        if browser.run("return document.activeElement.matches("
                       "'#t1 .sorts th button')"):
            break
    outline = browser.run("const s = getComputedStyle(document.activeElement);"
                          "return s.outlineStyle + s.outlineWidth")
    check(outline == "solid2px", "a column's button is reached, and seen",
          outline)
    browser.keys(SPACE)
    check(browser.run(ROWS, "#t1", 0)[0] == "-5", "it sorts by a key")
    stuck = browser.run("""
        return [...document.querySelectorAll("*")].filter((e) => {
            const s = getComputedStyle(e);
            return (s.overflowX === "auto" || s.overflowY === "auto") &&
                (e.scrollWidth > e.clientWidth || e.scrollHeight >
                e.clientHeight) && e.tabIndex < 0 &&
                !e.querySelector("a,button");
        }).length""")
    check(stuck == 0, "what scrolls can be scrolled by keys", stuck)


def readers(browser, page):
    """What a screen reader is given."""
    browser.open("file://" + page)
    tree = browser.do("POST", "/goog/cdp/execute", {
        "cmd": "Accessibility.getFullAXTree", "params": {}})["nodes"]
    roles = [n["role"]["value"] for n in tree if not n["ignored"]]
    for role in ("main", "navigation", "heading", "table", "caption",
                 "columnheader", "rowheader", "region", "searchbox",
                 "button"):
        check(role in roles, "a screen reader finds a %s" % role, set(roles))
    for role in ("region", "searchbox", "table", "image"):
        nameless = [n for n in tree if not n["ignored"] and
                    n["role"]["value"] == role and
                    not n.get("name", {}).get("value")]
        check(not nameless, "each %s has a name" % role, nameless[:1])


def prints(browser, page):
    browser.open("file://" + page)
    browser.media("print", "dark")
    hidden = browser.run("""
        return [...document.querySelectorAll("nav,.bar")].every((e) =>
            e.getClientRects().length === 0)""")
    check(hidden, "on paper there is nothing to click")
    paper = browser.run("return getComputedStyle(document.body)"
                        ".backgroundColor")
    check(paper == "rgb(255, 255, 255)", "and the paper is white", paper)
    whole = browser.run("""
        return [...document.querySelectorAll(".rows")].every((e) =>
            e.scrollHeight <= e.clientHeight + 1)""")
    check(whole, "all rows are on it")
    browser.size(780, 1000)
    wide = browser.run("return document.documentElement.scrollWidth")
    check(wide <= 780, "and as wide as it is", wide)
    pdf = browser.do("POST", "/print", {})
    check(len(pdf) > 10000, "it can be printed")
    browser.media()


def forbids(browser, page):
    browser.open("file://" + page)
    browser.run("""
        const s = document.createElement("script");
        s.textContent = "window.alerted = 2";
        document.body.append(s);
        const i = new Image();
        i.src = "http://127.0.0.1:9/x.png";
        document.body.append(i);""")
    check(browser.run("return window.alerted === undefined"),
          "the policy keeps other scripts from running")
    said = " ".join(e["message"] for e in browser.log())
    check(said.count("Content Security Policy") >= 2,
          "and images from being loaded", said)


def with_chromium(pages):
    why = webdriver.missing()
    if why:
        skip("reports in a browser", why)
        return
    with webdriver.Browser() as browser:
        for name in sorted(pages):
            looks(browser, pages[name], name)
        sorts(browser, pages["sorted"])
        filters(browser, pages["sorted"])
        keyboard(browser, pages["sorted"])
        readers(browser, pages["parquet"])
        prints(browser, pages["parquet"])
        log = log_of(browser)
        check(not log, "the console stayed empty", log)
        forbids(browser, pages["parquet"])


def get_node_modules():
    """The parsers, from npm; None where they cannot be had."""
    if shutil.which("npm") is None:
        return None
    folder = os.path.join(WORK, "npm")
    modules = os.path.join(folder, "node_modules")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(modules + "/mermaid"):
        subprocess.run(["npm", "install", "--no-audit", "--no-fund",
                        "--silent", "mermaid@11", "@dbml/core@10"],
                       cwd=folder, check=False)
    return modules if os.path.exists(modules + "/@dbml/core") else None


def with_mermaid(modules, models):
    why = webdriver.missing()
    if why:
        skip("Mermaid's own parser", why)
        return
    page = os.path.join(HERE, "mermaid.html")
    with open(page, "w") as f:
        f.write('<!doctype html><meta charset="utf-8"><script src="file://%s'
                '/mermaid/dist/mermaid.min.js"></script>' % modules)
    with webdriver.Browser() as browser:
        browser.open("file://" + page)
        for name, path in models.items():
            with open(path) as f:
                text = f.read()
            got = browser.run("""
                return mermaid.parse(arguments[0]).then(
                    (r) => r.diagramType, (e) => String(e))""", text)
            check(got == "er", "%s: Mermaid reads its diagram" % name, got)
            drawn = browser.run("""
                return mermaid.render("d", arguments[0]).then(
                    (r) => r.svg, (e) => String(e))""", text)
            tables = len(re.findall(r'^    "[^"]*" \{$', text, re.M))
            check(drawn.count("entity-") >= tables or
                  drawn.count('class="node') >= tables,
                  "%s: and draws all tables" % name, drawn[:300])
            check(browser.run("return window.alerted === undefined"),
                  "%s: and runs nothing" % name)


def with_dbml(modules, models):
    for name, path in models.items():
        script = """
            const fs = require("fs");
            const { Parser } = require(process.argv[1] + "/@dbml/core");
            const d = new Parser().parse(
                fs.readFileSync(process.argv[2], "utf8"), "dbmlv2");
            const s = d.schemas[0];
            console.log(s.tables.length, s.refs.length);"""
        ran = subprocess.run(["node", "-e", script, modules, path],
                             capture_output=True, text=True, check=False)
        with open(path) as f:
            text = f.read()
        want = "%d %d" % (len(re.findall("^Table ", text, re.M)),
                          len(re.findall("^Ref: ", text, re.M)))
        check(ran.stdout.strip() == want, "%s: DBML's parser reads it" % name,
              ran.stdout + want + ran.stderr)


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    os.makedirs(HERE)
    folders = {"parquet": os.path.join(WORK, "parquet"),
               "csv": os.path.join(WORK, "csv"),
               "hostile": load_hostile(), "sorted": load_sorted()}
    with_chromium({n: report(n + ".html", f) for n, f in folders.items()})
    modules = get_node_modules()
    if modules is None:
        skip("Mermaid's and DBML's own parsers", "they cannot be had")
    else:
        with_mermaid(modules, {n: report(n + ".mmd", "--mermaid", f)
                               for n, f in folders.items()})
        with_dbml(modules, {n: report(n + ".dbml", "--dbml", f)
                            for n, f in folders.items()})
    done()


main()
