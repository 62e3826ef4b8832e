"""Load a REST API into tables, and read them: the programs of aai, for Python.

    import aai
    tables = aai.load("transcripts", "sentences", out="tables")
    print(tables.names())
    df = tables.pandas("sentences")

The programs come with this package; their pages say all that they do.  Keys
are read from the environment, as they read them.
"""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

__all__ = ["Error", "Tables", "load", "program", "run"]
__version__: str

Path = Union[str, "os.PathLike[str]"]


class Error(Exception):
    """A program ended with a status that is not 0 (aai(7) says what each
    means): ``status``, and what it said: ``message``."""

    def __init__(self, name: str, status: int, message: str) -> None:
        super().__init__("%s ended with status %d: %s" % (name, status, message))
        self.status = status
        self.message = message


def program(name: str = "aai") -> str:
    """Where the program is: beside this package, else in PATH."""
    beside = os.path.join(sysconfig.get_path("scripts"), name)
    found = beside if os.access(beside, os.X_OK) else shutil.which(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def run(name: str, *arguments: Path, env: Optional[Mapping[str, str]] = None,
        part: bool = True) -> str:
    """Run a program to its end, give its standard output.  A load that is done
    in part (status 3) is an Error, too, when part is False."""
    return "".join(_lines(name, *arguments, env=env, part=part))


def _lines(name: str, *arguments: Path, env: Optional[Mapping[str, str]] = None,
           part: bool = True) -> Iterator[str]:
    """Run a program, give its lines as they come."""
    found = program(name)
    full = dict(os.environ, **(env or {}))
    # The programs start each other.
    full["PATH"] = os.path.dirname(found) + os.pathsep + full.get("PATH", "")
    with tempfile.TemporaryFile() as said, subprocess.Popen(
            [found, *map(os.fspath, arguments)], env=full,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=said) as process:
        assert process.stdout is not None
        try:
            # Not as text: that ends lines at characters that JSON may have.
            for line in process.stdout:
                yield line.decode("utf-8", "replace")
        except GeneratorExit:
            process.kill()
            raise
        status = process.wait()
        if status not in ((0, 3) if part else (0,)):
            said.seek(0)
            raise Error(name, status,
                        said.read().decode("utf-8", "replace").strip())


class Tables:
    """The tables of a folder."""

    def __init__(self, path: Path) -> None:
        self.path = os.fspath(path)

    def names(self) -> List[str]:
        """The names of its tables."""
        return [row["table"] for row in self.query(".tables")]

    def rows(self, table: str) -> Iterator[Dict[str, Any]]:
        """The rows of one, an object each, as they are read."""
        return self._asked('SELECT * FROM "%s"' % table.replace('"', '""'))

    def query(self, sql: str) -> List[Dict[str, Any]]:
        """The rows that an SQL query gives (aai-query)."""
        return list(self._asked(sql))

    def _asked(self, sql: str) -> Iterator[Dict[str, Any]]:
        for line in _lines("aai-query", "-f", "ndjson", self.path, sql):
            yield json.loads(line)

    def files(self, table: str) -> List[str]:
        """The Parquet files of one."""
        one = os.path.join(self.path, table + ".parquet")
        if os.path.isfile(one):
            return [one]
        folder = os.path.join(self.path, table)
        if not os.path.isdir(folder):
            raise KeyError(table)
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
                if name.endswith(".parquet")]

    def pandas(self, table: str) -> Any:
        """One as a pandas DataFrame."""
        import pandas  # type: ignore[import]
        return pandas.concat(map(pandas.read_parquet, self.files(table)),
                             ignore_index=True)

    def polars(self, table: str) -> Any:
        """One as a polars DataFrame."""
        import polars  # type: ignore[import]
        return polars.concat(map(polars.read_parquet, self.files(table)),
                             how="diagonal_relaxed")


def load(*resources: str, out: Path, api: Optional[Path] = None,
         options: Sequence[str] = (),
         env: Optional[Mapping[str, str]] = None) -> Tables:
    """Load resources of an API (AssemblyAI's, or that of a description) into a
    folder of Parquet tables, as ``aai load`` does with these options."""
    more = ["--api", os.fspath(api)] if api is not None else []
    run("aai", "load", *more, *options, *resources, "-o", os.fspath(out),
        env=env)
    return Tables(out)


def _version() -> str:
    from importlib.metadata import version
    return version("aai")


def __getattr__(name: str) -> str:
    if name == "__version__":
        return _version()
    raise AttributeError(name)
