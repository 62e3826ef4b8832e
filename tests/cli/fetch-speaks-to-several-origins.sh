# A description may have several origins: a resource is asked for at its own,
# with the credential that is for that one, which goes nowhere else.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

# One server under two names is two origins; it shows what it was asked with.
start_server <<'end'
def answer(r):
    seen = {"path": r.path, "app": r.q.get("app"),
            "key": r.headers.get("X-Key"),
            "authorization": r.headers.get("Authorization")}
    if r.path.startswith("/away"):
        return 302, "", {"Location": r.q["to"] + "/a"}
    return 200, seen, {}
end
A=$URL
B=http://localhost:${URL##*:}

# describe [ORIGINS [RESOURCES]]
cat >origins <<end
{"second": {"base_url": "$B", "about": "the other one",
  "auth": {"kind": "query", "name": "app", "secret": "app"}},
 "open": {"base_url": "$B/open", "base_url_env": "TWO_OPEN_URL",
  "regions": {"eu": "$B/eu"}}}
end
cat >resources <<end
{"a": {"path": "/a"}, "b": {"path": "/b", "origin": "second"},
 "c": {"path": "/c", "origin": "open"},
 "child": {"path": "/child/{id}", "origin": "second", "parent_key": "id",
  "parents": {"a": {"id": "path"}}},
 "other": {"path": "/other/{id}", "parent_key": "id",
  "parents": {"a": {"id": "path"}}}}
