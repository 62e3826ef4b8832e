# A state goes on with what was asked for: where the description's method,
# headers or body are others now, other records may be meant.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def answer(r):
    return [{"id": "a", "at": "2026-01-01T00:00:00Z"}]
end

cat >api.json <<'end'
{"name":"t","version":2,"resources":{"things":{"path":"/things",
"method":"POST","body":{"kind":"open","list":[]},
"headers":["X-Tenant: one"],
"incremental":{"time":"at","order":"any","id":"id"},
"table":{"key":{"id":"id"}}}}}
end

load()
{
	run aai-fetch --api "$1" --base-url "$URL" --state state --end things
}
keep()
{
	sed -n 's/.*"state":\(.*\)}$/\1/p' "$OUT" >state
}

load api.json
expect_status 0 "a first load"
keep
load api.json
expect_status 0 "the next one"
expect_equal "$(grep -c '"id": "a"' "$OUT")" 0 "goes on"
keep

# change TITLE SED
change()
{
	sed "$2" api.json >other.json
	load other.json
	expect_status 2 "$1"
	expect_stderr_like "belongs to another selection" "$1 is reported"
}
change "another value in the body" 's/open/done/'
change "another kind of value in it" 's/\[\]/{}/'
change "another name" 's/"kind"/"kinds"/'
change "another method" 's/POST/PUT/'
change "another header" 's/one/two/'
change "one header more" 's/"X-Tenant: one"/&,"X-More: 1"/'

# What does not say which records are meant may change.
sed 's/"name":"t",/&"about":"Things.",/' api.json >other.json
load other.json
expect_status 0 "another phrase"
done_testing
