"""The set-ups: which programs, with which options, on what."""
import glob
import gzip
import os
import re
import subprocess

from listener import Listener, Loads, Windows
from scenario import Aside, Listing, Script, Stream, Text, slurp, write
from tables import (Append, Compact, CompactLake, Folder, Lake, Merged,
                    New)


def rows(base, name, seed, count):
    """Make rows of a made-up account, and its records."""
    dump = subprocess.run(
        ["aai-mock", "--dump", "transcript_details", "-t", str(count), "-s",
         str(seed), "--words", "12", "--no-drift"], check=True,
        stdout=subprocess.PIPE).stdout
    write(os.path.join(base, name + ".records"), dump)
    flat = subprocess.run(["aai-flatten", "-q"], input=dump, check=True,
                          stdout=subprocess.PIPE).stdout
    write(os.path.join(base, name + ".rows"), flat)


def ended(base):
    """Rows with a state after them, of two loads after each other."""
    columns = (b'{"_table":"t","_columns":[{"name":"id","type":"bigint",'
               b'"key":true},{"name":"v","type":"text"}]}\n')
    chosen = b'{"resource":"x"}'
    for name, first, mark in (("one", b"", b"one"), ("two", None, b"two")):
        if first is None:
            with open(os.path.join(base, "one", "st.json"), "rb") as state:
                first = subprocess.run(
                    ["statehash"], input=state.read().rstrip(b"\n"),
                    stdout=subprocess.PIPE, check=True).stdout.strip()
        write(os.path.join(base, name + ".ended"), columns,
              *(b'{"_table":"t","id":%d,"v":"%s"}\n' % (i, mark)
                for i in range(3)),
              b'{"_table":"_aai_end","records":3,"selection":%s,"state":{'
              b'"from":"%s","selection":%s,"mark":"%s"}}\n'
              % (chosen, first, chosen, mark))
        if name == "one":
            make_start(base, "one", "csv", "one.ended", "--state", "st.json")
    make_start(base, "one-parquet", "parquet", "one.ended", "--state",
               "st.json")


def make_start(base, name, sink, stdin, *options):
    place = os.path.join(base, name)
    os.mkdir(place)
    with open(os.path.join(base, stdin), "rb") as file:
        subprocess.run(["aai-sink-" + sink, "-q", "-o", "out", *options],
                       stdin=file, cwd=place, check=True)


def widening(base):
    """A table whose column becomes wider, and one that gets a column."""
    line = b'{"_table":"%s","_columns":[{"name":"a","type":"%s"}%s]}\n'
    more = b',{"name":"b","type":"text"}'
    write(os.path.join(base, "narrow.rows"), line % (b"t", b"bigint", b""),
          b'{"_table":"t","a":1}\n', line % (b"u", b"bigint", b""),
          b'{"_table":"u","a":1}\n')
    write(os.path.join(base, "wide.rows"), line % (b"t", b"bigint", b""),
          b'{"_table":"t","a":2}\n', line % (b"t", b"double", more),
          b'{"_table":"t","a":2.5,"b":"x"}\n', line % (b"u", b"text", b""),
          b'{"_table":"u","a":"x"}\n')


