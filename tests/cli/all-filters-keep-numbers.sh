# Numbers that a filter hands on keep their digits, in every place that takes a
# filter; one that would be rounded ends the load.

. "$ROOT/tests/lib.sh"
need python3 jq

row='{"id":9007199254740993,"s":1234567890123456789,"neg":-9007199254740993,"p":1.10}'
cat >answer.py <<end
def answer(path, query, nth):
    return '{"data":[$row]}'
end
start_answers answer.py
# describe NAME RECORDS
describe()
{
	cat >"$1.json" <<end
{"name": "t", "resources": {
"things": {"path": "/things", "records": $2},
"parts": {"path": "/things/{thing}/parts", "records": $2,
  "parent_key": "thing", "parents": {"things": {"id": "id",
    "when": [{"jq": ".s > 1000"}]}}}}}
end
}
describe list '"data"'
describe jq '{"jq": ".data[] | select(.id > 1000)"}'
fetch()
{
	api=$1
	shift
	aai-fetch --api "$api.json" --base-url "$SERVER" "$@" things
}
digits()
{
	expect_status 0 "$1"
	expect_equal "$(grep -cF "${row#\{}" "$OUT")" 1 "keeps all digits"
}
run fetch list
digits "a load without a filter"
for program in . 'select(.id > 5)' '. + {}' 'del(.x)' '{_table, id, s, neg, p}'; do
	run fetch list --jq "$program"
	digits "fetch --jq '$program'"
done
for program in true '.id > 1000' '.id < .s' '.neg < 0 and .p == 1.1'; do
	run fetch list --where "$program"
	digits "fetch --where '$program'"
done
run fetch jq
digits '"records": {"jq": ...}'
run fetch jq --jq . --where '.id != 3'
digits "all of them"
printf '{"_table":"things",%s\n' "${row#\{}" >parents
run aai-fanout --api jq.json --base-url "$SERVER" --jq . \
    --where '.id > 5' parts <parents
digits "fanout's, and its description's conditions"
expect_equal "$(grep -o '"thing":[0-9]*' "$OUT")" '"thing":9007199254740993' \
    "with the parent's id"
run aai-flatten -O --jq . <parents
expect_status 0 "flatten's"
expect_equal "$(grep -cF '"id":9007199254740993,"s":1234567890123456789,"neg":-9007199254740993' "$OUT")" 1 \
    "keeps all digits"

for program in '.id += 1' '{id: (.id % 10)}' '{id: (.s | tostring)}' \
    '{id: (.p * 1e17)}' 'select(.id == 9007199254740992)'; do
	run fetch list --jq "$program"
	expect_status 2 "fetch --jq '$program' is refused"
	expect_stderr_like "libjq rounds" "which says why"
	run aai-flatten -O --jq "$program" <parents
	expect_status 2 "by flatten as well"
done
for program in '.id % 2 == 1' '.id + 1 > .s'; do
	run fetch list --where "$program"
	expect_status 2 "fetch --where '$program' is refused"
	expect_equal "$(grep -c . "$OUT")" 0 "with no record"
done
# libjq 1.7 and later know that these are two numbers.
run fetch list --where '.s == 1234567890123456768'
check "numbers that one double stands for are not said to be equal" \
    test "$STATUS" = 2 -o "$STATUS" = 0
expect_equal "$(grep -c . "$OUT")" 0 "whichever libjq it is"
run fetch list --where '.id == 9007199254740993'
expect_status 2 "a program with a number that libjq rounds is refused at once"
expect_stderr_like "has the number 9007199254740993, which libjq rounds" \
    "and is told which"
done_testing
