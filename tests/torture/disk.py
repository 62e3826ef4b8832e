"""A disk that forgets what was not flushed.

What a program did to files (recording.c) is done again to a model of the folder
in which it ran.  A change waits until it is flushed: data and length of a file
by a flush of the file, an entry of a folder by a flush of that folder.  At any
moment, the disk may hold any of the changes that wait, without the others.

- A write waits in blocks of 4096 bytes, each by itself.  What is before data
  that got there, and did not itself, is zeros.
- A new file, a new name, a name that went and a new folder are changes of
  entries.  Neither a flush of the file nor one of the new folder brings the
  entry along.  What lies in a folder whose entry is lost is lost.
- A rename is one change: both names or none.  It waits for a flush of the
  folder of the new name.  A name is taken away from the file that it was
  taken from only.
"""
import os
import struct
from collections import namedtuple

HEAD = struct.Struct("=IIIIQqQ")
(MADE, WRITTEN, CUT, FLUSHED, RENAMED, LINKED, UNLINKED, FOLDER, NO_FOLDER,
 ANSWERED) = range(1, 11)
BLOCK = 4096

Record = namedtuple("Record", "kind a b mode file at data")
# Changes that wait: to a file, and to the entries of folders: (folder, name,
# what has it now, what has it then).
Data = namedtuple("Data", "node at data")
Length = namedtuple("Length", "node size")
Entries = namedtuple("Entries", "node changes")


def records(path):
    """What was recorded, in order."""
    with open(path, "rb") as file:
        text = file.read()
    at = 0
    while at < len(text):
        kind, a, b, mode, inode, offset, n = HEAD.unpack_from(text, at)
        at += HEAD.size
        names = text[at:at + a].decode(), text[at + a:at + a + b].decode()
        at += a + b
        data = b""
        if kind in (WRITTEN, ANSWERED):
            data = text[at:at + n]
            at += n
        yield Record(kind, *map(os.path.normpath, names), mode, inode, offset,
                     data)


class Node:
    """A file or a folder: what is on the disk of it, and for a folder, what it
    shows to programs."""

    def __init__(self, path, mode, content):
        self.path = path
        self.mode = mode & 0o777
        self.stored = content
        self.live = dict(content) if isinstance(content, dict) else None


def said(change):
    """A change, for people."""
    if isinstance(change, Entries):
        return " and ".join(
            "%s %s/%s" % ("take" if then is None else "give",
                          os.path.basename(folder.path), name)
            for folder, name, _, then in change.changes)
    return "write %s" % os.path.basename(change.node.path)


def change_data(content, change):
    if isinstance(change, Length):
        return content[:change.size].ljust(change.size, b"\0")
    content = content.ljust(change.at, b"\0")
    return (content[:change.at] + change.data +
            content[change.at + len(change.data):])


def change_entries(entries, change):
    """Change what entries(folder) gives."""
    for folder, name, before, then in change.changes:
        if then is not None:
            entries(folder)[name] = then
        elif entries(folder).get(name) is before:
            del entries(folder)[name]


class Disk:
    """The folder at root, as it is now, and what becomes of it."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        self.top = self.take(root)
        self.waiting = []

    def take(self, path):
        state = os.stat(path)
        if os.path.isdir(path):
            return Node(path, state.st_mode, {
                name: self.take(os.path.join(path, name))
                for name in os.listdir(path)})
        with open(path, "rb") as file:
            node = Node(path, state.st_mode, file.read())
        self.files[state.st_ino] = node
        return node

    def find(self, path):
        """What has the path, for programs; None: nothing here."""
        if path == self.root:
            return self.top
        if not path.startswith(self.root + "/"):
            return None
        node = self.top
        for part in path[len(self.root) + 1:].split("/"):
            if node is None or node.live is None:
                return None
            node = node.live.get(part)
        return node

    def entry(self, path, then):
        """A change of the entry at path; None: it is not ours."""
        folder = self.find(os.path.dirname(path))
        if folder is None or folder.live is None:
            return None
        name = os.path.basename(path)
        return folder, name, folder.live.get(name), then

    def wait(self, *changes):
        """Entries change for programs, and wait for their flush."""
        changes = [change for change in changes if change is not None]
        if not changes:
            return
        change = Entries(changes[-1][0], changes)
        change_entries(lambda folder: folder.live, change)
        self.waiting.append(change)

    def take_record(self, record):
        """Do it; whether it was something here."""
        before = len(self.waiting)
        kind = record.kind
        if kind == FLUSHED:
            return self.flush(self.files.get(record.file) or
                              self.find(record.a))
        if kind == MADE:
            if self.find(os.path.dirname(record.a)) is not None:
                node = Node(record.a, record.mode, b"")
                self.files[record.file] = node
                self.wait(self.entry(record.a, node))
        elif kind == FOLDER:
            self.wait(self.entry(record.a, Node(record.a, record.mode, {})))
        elif kind in (UNLINKED, NO_FOLDER):
            self.wait(self.entry(record.a, None))
        elif kind in (RENAMED, LINKED):
            node = self.find(record.a)
            if node is not None and node is not self.find(record.b):
                self.wait(self.entry(record.a, None)
                          if kind == RENAMED else None,
                          self.entry(record.b, node))
        elif record.file in self.files:
            self.change_file(record)
        return len(self.waiting) > before

    def change_file(self, record):
        node = self.files[record.file]
        if record.kind == CUT:
            self.waiting.append(Length(node, record.at))
            return
        at, data = record.at, record.data
        while data:
            n = BLOCK - at % BLOCK
            self.waiting.append(Data(node, at, data[:n]))
            at, data = at + n, data[n:]

    def flush(self, node):
        if node is None:
            return False
        kept = []
        for change in self.waiting:
            if change.node is not node:
                kept.append(change)
            elif isinstance(change, Entries):
                change_entries(lambda folder: folder.stored, change)
            else:
                node.stored = change_data(node.stored, change)
        some = len(kept) < len(self.waiting)
        self.waiting = kept
        return some

    def after_power_cut(self, kept):
        """The files and folders that are found when of the changes that wait
        those are kept: {path: (mode, content or None)}."""
        contents, folders = {}, {}

        def entries(folder):
            if folder not in folders:
                folders[folder] = dict(folder.stored)
            return folders[folder]

        for change in kept:
            if isinstance(change, Entries):
                change_entries(entries, change)
            else:
                contents[change.node] = change_data(
                    contents.get(change.node, change.node.stored), change)
        found = {}
        below = [("", self.top)]
        while below:
            where, folder = below.pop()
            for name, node in folders.get(folder, folder.stored).items():
                path = where + name
                if node.live is None:
                    found[path] = node.mode, contents.get(node, node.stored)
                else:
                    found[path] = node.mode, None
                    below.append((path + "/", node))
        return found


def lay_out(found, root):
    """Make what is found."""
    for path in sorted(found):
        mode, content = found[path]
        path = os.path.join(root, path)
        if content is None:
            os.mkdir(path)
        else:
            with open(path, "wb") as file:
                file.write(content)
        os.chmod(path, mode)
