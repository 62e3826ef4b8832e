# Whatever others choose (names, keys, tables, values), the work grows as the
# input does: four times the input takes at most six times the instructions,
# start-up apart.  Counted by callgrind, so that a busy machine does not matter.
#
# Left out: a stream in which each record adds a column, in the sinks; its rows
# have, by nature, records times columns values in SQL and CSV.

. "$ROOT/tests/lib.sh"
need valgrind python3
[ -z "${SAN-}" ] || skip_all "sanitizers have instructions of their own"
[ -z "${EMULATOR-}" ] || skip_all "valgrind does not run other machines' programs"
[ -z "${VALGRIND-}" ] || skip_all "these run under valgrind as it is"

cat >make.py <<'end'
import json, sys

kind, n = sys.argv[1], int(sys.argv[2])
if kind in ("ids", "same", "words", "numbers", "kinds"):
    n *= 10  # rows are cheap
record = {"id": "1"}
if kind == "names":
    record |= {"m%d" % i: i for i in range(n)}
elif kind == "alike":  # names that all become x
    record |= {"x" + "".join("!-"[i >> b & 1] for b in range(12)): i
               for i in range(n)}
elif kind == "case":  # that differ in case alone
    record |= {"".join((c, c.upper())[i >> b & 1]
                       for b, c in enumerate("abcdefghijkl")): i
               for i in range(n)}
elif kind == "lists":
    record |= {"l%d" % i: [{"v": i}] for i in range(n)}
elif kind == "map":
    record["m"] = {"k%d" % i: {"v": i} for i in range(n)}
elif kind == "again":  # one member many times
    print('{"id":"1",' + ",".join('"m":%d' % i for i in range(n)) + "}")
    sys.exit()
