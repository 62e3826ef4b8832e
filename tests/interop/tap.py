"""TAP for the interop tests: check(), skip(), done()."""

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


def done():
    print(f"1..{_run}")
    sys.exit(1 if _failed or _run == 0 else 0)
