# What a parent's record has goes where templates and parameters name it: path,
# query, header and body; each value of a list is asked for, and all of that is
# put in front of the children.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def answer(r):
    part = r.path.strip("/").split("/")
    if part[0] == "companies" and len(part) == 1:
        return [{"id": 1, "name": "a/b"}, {"id": 2, "name": "x"}]
    if part[0] == "companies" and part[2] == "users":
        # Ids are a company's own.
        return [{"id": i, "zone": None if i == 8 else "z%d" % i}
            for i in (7, 8)]
    if part[0] == "companies" and part[3] == "logs":
        # Those of the second company are older.
        return [{"id": 1, "at": "2026-0%d-01T00:00:00Z" % (9 - int(part[1]))}]
    if part[0] == "companies":
        # /companies/C/U/wages
        return [{"n": 100 * int(part[1]) + int(part[2])}]
    if part[0] == "seen":
        b = r.json()
        assert isinstance(b["user"], int), b
        return [{"q": r.q.get("zone"), "h": r.headers.get("X-Company"),
            "b": b["user"], "region": "own"}]
    if part[0] == "product":
        return [{"id": 1, "got": "%s %s %s" % (r.q["region"], r.q["year"],
            r.q["user"])}]
    if part[0] == "paged":
        at = r.number("at")
        return {"data": things(at, min(at + 2, 3)), "next": at + 2 if at < 2
            else None}
end

cat >api.json <<'end'
{"name":"t","version":2,"resources":{
"companies":{"path":"/companies","table":{"key":{"id":"company_id"}}},
"users":{"path":"/companies/{company_id}/users","parent_key":"company_id",
  "parents":{"companies":{"id":"id"}},
  "table":{"key":{"company_id":"company_id","id":"user_id"}}},
"wages":{"path":"/companies/{company_id}/{user_id}/wages",
  "parent_key":"user_id","carry":["company_id"],
  "parents":{"users":{"id":"id","fields":{"company_id":"company_id"}}},
  "table":{"key":{"company_id":"company_id","user_id":"user_id","n":"n"}}},
"logs":{"path":"/companies/{company_id}/{user_id}/logs",
  "parent_key":"user_id","carry":["company_id"],
  "parents":{"users":{"id":"id","fields":{"company_id":"company_id"}}},
  "incremental":{"time":"at","order":"any"},
  "table":{"key":{"company_id":"company_id","user_id":"user_id","id":"id"}}},
"seen":{"path":"/seen","parent_key":"user_id","carry":["company","zone"],
  "parents":{"users":{"id":"id","fields":{"company":"company_id",
    "zone":{"jq":".zone // empty"}}}},
  "params":{"zone":{}},"headers":["X-Company: {company}"],"method":"POST",
  "body":{"user":"{user_id}"},"for_each":{"region":["eu",1.50]}},
"product":{"path":"/product","parent_key":"user_id",
  "parents":{"users":{"id":"id"}},
  "for_each":{"region":{"param":"regions"},"year":[2023,2024]},
  "params":{"regions":{"in":"none","default":"eu,us"},"region":{},"year":{},
    "user":{"value":"{user_id}"}},
  "table":{"key":{"user_id":"user_id","region":"region","year":"year",
    "id":"id"}}},
"paged":{"path":"/paged","parent_key":"user_id",
  "parents":{"users":{"id":"id"}},"for_each":{"k":["a","b"]},
  "records":"data","params":{"k":{}},
  "pages":{"kind":"cursor","next":"next","param":"at"},
  "table":{"key":{"user_id":"user_id","k":"k","id":"id"}}}}}
end

fetch()
{
	aai-fetch --api api.json --base-url "$URL" "$@"
}
fan()
{
	: >seen
	run aai-fanout --api api.json --base-url "$URL" "$@" <parents
}

fetch companies | aai-fanout --api api.json --base-url "$URL" users >parents
fan wages
expect_status 0 "grandchildren"
expect_stdout "have the ids of all above them" <<'end'
{"_table":"wages","user_id":7,"company_id":1,"n": 107}
{"_table":"wages","user_id":8,"company_id":1,"n": 108}
{"_table":"wages","user_id":7,"company_id":2,"n": 207}
{"_table":"wages","user_id":8,"company_id":2,"n": 208}
end
cat parents parents >twice
aai-fanout --api api.json --base-url "$URL" --stats stats wages <twice \
    >out 2>err
expect_equal "$(wc -l <out) $(cat err)" "4 " \
    "a parent that comes again is known by its fields, too"

