# A limit that is more than this machine has addresses for does not bind; it
# must not become what is left of it in fewer bits, such as none at all.
. "$ROOT/tests/lib.sh"

printf '{"id":1,"v":1}\n{"id":2,"v":2.5}\n' >in
most=$((4 * 1024 * 1024 * 1024 - 1))

run aai-flatten --table t --max-line "$most" <in
expect_status 0 "flatten takes lines of just under 4 GiB"
run aai-flatten --table t --max-line "$most" --jq . <in
expect_status 0 "and filters them"
run aai-flatten --table t <in
cp "$OUT" rows
run aai-flatten --table t --window 4G <in
same "$OUT" "a window of 4 GiB is not a smaller than one of 8 MiB" <rows

for sink in csv parquet; do
	rm -rf to
	run "aai-sink-$sink" -o to --memory 4G --max-line "$most" \
	    <rows
	expect_status 0 "sink-$sink holds up to 4 GiB"
done
run aai-sink-sql --dialect sqlite --memory 4G --max-line "$most" <rows
expect_status 0 "sink-sql holds up to 4 GiB"
rm -rf to
run aai-sink-delta --max-line "$most" -o to \
    <rows
expect_status 0 "a log of nearly 4 GiB may be read"

start_mock -t 20
aai-fetch transcripts >all
run aai-fetch --max-line 4G transcripts
same "$OUT" "fetch writes lines of up to 4 GiB" <all
run aai-fetch --max-response 4G transcripts
same "$OUT" "and answers of as much" <all
run aai-fanout --max-response 4G sentences <all
expect_status 0 "as fanout does"
run aai-fanout --max-line 4G --memory 4G sentences <all
expect_status 0 "and fanout takes them"
done_testing
