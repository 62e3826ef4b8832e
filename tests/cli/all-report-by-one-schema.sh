# --stats has the same members in all programs, and --stats-format prometheus
# the same numbers as metrics; messages as JSON have a time.
# shellcheck disable=SC2016 # programs of jq and awk
. "$ROOT/tests/lib.sh"
need jq
start_mock --transcripts 30

time='^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$'

# has_schema FILE PROGRAM STATUS
has_schema()
{
	check "$2: --stats is one object with what all have" jq -e -s \
	    --arg p "$2" --argjson s "$3" --arg time "$time" '
	    length == 1 and (.[0] | .program == $p and .schema == 1 and
	    (.version | test("^[0-9]+\\.")) and (.at | test($time)) and
	    .status == $s and .elapsed_us > 0 and .cpu_us > 0 and
	    (.skipped | type == "object" and all(.[]; type == "number")))' "$1"
}

# has_metrics FILE PROGRAM: in the form of the text format, a group a metric.
has_metrics()
{
	label='program="[a-z-]+"(,place="[0-9]+")?'
	label="$label(,(table|reason|resource)=\"[^\"]*\")?"
	grep -Evx -e '# TYPE aai_[a-z0-9_]+ gauge' \
	    -e "aai_[a-z0-9_]+\\{$label\\} [0-9]+" "$1" >others
	check "$2: metrics are in the text format" test ! -s others -a -s "$1"
	check "$2: a line of type for each, once" test -z "$(
	    grep '^# TYPE' "$1" | sort | uniq -d)"
	check "$2: no two lines are of the same" test -z "$(
	    sed 's/ [0-9]*$//' "$1" | sort | uniq -d)"
	check "$2: each line is in its group" awk '
	    /^#/ { name = $3; next }
	    { sub(/\{.*/, ""); if ($0 != name) exit 1 }' "$1"
	like "$1" "^aai_end_time_seconds\{program=\"$2\"\} [0-9]+$" \
	    "$2: ... and when it ended"
}

aai-fetch --stats fetch --state st transcripts >records
has_schema fetch aai-fetch 0
aai-fanout --stats fanout --pass sentences <records >children
has_schema fanout aai-fanout 0
aai-flatten --stats flatten <children >rows
has_schema flatten aai-flatten 0
for sink in csv parquet delta iceberg; do
	aai-sink-$sink -o "out-$sink" --stats sink <rows
	has_schema sink aai-sink-$sink 0
	check "$sink: has rows by table" jq -e \
	    '(.rows_of | add) == .rows and .rows_of.transcripts == 28' sink
done
aai-sink-sql -d sqlite --stats sql <rows >script
has_schema sql aai-sink-sql 0
aai-compact --stats compact out-delta 2>err
has_schema compact aai-compact $?
check "reasons are counted" jq -e '.skipped.waiting == 2' fetch
check "... of parents as well" jq -e '.skipped.unqualified == 4' fanout

# Failures have theirs.
printf '{"a":' | aai-flatten --stats failed -t t >/dev/null 2>&1
has_schema failed aai-flatten 6
ASSEMBLYAI_API_KEY=wrong aai-fetch --stats failed transcripts 2>err
has_schema failed aai-fetch 4
printf 'x\n' | aai-sink-csv -o failed-out --stats failed 2>err
has_schema failed aai-sink-csv 6

run aai load transcripts sentences -o loaded --stats load
expect_status 0 "a load has its own"
has_schema load aai 0
check "... with the sums, and what its programs say" jq -e '
    .records == 28 and .requests == 25 and .skipped.waiting == 2 and
    .skipped.unqualified == 4 and .output == "loaded" and
    .rows == (.rows_of | add) and (.programs | map(.program)) ==
    ["aai-fetch", "aai-fanout", "aai-flatten", "aai-sink-parquet"]' load
ASSEMBLYAI_API_KEY=wrong aai load transcripts -o other --stats load 2>err
has_schema load aai 4

aai-fetch --stats m --stats-format prometheus transcripts >/dev/null
has_metrics m aai-fetch
like m '^aai_records\{program="aai-fetch"\} 30$' "the numbers are the same"
aai-fanout --stats m --stats-format prometheus sentences <records >/dev/null
has_metrics m aai-fanout
like m '^aai_resource_children\{program="aai-fanout",resource="sentences"\} [1-9]' \
    "... of resources"
printf '%s\n' '{"_table":"a\"b","_columns":[{"name":"a","type":"bigint"}]}' \
    '{"_table":"a\"b","a":1}' | aai-sink-csv -o odd --stats m \
    --stats-format prometheus
like m 'table="a\\"b"\} 1$' "names are escaped"
aai load --full -q transcripts sentences -o loaded --stats m \
    --stats-format prometheus
has_metrics m aai
like m '^aai_rows_of\{program="aai",table="transcripts"\} 28$' "... of a load"
like m '^aai_requests\{program="aai-fanout",place="2"\} [1-9]' \
    "... and of each of its programs"
if command -v sqlite3 >/dev/null 2>&1 &&
    command -v python3 >/dev/null 2>&1; then
	cat >answer.py <<-'end'
	def answer(path, query, nth):
	    return '{"data":[{"id":1}]}'
	end
	start_answers answer.py
	cat >two.json <<-end
	{"name": "t", "base_url": "$SERVER", "resources": {
	"things": {"path": "/things", "records": "data"},
	"others": {"path": "/others", "records": "data"}}}
	end
	run aai load -q --api two.json things others -o sqlite:two.db \
	    --stats m --stats-format prometheus
	expect_status 0 "a load of two lists"
	has_metrics m aai
	like m '^aai_records\{program="aai-fetch",place="4"\} 1$' \
	    "... has both"
fi

run aai-fetch --log-format json --key-file none transcripts
check "messages as JSON have a time" jq -e --arg time "$time" \
    '(.time | test($time)) and .level == "error"' "$ERR"
done_testing
