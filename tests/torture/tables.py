"""The judges of folders of tables."""
import os
import subprocess

from scenario import Scenario


class Folder(Scenario):
    """A sink that publishes place/out, with place/st.json perhaps."""

    again = True

    def judge(self, place, status):
        # The next program to open the folder carries out what was listed.
        if os.path.isdir(place + "/out"):
            subprocess.run(self.command[:1] + ["-q", "-o", "out"], cwd=place,
                           stdin=subprocess.DEVNULL, check=False,
                           stderr=subprocess.DEVNULL)
        for left in ("stage", "commit"):
            if os.path.exists("%s/out/.aai/%s" % (place, left)):
                return "leaves .aai/" + left
        now = self.seen(place)
        if status == 0 and now != self.new:
            return "ends with 0 without the new tables"
        state = {"st.json", "st.json.new"}
        tables = {k: v for k, v in now.items() if k not in state}
        for known in (self.old, self.new):
            if tables == {k: v for k, v in known.items() if k not in state}:
                break
        else:
            return "shows neither the old tables nor the new ones"
        stored = now.get("st.json")
        if stored not in (self.old.get("st.json"), self.new.get("st.json")):
            return "stores another state"
        if stored != self.old.get("st.json") and tables != {
                k: v for k, v in self.new.items() if k not in state}:
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


class Append(Folder):
    """One that adds another part when it is run again."""

    again = False
