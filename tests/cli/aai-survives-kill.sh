# Killed at any moment, aai or any program of its pipe, a load leaves no process,
# the old tables or the new ones, and, after the next run, no temporary file.
. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"
need python3
start_mock --transcripts 40 --latency 3ms

cat >kills.py <<'end'
import os, random, shutil, signal, subprocess, sys, time

rounds, seed = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(seed)
names = ["aai", "aai-fetch", "aai-fanout", "aai-flatten", "aai-sink-parquet"]

def load(out, **more):
    return subprocess.Popen(["aai", "load", "-q", "transcripts", "sentences",
        "transcript_details", "-o", out], stderr=subprocess.PIPE, **more)

def family(pid):
    """The processes of this load, by name: those in its session."""
    found = {}
    for p in os.listdir("/proc"):
        try:
            with open("/proc/%s/stat" % p) as f:
                stat = f.read()
        except (OSError, ValueError):
            continue
        name = stat[stat.index("(") + 1:stat.rindex(")")]
        rest = stat[stat.rindex(")") + 2:].split()
        if rest[3] == str(pid) and rest[0] != "Z":
            found.setdefault(name[:15], []).append(int(p))
    return found

def content(out):
    rows = subprocess.run(["aai-show", "-j", out], capture_output=True)
    return rows.stdout if rows.returncode == 0 else b""

def hidden(out):
    return sorted(n for _, _, files in os.walk(out + "/.aai") for n in files)

assert load("whole").wait() == 0
want, kept = content("whole"), hidden("whole")
began = time.monotonic()
assert load("timed").wait() == 0
lasts = time.monotonic() - began
bad = killed = 0
for i in range(rounds):
    out = "out"
    shutil.rmtree(out, ignore_errors=True)
    p = load(out, start_new_session=True)
    time.sleep(rng.random() * lasts * 1.1)
    name = rng.choice(names)
    signo = rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM])
    victims = family(p.pid).get(name[:15], [])
    if name == "aai":
        victims = [p.pid]  # and not the process that watches
    for v in victims:
        try:
            os.kill(v, signo)
            killed += 1
        except ProcessLookupError:
            pass
    p.stderr.read() if name != "aai" else None
    p.wait()
    until = time.monotonic() + 10
    while family(p.pid) and time.monotonic() < until:
        time.sleep(0.01)
    left = family(p.pid)
    got = content(out)
    if left or got not in (b"", want):
        bad += 1
        print("round", i, name, signo, "left", left, "rows", len(got))
    again = load(out)
    said = again.stderr.read()
    if again.wait() != 0 or content(out) != want or hidden(out) != kept:
        bad += 1
        print("round", i, name, signo, "again", said, hidden(out), kept)
print(killed, "killed", bad, "bad, seed", seed)
sys.exit(bad > 0 or killed < rounds // 4)
end
run python3 kills.py 25 "${SEED:-7}"
expect_status 0 "killed at random, nothing is left and nothing is torn"
note_file rounds "$OUT"
done_testing
