"""Type lines into an interactive shell, as a user at a terminal would.

    typed.py COMMAND...

Each line of standard input is typed at a prompt (\\x stands for the keys Ctrl-X
A) and entered.  The shell's prompt must end in "READY> ".  What the terminal
showed goes to standard output; ends with status 1 when a prompt does not come.
"""
import os
import pty
import select
import sys

PATIENCE = 60


def until_prompt(fd):
    """What is shown until the next prompt, or None."""
    shown = b""
    while b"READY> " not in shown:
        ready, _, _ = select.select([fd], [], [], PATIENCE)
        if not ready:
            return None
        try:
            more = os.read(fd, 65536)
        except OSError:
            return None
        sys.stdout.buffer.write(more)
        shown += more
    return shown


def main():
    lines = [line.rstrip("\n") for line in sys.stdin]
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    for line in lines:
        if until_prompt(fd) is None:
            return 1
        keys = line.replace("\\x", "\030a")
        os.write(fd, keys.encode() + b"\r")
    if until_prompt(fd) is None:
        return 1
    os.close(fd)
    os.waitpid(pid, 0)
    return 0


sys.exit(main())
