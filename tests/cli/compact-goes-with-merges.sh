# Loads that merge, and files that are put together in between: of each record
# there is the last version, once, in all kinds of folders.

. "$ROOT/tests/lib.sh"
need jq python3

cat >make.py <<'end'
"""Loads of records with lists, and what there is after each."""
import json
import random

r = random.Random(5)
columns = {
    "t": [{"name": "id", "type": "bigint", "key": True},
          {"name": "v", "type": "text"}],
    "u": [{"name": "id", "type": "bigint", "key": True},
          {"name": "pos", "type": "bigint", "key": True},
          {"name": "w", "type": "text"}]}
now = {}
for load in range(12):
    chosen = r.sample(range(12), 4)
    rows = []
    for i in chosen:
        now[i] = ("v%d.%d" % (load, i),
                  ["w%d.%d" % (load, k) for k in range(r.randrange(3))])
        rows += [{"_table": "u", "id": i, "pos": k, "w": w}
                 for k, w in enumerate(now[i][1])]
        rows.append({"_table": "t", "id": i, "v": now[i][0]})
    with open("load%d" % load, "w") as f:
        for name in ("t", "u"):
            head = {"_table": name, "_columns": columns[name]}
            if name == "u":
                head["_parent"] = "t"
            f.write(json.dumps(head) + "\n")
        for row in rows:
            f.write(json.dumps(row) + "\n")
    with open("want%d" % load, "w") as f:
        lines = []
        for i, (v, ws) in now.items():
            lines.append("t %d %s" % (i, v))
            lines += ["u %d %d %s" % (i, k, w) for k, w in enumerate(ws)]
        f.write("\n".join(sorted(lines)) + "\n")
end
python3 make.py

# shown: all rows.
shown()
{
	for table in t u; do
		aai-show -q -a --json "out/$table" | jq -r --arg t $table '
		    select(._columns | not) | [$t, .id, .pos // empty,
		    .v // empty, .w // empty] | map(tostring) | join(" ")'
	done | LC_ALL=C sort
}

for kind in csv parquet delta iceberg; do
	rm -rf out
	bad=0 i=0
	while [ $i -lt 12 ]; do
		aai-sink-$kind -q -o out --mode merge <load$i || bad=$((bad + 1))
		case $i in
		3 | 7) aai-compact --vacuum out || bad=$((bad + 1)) ;;
		5 | 10) aai-compact --vacuum=0 out || bad=$((bad + 1)) ;;
		esac
		shown >have
		cmp -s have want$i || {
			bad=$((bad + 1))
			diff have want$i | sed "s/^/# load $i: /" | head -n 5
		}
		i=$((i + 1))
	done
	expect_equal $bad 0 "$kind: after each load there is what there should be"
	aai-sink-$kind -q -o out --mode merge <load11
	shown >have
	check "$kind: a merge that comes again changes nothing" \
	    cmp have want11
	check "$kind: nor does one that was put together" sh -c \
	    "aai-compact out && aai-sink-$kind -q -o out --mode merge <load11"
	shown >have
	check "$kind: all is there once" cmp have want11
done
done_testing
