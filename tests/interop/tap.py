"""TAP for the interop tests: check(), skip(), done()."""

import os
import sys

_run = 0
_failed = 0


def check(ok, title, detail=""):
    global _run, _failed
    _run += 1
    print(f"{'ok' if ok else 'not ok'} {_run} - {title}")
    if not ok:
        _failed += 1
        for line in str(detail).splitlines()[:20]:
            print(f"# {line[:400]}")
    sys.stdout.flush()
    return ok


def skip(title, why):
    global _run
    _run += 1
    print(f"ok {_run} - {title} # SKIP {why}")


def done(at_once=False):
    """End; at_once: without the interpreter's tidying up, in which threads of
    a reader's own that still run can abort."""
    print(f"1..{_run}")
    status = 1 if _failed or _run == 0 else 0
    if at_once:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