end
describe()
{
	cat >api.json <<end
{"version": ${3-2}, "name": "two", "base_url": "$A",
"secrets": {"key": {"env": "TWO_KEY"}, "app": {"env": "TWO_APP"}},
"auth": {"kind": "header", "name": "X-Key"},
"origins": ${1-$(cat origins)},
"resources": ${2-$(cat resources)}}
end
}
export TWO_KEY=key-secret TWO_APP=app-secret
# shows RESULT TITLE: what the answer says it was asked with.
shows()
{
	expect_equal "$(jq -r '[.path, .key, .app, .authorization] |
	    map(. // "-") | join(" ")' "$OUT")" "$1" "$2"
}

describe
run aai-fetch --api api.json a
expect_status 0 "the API's own origin is asked"
shows "/a key-secret - -" "with its key alone"
expect_stderr_like "the key in TWO_KEY is for $A, as api.json says" \
    "which is said"
unlike "$ERR" TWO_APP "and the other secret is not mentioned"
run aai-fetch --api api.json b
shows "/b - app-secret -" "another origin gets its own alone"
expect_stderr_like "the app in TWO_APP is for $B, as api.json says" \
    "which is said"
unlike "$ERR" "TWO_KEY|app-secret" "and nothing of the key"
run aai-fetch --api api.json c
shows "/open/c - - -" "one of which nothing is said gets none"
unlike "$ERR" "TWO_KEY|TWO_APP" "so none is mentioned"
run env -u TWO_KEY -u TWO_APP aai-fetch --api api.json c
expect_status 0 "and none is needed"
run env -u TWO_KEY aai-fetch --api api.json b
expect_status 0 "nor is that of another origin"
run env -u TWO_APP aai-fetch --api api.json b
expect_status 4 "its own is"

# One is said to be elsewhere by its name; regions are an origin's own.
run aai-fetch --api api.json --base-url "$B/own" a
shows "/own/a key-secret - -" "--base-url is of the API's own"
run aai-fetch --api api.json --base-url "second=$A/x" b
shows "/x/b - app-secret -" "or of the one that it names"
run aai-fetch --api api.json --base-url "$B" --base-url "second=$A/x" b
shows "/x/b - app-secret -" "beside that of the API's own"
run aai-fetch --api api.json --base-url "$A" b
expect_status 2 "one that is not said to be elsewhere is not asked then"
expect_stderr_like "give --base-url second=URL" "and how to say it is said"
run aai-fetch --api api.json --base-url "third=$A" a
expect_status 2 "a name must be one of an origin"
run aai-fetch --api api.json --base-url "$A" --base-url "$B" a
expect_status 2 "and each be given once"
run env TWO_OPEN_URL="$A/env" aai-fetch --api api.json c
shows "/env/c - - -" "each may have a variable of its own"
run aai-fetch --api api.json --region eu c
shows "/eu/c - - -" "and regions"
run aai-fetch --api api.json --region eu a
expect_status 2 "which are not those of another one"

# The children of one origin's records may be at another.
echo '{"_table":"a","path":"p1"}' >parents
run aai-fanout --api api.json child <parents
shows "/child/p1 - app-secret -" "children are asked for at their own origin"
run aai-fanout --api api.json child other <parents
expect_status 2 "a run speaks to one origin"
expect_stderr_like "'child' and 'other' are at different origins \(second, \
the API's own\)" "and says which they are"

# A redirect to another origin of the description is one to elsewhere.
describe '{}' "{\"a\": {\"path\": \"/away\",
    \"params\": {\"to\": {\"default\": \"$B\"}}}}"
run aai-fetch --api api.json --retries 0 a
expect_status 1 "a redirect does not lead from one to the other"

# What is wrong is refused, with its place and the reason.
# wrong ORIGINS RESOURCES WHY
wrong()
{
	describe "$1" "${2:-$(cat resources)}" "${4-2}"
	run aai-fetch --api api.json a
	expect_status 2 "refused: $3"
	expect_stderr_like "$3" "and said"
}
wrong '[]' "" "origins: .*an object of origins"
wrong '{"A b": {"base_url": "http://x"}}' "" "origins: .*names of small letters"
wrong '{"": {"base_url": "http://x"}}' "" "origins: .*names of small letters"
wrong '{"x": 1}' "" "origins: x: .*object"
wrong '{"x": {}}' "" "origins: x: .*'base_url'"
wrong '{"x": {"base_url": 1}}' "" "x: base_url: .*"
wrong '{"x": {"base_url": "http://{no}"}}' '{"a": {"path": "/a"}}' \
    "origins: x: base_url: .*no"
wrong '{"x": {"base_url": "http://x", "base_url_env": 1}}' "" \
    "x: base_url_env: .*string"
wrong '{"x": {"base_url": "http://x", "about": []}}' "" "x: about: .*string"
wrong '{"x": {"base_url": "http://x", "regions": []}}' "" \
    "x: regions: .*an object of base URLs"
wrong '{"x": {"base_url": "http://x", "regions": {"r": "http://{no}"}}}' \
    '{"a": {"path": "/a"}}' "origins: x: regions: r: .*no"
wrong '{"x": {"base_url": "http://x", "more": 1}}' "" "x: .*more"
wrong '{"x": {"base_url": "http://x", "auth": {"kind": "header",
    "secret": "none"}}}' "" "origins: x: auth: secret: 'none' is not one"
wrong '{"x": {"base_url": "http://x", "auth": {"kind": "token", "request":
    {"url": "http://y"}, "token": "t", "lifetime": "1h"}}}' "" \
    "x: auth: a token is for the API's own origin"
wrong '{"x": {"base_url": "http://x", "auth": [{"kind": "header"},
    {"kind": "header", "secret": "app"}]}}' "" \
    "origins: x: auth: two credentials go under 'Authorization'"
wrong '{}' '{"a": {"path": "/a", "origin": "x"}}' \
    "resources: a: origin: 'x' is not one of 'origins'"
wrong '{}' '{"a": {"path": "/a", "origin": 1}}' "a: origin: .*string"
describe '{}' '{"a": {"path": "/a"}}' 1
sed -i '/secrets/d' api.json
run aai-fetch --api api.json a
expect_status 2 "the first version has none"
expect_stderr_like "origins.*version.* 2" "which is said"

# A description from elsewhere takes no variable for another origin either.
describe '{"x": {"base_url": "http://127.0.0.1:1", "base_url_env": "HOME"}}' \
    '{"a": {"path": "/a", "origin": "x"}}'
run aai-fetch --api api.json --retries 0 --dry-run a
expect_equal "$(cat "$OUT")" "GET http://127.0.0.1:1/a" \
    "a variable of others is not read"

done_testing