def merging(base):
    """Records that come again, with other lists or none."""
    t = (b'{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},'
         b'{"name":"v","type":"text"}]}\n')
    lists = (b'{"_table":"t__%s","_columns":[{"name":"t_id","type":"bigint",'
             b'"key":true},{"name":"%s_idx","type":"bigint","key":true}],'
             b'"_parent":"t"}\n')
    write(os.path.join(base, "merge-old.rows"), t,
          lists % (b"a", b"a"), lists % (b"b", b"b"),
          *(b'{"_table":"t__a","t_id":%d,"a_idx":0}\n'
            b'{"_table":"t__b","t_id":%d,"b_idx":0}\n'
            b'{"_table":"t","id":%d,"v":"old"}\n' % (i, i, i)
            for i in range(4)))
    write(os.path.join(base, "merge-new.rows"), t, lists % (b"a", b"a"),
          *(b'{"_table":"t__a","t_id":%d,"a_idx":%d}\n'
            b'{"_table":"t","id":%d,"v":"new"}\n' % (i, n, i)
            for i, n in ((2, 0), (3, 0), (4, 0), (3, 1))))
    gone = b'{"_table":"_aai_deleted","row":{"_table":"t","id":%d}}\n'
    write(os.path.join(base, "merge-gone.rows"), t, gone % 1,
          b'{"_table":"t","id":3,"v":"new"}\n', gone % 3, gone % 9)
    mark = ["--on-delete", "mark"]
    found = []
    for kind in ("csv", "parquet"):
        make_start(base, "merge-" + kind, kind, "merge-old.rows", "--append")
        sink = ["aai-sink-" + kind, "-q", "-o", "out", "--mode", "merge"]
        found += [
            Folder(base, kind + " --mode merge", sink, "merge-new.rows",
                   "merge-" + kind),
            Folder(base, kind + " --on-delete mark", sink + mark,
                   "merge-gone.rows", "merge-" + kind),
            Folder(base, kind + " --mode merge --state",
                   sink + ["--state", "st.json"], "two.ended",
                   "one" if kind == "csv" else "one-parquet"),
        ]
    for kind in ("delta", "iceberg"):
        sink = ["aai-sink-" + kind, "-q", "-o", "out", "--mode", "merge"]
        found += [
            Merged(base, kind + " --mode merge", sink, "merge-new.rows",
                   "merge-old.rows"),
            Merged(base, kind + " --on-delete mark", sink + mark,
                   "merge-gone.rows", "merge-old.rows"),
            Merged(base, kind + " --mode merge --state",
                   sink + ["--state", "st.json"], "two.ended", "one.ended"),
        ]
    return found


def lakes(base):
    """Delta and Iceberg tables: loads that replace, add and go on."""
    line = b'{"_table":"%s","_columns":[{"name":"a","type":"bigint"}%s]}\n'
    more = b',{"name":"b","type":"text"}'
    write(os.path.join(base, "before.rows"), line % (b"t", b""),
          b'{"_table":"t","a":1}\n', line % (b"u", b""),
          b'{"_table":"u","a":1}\n')
    write(os.path.join(base, "after.rows"), line % (b"t", more),
          b'{"_table":"t","a":2,"b":"x"}\n', line % (b"v", b""),
          b'{"_table":"v","a":2}\n')
    write(os.path.join(base, "wider.rows"),
          b'{"_table":"t","_columns":[{"name":"a","type":"double"}]}\n',
          b'{"_table":"t","a":1.5}\n')
    found = []
    for kind in ("delta", "iceberg"):
        sink = ["aai-sink-" + kind, "-q", "-o", "out"]
        found += [
            Lake(base, kind, sink, "after.rows"),
            Lake(base, kind + " replacing", sink, "after.rows",
                 "before.rows"),
            Lake(base, kind + " --append", sink + ["--append"],
                 "after.rows", "before.rows"),
            Lake(base, kind + " widening", sink + ["--append"],
                 "wider.rows", "before.rows"),
            Lake(base, kind + " --state", sink + ["--state", "st.json"],
                 "two.ended", "one.ended"),
        ]
    return found


def compacted(base):
    """Small parts that become one, but for the last."""
    line = b'{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}\n'
    loads = ["small-%d.rows" % i for i in range(4)]
    for i, name in enumerate(loads):
        write(os.path.join(base, name), line, b'{"_table":"t","a":%d}\n' % i)
    for kind in ("csv", "parquet"):
        make_start(base, "small-" + kind, kind, loads[0], "--append")
        for name in loads[1:]:
            with open(os.path.join(base, name), "rb") as file:
                subprocess.run(
                    ["aai-sink-" + kind, "-q", "-o", "out", "--append"],
                    stdin=file, cwd=os.path.join(base, "small-" + kind),
                    check=True)
    return [Compact(base, kind, "small-" + kind)
            for kind in ("csv", "parquet")] + [
        CompactLake(base, kind, loads, *options)
        for kind in ("delta", "iceberg")
        for options in ([], ["--vacuum=0"])]


def earlier(base, name, fetch):
    """A spool of a load that is done, from which records have changed."""
    place = os.path.join(base, name)
    os.mkdir(place)
    subprocess.run(fetch + ["--spool", "spool", "transcripts"], cwd=place,
                   check=True, stdout=subprocess.DEVNULL)
    for path in glob.glob(place + "/spool/*/*.gz"):
        head, _, body = gzip.decompress(slurp(path)).partition(b"\n")
        body = body.replace(b"example.org", b"example.net")
        write(path, gzip.compress(head + b"\n" + body))


