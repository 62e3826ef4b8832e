"""The judges of folders of tables."""
import glob
import os
import shutil
import subprocess

from scenario import Scenario, slurp, take_away

STATE = {"st.json", "st.json.new"}


def without_state(seen):
    return {k: v for k, v in seen.items() if k not in STATE}


class Folder(Scenario):
    """A sink that publishes place/out, with place/st.json perhaps."""

    again = True
    out = "out"
    # Whoever opens the folder without a load of their own, not the command.
    opener = None

    def judge(self, place, status):
        # The next load into the folder carries out what was listed.
        if os.path.isdir(os.path.join(place, self.out)):
            subprocess.run((self.opener or self.command[:1]) +
                           ["-q", "-o", self.out], cwd=place,
                           stdin=subprocess.DEVNULL, check=False,
                           stderr=subprocess.DEVNULL)
        for left in ("stage", "commit"):
            if os.path.exists("%s/%s/.aai/%s" % (place, self.out, left)):
                return "leaves .aai/" + left
        now = self.seen(place)
        if status == 0 and now != self.new:
            return "ends with 0 without the new tables"
        tables = without_state(now)
        if tables not in (without_state(self.old), without_state(self.new)):
            return "shows neither the old tables nor the new ones"
        stored = now.get("st.json")
        if stored not in (self.old.get("st.json"), self.new.get("st.json")):
            return "stores another state"
        if stored != self.old.get("st.json") and \
                tables != without_state(self.new):
            return "stores the state before the tables"
        return self.mend(place, now)

    def mend(self, place, now):
        """Run again, nothing goes wrong any more."""
        if not self.again and now == self.new:
            return None
        status, said = self.run(place)
        stored = now.get("st.json", b"") == self.new.get("st.json")
        if status != (6 if stored else 0):
            return "ends with %s when run again: %s" % (status, said)
        if self.seen(place) != self.new:
            return "shows other tables when run again"
        return None


class New(Folder):
    """One that makes the folders above its own, too."""

    out = "some/new/out"


class Compact(Folder):
    """A folder of parts that are put together."""

    def __init__(self, base, kind, start):
        super().__init__(base, "compact " + kind, ["aai-compact", "out"],
                         start=start)
        self.opener = ["aai-sink-" + kind]


class Append(Folder):
    """One that adds another part when it is run again."""

    again = False


def delta_rows(path):
    """What is in a Delta table for a reader that is not ours."""
    import deltalake
    if not glob.glob(path + "/_delta_log/*.json"):
        return None
    return arrow_rows(deltalake.DeltaTable(path).to_pyarrow_table())


def iceberg_rows(path):
    from pyiceberg.table import StaticTable
    versions = glob.glob(path + "/metadata/v*.metadata.json")
    if not versions:
        return None
    newest = max(versions, key=lambda v: int(
        os.path.basename(v)[1:].split(".")[0]))
    return arrow_rows(StaticTable.from_metadata(newest).scan().to_arrow())


def arrow_rows(table):
    return sorted(map(repr, table.to_pylist())), sorted(table.column_names)


class Lake(Folder):
    """One of Delta or Iceberg tables.  What counts is what is in their newest
    versions, also before anybody has opened the folder again."""

    readers = {"delta": delta_rows, "iceberg": iceberg_rows}
    # Others' readers look at each so manieth step.
    sample = 8

    def __init__(self, base, name, command, stdin, start=None):
        super().__init__(base, name, command, stdin)
        self.kind = command[0].rpartition("-")[2]
        # The load that it starts from: a table knows where it is, so that
        # its place cannot be a copy.
        self.first = start

    def prepare(self, place):
        kept = "%s-of-%s" % (place, self.name.replace(" ", ""))
        if os.path.isdir(kept):
            take_away(place)
            shutil.copytree(kept, place)
            return
        super().prepare(place)
        self.start_table(place)
        shutil.copytree(place, kept)

    def start_table(self, place):
        if self.first:
            self.load(place, self.command, self.first)

    def load(self, place, command, name):
        with open(os.path.join(self.base, name), "rb") as file:
            subprocess.run(command, stdin=file, cwd=place, check=True)

    def seen(self, place):
        """The rows, by aai-show."""
        found = {name: slurp(os.path.join(place, name)) for name in STATE
                 if os.path.exists(os.path.join(place, name))}
        if glob.glob(place + "/out/*"):
            shown = subprocess.run(
                ["aai-show", "-q", "--json", "out"], cwd=place, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            found["rows"] = shown.stdout
        return found

    def reference(self):
        place = os.path.join(self.base, self.name)
        self.prepare(place)
        self.theirs = [self.read(place)]
        super().reference()
        self.theirs.append(self.read(place))

    def read(self, place):
        """The rows of each table, by a reader that is not ours."""
        reader = self.readers[self.kind]
        try:
            return {os.path.basename(path): reader(path)
                    for path in glob.glob(place + "/out/*")}
        except ImportError:
            return {}

    def judge(self, place, status):
        now = without_state(self.seen(place))
        if now not in (without_state(self.old), without_state(self.new)):
            return "shows neither the old tables nor the new ones at once"
        if self.at % self.sample == 0:
            bad = self.others(place)
            if bad:
                return bad
        return super().judge(place, status) or self.stray(place)

    def others(self, place):
        """Whoever does not know of commit lists sees each table whole."""
        old, new = self.theirs
        for name, rows in self.read(place).items():
            if rows not in (old.get(name), new.get(name)):
                return "%s is neither old nor new to others" % name
        return None

    def stray(self, place):
        """Every file is one of some version."""
        for table in glob.glob(place + "/out/*"):
            books = b"".join(map(slurp, glob.glob(table + "/_delta_log/*") +
                                 glob.glob(table + "/metadata/*")))
            for pattern in ("/*.parquet", "/data/*", "/metadata/*.avro"):
                for path in glob.glob(table + pattern):
                    if os.path.basename(path).encode() not in books:
                        return "leaves %s" % path
        return None


class Merged(Lake):
    """One whose rows have no order: files are written anew."""

    def seen(self, place):
        found = super().seen(place)
        if "rows" in found:
            found["rows"] = b"\n".join(sorted(found["rows"].split(b"\n")))
        return found


class CompactLake(Lake):
    """Tables whose data files are put together."""

    def __init__(self, base, kind, loads, *options):
        super().__init__(base, " ".join(["compact", *options, kind]),
                         ["aai-compact", *options, "out"], "empty")
        self.kind = kind
        self.loads = loads
        self.opener = ["aai-sink-" + kind]

    def start_table(self, place):
        for name in self.loads:
            self.load(place, self.opener + ["-q", "-o", "out", "--append"],
                      name)
