# --help=json is JSON and has the options of --help, of every program and of
# each command of aai; -h is --help.
. "$ROOT/tests/lib.sh"
need python3

cat >options.py <<'py'
"""The options of --help=json as --help has them, of all its commands."""
import json, sys

text = sys.stdin.read()
assert text.count("\n") == 1 and text.isascii()
KINDS = {"flag", "text", "number", "size", "duration", "choice"}

def shown(program):
    for o in program["options"]:
        assert o["kind"] in KINDS and o["about"], o
        assert (o["kind"] == "flag") == ("argument" not in o), o
        assert (o["kind"] == "choice") == bool(o.get("choices")), o
        assert o.get("min", 0) <= o.get("max", 1 << 64), o
        line = "-" + o["letter"] if "letter" in o else ""
        if "name" in o:
            line += (", " if line else "") + "--" + o["name"]
        if "argument" in o:
            line += ("[=%s]" if o.get("optional") else " %s") % o["argument"]
        yield line

got = json.loads(text)
assert got["purpose"] and got["version"] and got["program"] == sys.argv[1]
lines = set(shown(got))
for command in got.get("commands", []):
    assert command["program"].startswith(sys.argv[1] + " ")
    lines.update(shown(command))
print("\n".join(sorted(lines)))
py

# help_options: those of --help on standard input.
help_options()
{
	sed -n 's/^  \{1,6\}\(-.*\)/\1/p' | sed 's/   *.*//'
}

for path in "$ROOT"/cmd/aai*/; do
	p=$(basename "$path")
	command -v "$p" >/dev/null 2>&1 || continue
	"$p" --help >help
	run "$p" -h
	expect_status 0 "$p -h ends well"
	same "$OUT" "$p -h is --help" <help
	help_options <help >wanted
	for c in $(sed -n '/^Commands:/,/^$/s/^  '"$p"' \([a-z]*\) .*/\1/p' \
	    help); do
		"$p" "$c" -h >of
		same of "$p $c -h is $p help $c" <<-end
		$("$p" help "$c")
		end
		help_options <of >>wanted
	done
	run "$p" --help=json
	expect_status 0 "$p --help=json ends well"
	python3 options.py "$p" <"$OUT" >got 2>&1
	LC_ALL=C sort -u wanted >sorted
	LC_ALL=C sort -u -o got got
	same got "$p --help=json has the options of --help" <sorted
done
run sh -c 'aai --help=json >/dev/full'
expect_status 7 "aai tells when it cannot write it"
done_testing
