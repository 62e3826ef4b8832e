# A jq program, a stranger's perhaps, reads no files, sees no environment,
# prints nothing, and crashes nobody by halting.

. "$ROOT/tests/lib.sh"
start_mock -t 5
mkdir lib && echo '{"a": "c2VjcmV0"}' >lib/secret.json
echo 'def leak: "c2VjcmV0";' >lib/m.jq
echo '{"id":1}' >record
import="import \"secret\" as \$s {search: \"$PWD/lib\"}; "
include="include \"m\" {search: \"$PWD/lib\"}; "

# refused WHAT: what ran was refused, and gave nothing away.
refused()
{
	expect_status 2 "$1 is refused"
	like "$ERR" "reads no modules and no files" "... and why"
	unlike "$OUT" c2VjcmV0 "... with nothing of the file"
}

run aai-flatten -O -t t --jq "$import{id: (\$s::s | tostring)}" <record
refused "aai-flatten --jq, import"
run aai-flatten -O -t t --jq "$include{id: leak}" <record
refused "aai-flatten --jq, include"
for option in --jq --where; do
	run aai-fetch $option "$import{id: (\$s::s | tostring)}" transcripts
	refused "aai-fetch $option"
	run aai-fanout --ids $option "$include{id: leak}" sentences <record
	refused "aai-fanout $option"
done

# api MEMBERS: a description whose resource has these.
api()
{
	printf '{"name": "t", "base_url": "%s", "resources": {"r": {%s}}}\n' \
	    "$ASSEMBLYAI_BASE_URL" "$1" >api.json
}
program=$(printf '%s' "$import.transcripts" | sed 's/["\\]/\\&/g')
api "\"path\": \"/v2/transcript\", \"records\": {\"jq\": \"$program\"}"
run aai-fetch --api api.json r
refused "records.jq of a description"
api "\"path\": \"/v2/transcript\", \"records\": \"transcripts\",
    \"incremental\": {\"id\": \"id\", \"time\": \"created\",
    \"final\": [{\"jq\": \"$program\"}]}"
run aai-fetch --api api.json --state st r
refused "a condition's jq of a description"

run aai-flatten -O -t t --jq '# import "x";
    {id: .import, a: "import \"x\" as $x; \("include")", include: 1}' <<'end'
{"import":7}
end
expect_status 0 "what only looks so is taken"
like "$OUT" '"id":7,"a":"import' "... and gives its results"

SECRET=hunter2 run aai-flatten -O -t t \
    --jq '{a: env.SECRET, b: $ENV.SECRET, c: (env | tostring)}' <record
expect_status 0 "a program that looks at the environment ends"
unlike "$OUT" hunter2 "... and finds nothing there"
run aai-flatten -O -t t --jq '("\u009b31m" | stderr) | debug | {a: 1}' <record
expect_status 0 "one that prints ends"
expect_silence "... and nothing is printed"

for program in halt halt_error '"0123456789012345678901234567" | halt_error' \
    '{a: 1} | halt_error(3)' '{id: 1}, ("x" | halt_error)'; do
	MALLOC_PERTURB_=165 run aai-flatten -O -t t --jq "$program" <record
	expect_status 2 "$program: a usage error"
	like "$ERR" "the filter called halt" "... which is said"
done
for option in --jq --where; do
	MALLOC_PERTURB_=165 run aai-fetch $option '"x" | halt_error' \
	    transcripts
	expect_status 2 "aai-fetch $option: likewise"
done
done_testing