def scenarios(base, named=""):
    """Those whose names this regular expression finds."""
    write(os.path.join(base, "empty"))
    rows(base, "old", 1, 3)
    rows(base, "new", 2, 5)
    ended(base)
    widening(base)
    for sink in ("csv", "parquet"):
        make_start(base, "old-" + sink, sink, "old.rows")
        make_start(base, "narrow-" + sink, sink, "narrow.rows", "--append")
        make_start(base, "few-" + sink, sink, "narrow.rows")
    out = ["-q", "-o", "out"]
    csv, parquet = ["aai-sink-csv"] + out, ["aai-sink-parquet"] + out
    flatten = ["aai-flatten", "-q"]
    fetch = ["aai-fetch", "-q", "-p", "limit=3", "--rate", "0"]
    fanout = ["aai-fanout", "-q", "--rate", "0", "-j", "2", "--pass"]
    write(os.path.join(base, "parents"), subprocess.run(
        fetch + ["transcripts"], check=True, stdout=subprocess.PIPE).stdout)
    earlier(base, "spooled", fetch)
    write(os.path.join(base, "unknown"),
          b'{"_table":"transcripts","id":"..","status":"completed"}\n')
    shown = os.path.join(base, "old-parquet", "out")
    found = [
        Folder(base, "csv", csv, "new.rows", "old-csv"),
        Folder(base, "csv replacing", csv, "wide.rows", "few-csv"),
        Folder(base, "csv -z", csv + ["-z"], "new.rows"),
        New(base, "csv in new folders", ["aai-sink-csv", "-q", "-o", New.out],
            "narrow.rows"),
        Folder(base, "csv --state", csv + ["--state", "st.json"],
               "two.ended", "one"),
        Append(base, "csv --append", csv + ["--append"], "wide.rows",
               "narrow-csv"),
        Folder(base, "parquet", parquet, "new.rows", "old-parquet"),
        Folder(base, "parquet --state", parquet + ["--state", "st.json"],
               "two.ended", "one-parquet"),
        Append(base, "parquet --append", parquet + ["--append"], "wide.rows",
               "narrow-parquet"),
        Folder(base, "parquet spilling", parquet + [
            "--group-rows", "40", "--memory", "8M", "--verify"], "new.rows"),
        Text(base, "csv to a pipe", ["aai-sink-csv", "-q", "-t", "t", "-o",
                                     "-"], "wide.rows"),
        Script(base, "sql", ["aai-sink-sql", "-q", "-d", "sqlite"],
               "new.rows"),
        Stream(base, "flatten", flatten, "new.records"),
        Stream(base, "flatten --jq", flatten + ["--jq", ".id |= ."],
               "new.records"),
        Stream(base, "flatten --infer", flatten + ["--infer"], "new.records"),
        Stream(base, "fetch", fetch + ["transcripts"]),
        Stream(base, "fetch --state", fetch + [
            "--state", "st.json", "--spool", "spool", "transcripts"]),
        Stream(base, "fetch --spool anew", fetch + ["--spool", "spool",
                                                    "transcripts"],
               start="spooled"),
        Stream(base, "fanout", fanout + ["sentences"], "parents"),
        Stream(base, "fanout --spool", fanout + [
            "--spool", "spool", "--failed", "failed", "subtitles"], "parents"),
        Aside(base, "fanout --failed", fanout + [
            "--failed", "aside", "sentences"], "unknown"),
        Listing(base, "show", ["aai-show", "-l", shown]),
        Stream(base, "show --json", ["aai-show", "--json", shown]),
        Stream(base, "mock --dump", ["aai-mock", "--dump", "sentences", "-t",
                                     "5"]),
    ] + lakes(base) + merging(base) + compacted(base) + [
        Listener(base, "listen"),
        Windows(base, "listen --exec"),
        Loads(base, "listen --state"),
    ]
    found = [scenario for scenario in found if re.search(named, scenario.name)]
    for scenario in found:
        scenario.reference()
    return found