elif kind == "nested":
    for _ in range(10):
        print('{"id":"1","d":' + '{"a":' * (n // 10) + "1" + "}" * (n // 10) +
              "}")
    sys.exit()
else:
    values = [1, 1.5, "a", True, None, {"a": 1}, [1], "2020-01-01"]
    for i in range(n):
        record = {"id": "k%d" % i}
        if kind == "tables":
            record = {"_table": "t%d" % i, "id": "1"}
        elif kind == "same":
            record["id"] = "k"
        elif kind == "words":
            record["v"] = "w%d" % i
        elif kind == "numbers":
            record["v"] = i * 4096
        elif kind == "kinds":
            record["v"] = values[i % len(values)]
        elif kind == "late":
            # Columns are bounded by --max-columns, rows are not.
            record["m%d" % (i % 150)] = i
        print(json.dumps(record))
    sys.exit()
print(json.dumps(record))
end

# count FILE COMMAND...: instructions, with FILE as input.
count()
{
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" \
	    <"$input" 2>&1 >/dev/null | sed -n 's/,//g; s/.*Collected : //p'
}

# grows TITLE SMALL LARGE COMMAND...: from one input to the other; what the
# command takes for no input at all is counted once.
grows()
{
	title=$1 small=$2 large=$3
	shift 3
	if [ "$*" != "$counted" ]; then
		counted=$*
		input=/dev/null
		base=$(count "$@")
	fi
	rm -rf out
	input=$small
	few=$(count "$@")
	rm -rf out
	input=$large
	many=$(count "$@")
	grew
}

# grew: look at what was counted.
grew()
{
	check "$title ($base, $few, $many)" test -n "$many" -a \
	    $((many - base)) -le $((6 * (few - base)))
}
counted=

for kind in names alike case lists again nested ids same words numbers kinds \
    late tables; do
	options="-q -k id -t x"
	for n in 300 1200; do
		python3 make.py $kind $n >$kind.$n
		# shellcheck disable=SC2086 # options
		aai-flatten $options <$kind.$n >$kind.$n.rows
	done
	# shellcheck disable=SC2086
	grows "$kind: aai-flatten" $kind.300 $kind.1200 aai-flatten $options
done
python3 make.py map 300 >map.300
python3 make.py map 1200 >map.1200
grows "map: aai-flatten" map.300 map.1200 \
    aai-flatten -q -k id -t x --map m

# A long record without a key: its length counts, not times its levels.
for levels in 20 200; do
	python3 -c '
levels = int("'$levels'")
print("{\"b\":" * levels + "[" +
      ",".join("{\"w\":%d,\"t\":\"abc\"}" % i for i in range(400000)) +
      "]" + ",\"a\":1}" * levels)' >deep.$levels
	input=deep.$levels
	eval "deep_$levels=\$(count aai-flatten -q -t x)"
done
# shellcheck disable=SC2154 # set by the loop
check "levels of a record cost nothing more ($deep_20, $deep_200)" \
    test "$deep_200" -le $((deep_20 * 5 / 4))

# Records of any JSON: many small texts, brackets, names and lines of none.
cat >texts.py <<'end'
import sys

kind, n = sys.argv[1], int(sys.argv[2])
if kind == "texts":
    print('{"id":"1"}' * n)
elif kind == "lists":
    print('[{"id":"1"}]' * n)
elif kind == "brackets":  # that never close
    print("[{\"id\":" + "{\"a\":[" * n)
elif kind == "beside":  # what passes by
    print('{"n":[' + "[[]]," * n + '0],"items":[{"id":"1"}]}')
elif kind == "members":
    print("{" + "".join('"m%d":0,' % i for i in range(n)) +
          '"items":[{"id":"1"}]}')
elif kind == "csv":
    print("id\n" + '"1"\n' * n)
elif kind == "names":  # that are all the same
    print(",".join(["id"] * (n // 20)) + "\n" + ",".join("1" * (n // 20)))
end
for kind in texts lists brackets beside members csv names; do
	for n in 3000 12000; do
		python3 texts.py $kind $n >texts.$kind.$n
	done
	options=
	case $kind in
	beside | members) options='--records items' ;;
	csv | names) options='--format csv' ;;
	esac
	# shellcheck disable=SC2086 # options
	grows "$kind of texts: aai-flatten" texts.$kind.3000 \
	    texts.$kind.12000 aai-flatten -q -k id -t x $options
done

while read -r sink option value kinds; do
	for kind in $kinds; do
		grows "$kind: aai-sink-$sink" "$kind.300.rows" \
		    "$kind.1200.rows" "aai-sink-$sink" -q "$option" "$value"
	done
done <<'end'
csv -o out names tables
parquet -o out names words numbers tables
delta -o out tables
sql -d sqlite names tables
end

# Folders may be anybody's.
cat >folder.py <<'end'
import os, sys

n = int(sys.argv[2])
log = sys.argv[1] + "." + sys.argv[2] + "/t/_delta_log/"
os.makedirs(log)
for i in range(n):
    if sys.argv[1] == "checkpoints":  # none of which can be read
        name = "%020d.checkpoint.parquet" % i
    else:  # each of several parts, of which one is there
        name = "%020d.checkpoint.%010d.%010d.parquet" % (i, 1, n)
    open(log + name, "w").close()
end
input=/dev/null
mkdir none
base=$(count aai-show none)
for kind in checkpoints parts; do
	python3 folder.py $kind 300
	python3 folder.py $kind 1200
	few=$(count aai-show $kind.300)
	many=$(count aai-show $kind.1200)
	title="$kind: aai-show"
	grew
done

# Lists and children come from a server, which also counts.
. "$ROOT/tests/server.inc"
start_server <<'end'
def answer(r):
    at, n = r.number("at"), r.number("n")
    if r.path.startswith("/xx"):  # members, and an id that is as long
        return {"list_id": 0} | {"m%d" % i: 0
            for i in range(len(r.path) // 16)}
    if r.path != "/list":
        return {"id": r.path, "v": 1}
    to = min(at + 100, n)
    return {"data": [{"id": "k%d" % i, "time": "2026-01-01T00:00:00Z"}
        for i in range(at, to)], "next": str(to) if to < n else None}
end
cat >api.json <<'end'
{"name": "t", "resources": {
"list": {"path": "/list", "records": "data",
  "params": {"n": {}, "at": {"selects": false}},
  "pages": {"kind": "cursor", "next": "next", "param": "at"},
  "table": {"key": {"id": "list_id"}},
  "incremental": {"id": "id", "time": "time"}},
"child": {"path": "/{list_id}", "parent_key": "list_id",
  "parents": {"list": {"id": "id"}}}}}
end

# A list of n, of which a state has them all.
fetch()
{
	aai-fetch -q --api api.json --base-url "$URL" --state "state.$1" \
	    -p "n=$1" list >list || cat "$CAPTURE/err"
	input=/dev/null
	count aai-fetch -q --api api.json --base-url "$URL" \
	    --state "state.$1" -p "n=$1" list
}

fanout()
{
	input=parents
	python3 -c '
import sys
for i in range(int(sys.argv[1])):
    print("{\"_table\":\"list\",\"id\":\"k%d\"}" % (i // 2))' "$1" >parents
	count aai-fanout -q --api api.json --base-url "$URL" child
}

clash()
{
	input=parents
	python3 -c '
import sys
print("{\"_table\":\"list\",\"id\":\"%s\"}" % ("x" * (16 * int(sys.argv[1]))))
' "$1" >parents
	count aai-fanout -q --api api.json --base-url "$URL" child
}

for what in fetch fanout clash; do
	base=$($what 1) few=$($what 1000) many=$($what 4000)
	title="aai-$what"
	grew
done

done_testing
