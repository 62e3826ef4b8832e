# A parent that the key may not see stops neither the load nor the next one,
# which goes on from a spool.

. "$ROOT/tests/lib.sh"
need python3 jq

cat >api.json <<'end'
{"name": "t", "auth": {"kind": "header", "key_env": "T_KEY"}, "resources": {
"orders": {"path": "/orders", "records": "data"},
"lines": {"path": "/orders/{order_id}/lines", "records": "data",
  "parent_key": "order_id", "parents": {"orders": {"id": "id"}}}}}
end
cat >answer.py <<'end'
def answer(path, query, nth):
    n = path.split("/")[2]
    with open("faults") as f:
        for line in f:
            parent, status = line.split()
            if parent == n or parent == "all":
                return int(status), {"error": "no"}
    return {"data": [{"id": int(n) * 10}]}
end
export T_KEY=sesame-seed
start_answers answer.py
seq 1 60 | sed 's/.*/{"_table":"orders","id":&}/' >parents
fan()
{
	aai-fanout --api api.json --base-url "$SERVER" --spool spool \
	    --retries 0 "$@" lines <parents
}
for options in "" "-j 1" "--failed aside"; do
	rm -rf spool aside
	printf '30 403\n50 500\n' >faults
	run fan -j 8
	expect_status 5 "a load that breaks"
	kept=$(find spool -name '*.gz' | wc -l)
	echo '30 403' >faults
	: >requests
	# shellcheck disable=SC2086 # words
	run fan $options
	expect_status 3 "goes on, past a 403 in the spool ($options)"
	expect_equal "$(grep -c '"id"' "$OUT")" 59 "all others are there"
	expect_equal "$(wc -l <requests)" "$((60 - kept))" \
	    "the rest alone is asked for"
	expect_stderr_like "1 times the key was not enough .403.$" \
	    "and what is left out is counted"
done

# A 403 is all that is left.
rm -rf spool
echo '60 500' >faults
run fan -j 1
expect_status 5 "a load that breaks at its last parent"
echo '60 403' >faults
run fan
expect_status 3 "goes on when that one is not for the key"
expect_equal "$(grep -c '"id"' "$OUT")" 59 "all others are there"

# A key that has served for none is another matter.
rm -rf spool
echo 'all 403' >faults
run fan
expect_status 4 "a key that is for nothing ends the run"
run fan
expect_status 4 "and the next one"
: >faults
run fan
expect_status 0 "until it is for something"
done_testing
