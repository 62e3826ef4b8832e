# Rows are arrays; with -O, or on a terminal, objects.  Both say the same.

. "$ROOT/tests/lib.sh"
need aai-mock aai-flatten aai-sink-csv aai-sink-parquet python3

cat >records <<'end'
{"_table":"t","id":1,"z":null,"a":null,"b":"x","l":[{"v":1.50},{"v":null,"w":[true]}]}
{"_table":"t","id":2,"c":{"d":[]},"b":"y"}
{"_table":"t","id":3,"b":null,"a":7}
end
run aai-flatten --api none -k id <records
expect_status 0 "records become rows"
expect_stdout "which are arrays, with nulls where values follow" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"bigint"},{"name":"b","type":"text"}],"_number":1,"_path":"t"}
{"_table":"t__l","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"v","type":"double"}],"_number":2,"_path":"t.l[]","_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
{"_table":"t__l__w","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"w_idx","type":"bigint","key":true,"path":"$.l[].w[#]"},{"name":"value","type":"bool","path":"."}],"_number":3,"_path":"t.l[].w[]","_parent":"t__l","_parent_key":["t_id","l_idx"],"_root":"t","_root_key":["id"]}
[2,1,0,1.50]
[3,1,1,0,true]
[2,1,1]
[1,1,null,"x"]
[1,2,null,"y"]
[1,3,7]
end
run aai-flatten --api none -k id -O <records
expect_status 0 "with -O"
expect_stdout "they are objects" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"bigint"},{"name":"b","type":"text"}],"_path":"t"}
{"_table":"t__l","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"v","type":"double"}],"_path":"t.l[]","_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
{"_table":"t__l__w","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"w_idx","type":"bigint","key":true,"path":"$.l[].w[#]"},{"name":"value","type":"bool","path":"."}],"_path":"t.l[].w[]","_parent":"t__l","_parent_key":["t_id","l_idx"],"_root":"t","_root_key":["id"]}
{"_table":"t__l","t_id":1,"l_idx":0,"v":1.50}
{"_table":"t__l__w","t_id":1,"l_idx":1,"w_idx":0,"value":true}
{"_table":"t__l","t_id":1,"l_idx":1}
{"_table":"t","id":1,"b":"x"}
{"_table":"t","id":2,"b":"y"}
{"_table":"t","id":3,"a":7}
end
run aai-flatten --api none -k id --window 0 <records
expect_stdout "with columns that come later" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"b","type":"text"}],"_number":1,"_path":"t"}
{"_table":"t__l","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"v","type":"double"}],"_number":2,"_path":"t.l[]","_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
{"_table":"t__l__w","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"w_idx","type":"bigint","key":true,"path":"$.l[].w[#]"},{"name":"value","type":"bool","path":"."}],"_number":3,"_path":"t.l[].w[]","_parent":"t__l","_parent_key":["t_id","l_idx"],"_root":"t","_root_key":["id"]}
[2,1,0,1.50]
[3,1,1,0,true]
[2,1,1]
[1,1,"x"]
[1,2,"y"]
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"b","type":"text"},{"name":"a","type":"bigint"}],"_number":1,"_path":"t"}
[1,3,null,7]
end
# A terminal.
terminal()
{
	python3 - "$@" <<'end'
import os, pty, subprocess, sys
main, side = pty.openpty()
with open("records") as records:
    p = subprocess.Popen(sys.argv[1:], stdin=records, stdout=side)
os.close(side)
text = b""
try:
    while chunk := os.read(main, 65536):
        text += chunk
except OSError:
    pass
p.wait()
sys.stdout.write(text.decode().replace("\r", ""))
end
}
aai-flatten --api none -k id -O <records >objects
terminal aai-flatten --api none -k id --window 8M >shown
grep -v _columns objects >want
grep -v _columns shown >got
same got "a terminal gets objects" <want
check "without a number" sh -c '! grep -q _number shown'

# A row with few values of many columns.
python3 - >sparse <<'end'
import json
print(json.dumps({"id": 0, **{"c%d" % i: i for i in range(200)}}))
for i in range(1, 4):
    print(json.dumps({"id": i, "c199": i, "l": [i]}))
end
for window in 0 8M; do
	run aai-flatten --api none -t t -k id --window $window <sparse
	cp "$OUT" rows
	expect_equal "$(grep -c '^{"_table":"t","id":[123],"c199":[123]}$' rows)" \
	    3 "a row of few values of many columns is an object ($window)"
	expect_equal "$(grep -c '^\[' rows)" 4 "others are arrays"
	aai-sink-csv -q -o sparse.$window <rows
	aai-flatten --api none -t t -k id -O <sparse |
	    aai-sink-csv -q -o sparse.objects
	check "to sinks that is the same" diff -r -x .aai sparse.$window sparse.objects
done

# A whole account in both forms, and one stream after the other.
aai-mock --dump transcript_details -t 8 --words 200 --seed 3 >account
aai-flatten -q <account >arrays
aai-flatten -q -O <account >objects
check "arrays are less than half as long" \
    test $((2 * $(wc -c <arrays))) -lt "$(wc -c <objects)"
for form in arrays objects; do
	aai-sink-parquet -q -o $form.parquet <$form
	aai-sink-csv -q -o $form.csv <$form
	aai-sink-csv -q -o $form.append --append <$form
done
aai-flatten -q --window 0 <account | aai-sink-csv -q -o arrays.later
aai-flatten -q --window 0 -O <account | aai-sink-csv -q -o objects.later
for kind in parquet csv append later; do
	check "both forms are the same tables ($kind)" \
	    diff -r -x .aai arrays.$kind objects.$kind
done
(cat arrays; aai-flatten --api none -k id <records) >both
run aai-sink-csv -o both.csv <both
expect_status 0 "streams may follow one another"
check "each with numbers of its own" cmp both.csv/transcript_details.csv \
    arrays.csv/transcript_details.csv
expect_equal "$(wc -l <both.csv/t.csv)" 4 "and rows of its own"

# Its end is counted, and held back.
{
	cat records
	echo '{"_table":"_aai_end","records":3}'
} | aai-flatten --api none -k id >ended
expect_equal "$(tail -n 1 ended)" '{"_table":"_aai_end","records":6}' \
    "the end record counts rows of both forms"
mkfifo in
aai-flatten --api none -t t -k id --window 0 <in >cut &
pid=$!
exec 3>in
echo '{"id":1}' >&3
wait_for 20 test -s cut
expect_equal "$(tail -c 4 cut)" '[1,1' "the last bytes wait for the end"
exec 3>&-
wait $pid
expect_equal "$(tail -n 1 cut)" '[1,1]' "which comes"
done_testing