# A state knows the parents by all of that.
for want in 4 0; do
	fan --state state --end logs
	sed -n 's/.*"state":\(.*\)}$/\1/p' "$OUT" >new-state
	mv new-state state
	expect_equal "$STATUS $(grep -c '"_table":"logs"' "$OUT")" "0 $want" \
	    "children that are new: $want"
done

# One that does not is an error, where two would be taken for one.
cp api.json whole.json
sed -i 's/"carry":\["company_id"\],//; s/"order":"any"/&,"id":"id"/' api.json
fan --state none --end logs
expect_status 2 "ids of two parents that nothing tells apart"
expect_stderr_like "parent '7' of logs came twice.*\"carry\"" "are reported"
head -n 2 parents >parents.1
cat parents.1 parents.1 >parents.2
run aai-fanout --api api.json --base-url "$URL" --state none --end logs \
    <parents.2
expect_equal "$STATUS $(grep -c '"_table":"logs"' "$OUT")" "0 2" \
    "one that comes again is asked for once"
mv whole.json api.json

head -n 2 parents >two
mv two parents
fan seen
expect_status 0 "values in query, header and body"
expect_stdout "one that is null is not sent; a list's values are in front" \
    <<'end'
{"_table":"seen","user_id":7,"company":1,"zone":"z7","region":"eu","q":"z7","h":"1","b":7,"region_":"own"}
{"_table":"seen","user_id":7,"company":1,"zone":"z7","region":1.50,"q":"z7","h":"1","b":7,"region_":"own"}
{"_table":"seen","user_id":8,"company":1,"region":"eu","q":null,"h":"1","b":8,"region_":"own"}
{"_table":"seen","user_id":8,"company":1,"region":1.50,"q":null,"h":"1","b":8,"region_":"own"}
end
expect_stderr "which is reported once" <<'end'
aai-fanout: seen: parent '8' has no 'zone', and is asked for without it; "when" in the API description leaves such parents out
end

fan product
expect_equal "$STATUS $(sed -n 's/.*"got": "\([^"]*\)".*/\1/p' "$OUT" |
    tr '\n' ,)" "0 eu 2023 7,eu 2024 7,us 2023 7,us 2024 7,eu 2023 8,eu 2024 \
8,us 2023 8,us 2024 8," "the product of lists and parents"
fan product -p year=2020 -p regions=de
expect_equal "$STATUS $(sed -n 's/.*"got": "\([^"]*\)".*/\1/p' "$OUT" |
    tr '\n' ,)" "0 de 2020 7,de 2020 8," "lists and values that are set"
fan product -p regions=,
expect_status 2 "a list of nothing"
expect_stderr_like "nothing is given to ask for as 'region'" "is said"
fan -n product -p regions=a
expect_equal "$(wc -l <"$OUT") $(head -n 1 "$OUT")" \
    "4 GET $URL/product?region=a&year=2023&user=7" "a dry run shows all"

fan paged
expect_equal "$STATUS $(ids)" "0 0 1 2 0 1 2 0 1 2 0 1 2 " \
    "each list has pages and ids of its own"
fan --spool spool paged
fan --spool spool --offline paged
expect_equal "$STATUS $(ids)$(wc -l <seen)" "0 0 1 2 0 1 2 0 1 2 0 1 2 0" \
    "and a place in the spool"

printf '{"_table":"users","id":7,"company_id":1,"zone":"z"}\n' >parents
sed 's/\.zone \/\/ empty/error(\\"no\\")/' api.json >broken.json
aai-fanout --api broken.json --base-url "$URL" seen <parents >out 2>err
expect_equal "$? $(grep -c "field zone of seen" err)" "6 1" \
    "a program that fails on a parent is not nothing"

# A field that a path needs and that is not there.
printf '{"_table":"users","id":9,"company_id":null}\n' >parents
printf '{"_table":"users","id":7,"company_id":1}\n' >>parents
fan --failed failed wages
expect_status 3 "a parent without a value of the path is put aside"
expect_equal "$(cat failed)" '{"_table":"users","id":9,"company_id":null}' \
    "alone"
printf '{"_table":"users","id":7,"company_id":".."}\n' >parents
fan wages
expect_status 6 "one whose value would climb in the path ends it"
printf '7\n' >parents
fan --ids wages
check "plain ids have no fields" test "$STATUS" -ne 0

fetch -p user_id=7 -p company_id=2 wages >out
expect_equal "$(cat out)" \
    '{"_table":"wages","user_id":"7","company_id":"2","n": 207}' \
    "a field may be set"
done_testing
