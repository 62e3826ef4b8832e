# Tokens: asked for as the description says, kept in a file that the programs of
# a pipe share, renewed before they end and once when they are refused in
# mid-run; rotated refresh tokens are used once.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
import base64, time
state = {"n": 0, "refresh": 0, "good": set(), "uses": {}, "life": 3600}
def token():
    with lock:
        state["n"] += 1
        t = "access-token-%d" % state["n"]
        state["good"].add(t)
        return t
def answer(r):
    if r.path.startswith("/set/"):
        state[r.path[5:]] = r.number("to")
        return {}
    if r.path == "/revoke":
        state["good"].clear()
        return {}
    if r.path == "/oauth":
        f = r.form()
        if f.get("client_id") != "me" or \
                f.get("client_secret") != "client-secret-1":
            return 401, {"error": "invalid_client", "error_description":
                "no: " + f.get("client_secret", "")}, {}
        return {"access_token": token(), "expires_in": state["life"]}
    if r.path == "/rotate":
        f = r.form()
        with lock:
            want = "refresh-token-%d" % state["refresh"]
            if f["refresh_token"] != want:
                return 400, {"error": "invalid_grant", "error_description":
                    "%s is used up" % f["refresh_token"]}, {}
            state["refresh"] += 1
        return {"access_token": token(), "expires_in": str(state["life"]),
            "refresh_token": "refresh-token-%d" % state["refresh"]}
    if r.path == "/session":
        b = r.json()
        user = base64.b64decode(r.headers["Authorization"][6:]).decode()
        assert b == {"login": {"user": "me", "password": "pass-word-1"}}, b
        assert user == "app:pass-word-1", user
        return 200, {"ok": True}, {"X-Session": token(),
            "X-Base": "http://127.0.0.1:%d/instance" % s.server_port}
    if r.path.endswith("/data") or r.path.endswith("/children"):
        t = r.headers.get("Authorization", "").removeprefix("Bearer ") \
            or r.headers.get("X-Token", "")
        with lock:
            state["uses"][t] = state["uses"].get(t, 0) + 1
            if state.get("ends") and state["uses"][t] > state["ends"]:
                state["good"].discard(t)
            if state.get("all"):
                state["all"] -= 1
                if state["all"] == 0:
                    state["good"].clear()
        if t not in state["good"]:
            return 401, {"error": "expired: " + t}, {}
        if r.path.endswith("/children"):
            return {"data": [{"id": 10 * r.number("p")}]}
        p = r.number("page", 1)
        return {"data": things(3 * p, 3 * p + 3) if p < 6 else []}
    if r.path == "/text":
        return 200, "hello", {}
    if r.path == "/none":
        return {"access_token": None}
    return 404, "none", {}
end
export XDG_STATE_HOME="$PWD/state" SHOP_SECRET=client-secret-1

# describe REQUEST-AND-MORE [BASE-URL]
describe()
{
	cat >api.json <<end
{"version": 2, "name": "shop", "base_url": "${2-$URL}",
"params": {"user": {"default": "me"}},
"secrets": {"secret": {"env": "SHOP_SECRET"},
  "refresh_token": {"env": "SHOP_REFRESH"},
  "password": {"env": "SHOP_PASSWORD"}},
"auth": {"kind": "token", $1},
"resources": {
"data": {"path": "/data", "records": "data",
  "pages": {"kind": "page", "param": "page"}, "table": {"key": {"id": "id"}}},
"children": {"path": "/children", "records": "data", "parent_key": "p",
  "params": {"q": {"default": "{p}", "in": "none"}, "p2": {}},
  "parents": {"data": {"id": "id"}}, "table": {"key": {"id": "id"}}}}}
end
	sed -i 's,"path": "/children","path": "/children?p={p}",' api.json
}
oauth='"request": {"url": "'$URL'/oauth", "form": {"client_id": "{user}",
  "client_secret": "{secret.secret}", "grant_type": "client_credentials"}},
  "token": "access_token", "expires_in": "expires_in"'
all="3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 "

get()
{
	: >seen
	run aai-fetch --api api.json --retries 1 "$@" data
}
asked() { grep -c "^/$1" seen; }
# set NAME VALUE: of the server's state.
tell() { python3 -c 'import sys, urllib.request as u
u.urlopen(sys.argv[1])' "$URL/$1"; }

describe "$oauth"
get
expect_equal "$STATUS $(ids)" "0 $all" "a token is asked for and used"
expect_stderr_like "the secret in SHOP_SECRET is for $URL, as api.json says" \
    "where the secret goes is said"
expect_equal "$(asked oauth)" 1 "once"
expect_equal "$(stat -c %a state/aai/token-shop-*[0-9a-f])" 600 "its file is its owner's alone"
expect_equal "$(stat -c %a state/aai)" 700 "and so is the folder"
unlike "$ERR" "access-token|client-secret" "it is not shown"
get
expect_equal "$STATUS $(asked oauth)" "0 0" "another run uses it again"

# Refused in mid-run, with others in flight: got again, once.
tell revoke
get
expect_equal "$STATUS $(ids)" "0 $all" "an old token that is refused"
expect_equal "$(asked oauth)" 1 "is got again"
tell "set/ends?to=3"
get
expect_equal "$STATUS $(ids)" "0 $all" "one that ends in mid-run"
expect_equal "$(asked oauth)" 2 "too, as often as it ends"
tell "set/ends?to=0"
unlike "$ERR" "access-token" "and is not shown"

# A pipe shares it.
tell revoke
tell "set/all?to=8" # after 8 requests all tokens end
: >seen
aai-fetch -q --api api.json data 2>err1 |
    aai-fanout -q --api api.json -j 8 children >children 2>err2
expect_equal "$(wc -l <children) $(wc -l <err1) $(wc -l <err2)" "15 0 0" \
    "fetch and fanout share one"

# Before its end it is got anew.
rm -r state
tell "set/life?to=1"
get
tell "set/life?to=3600"
sleep 1.1
get
expect_equal "$STATUS $(asked oauth)" "0 1" "a token that has ended is not used"

# Refused from the start: no second try.
SHOP_SECRET=client-secret-2 get --token-file other
expect_status 4 "a wrong secret is not authenticated"
expect_stderr_like "no token: POST $URL/oauth: 401: .*no: \*\*\*" \
    "the server's words are shown, but no secret"
check "nothing is kept" test ! -e other
unset SHOP_SECRET
get --token-file other
expect_status 4 "nor is a missing one"
expect_stderr_like "no secret 'secret' to get a token with: set SHOP_SECRET, \
or give --secret secret=FILE" "which is said"
export SHOP_SECRET=client-secret-1
describe "${oauth%,*}" # no expires_in
get --token-file other
expect_equal "$STATUS $(ids)" "0 $all" "a lifetime need not be known"

# Files of others.
chmod 644 other
get --token-file other
expect_status 1 "a token file that others can read is refused"
expect_stderr_like "others can read or write the token file 'other'" "as said"
rm other && ln -s victim other
get --token-file other
expect_status 1 "a link is not a token file"
check "nor followed" test ! -e victim
rm other && echo '{"aai_token": 1}' >other && chmod 600 other
get --token-file other
expect_stderr_like "'other' is not a token file" "nor is what says nothing"
rm other && echo '{"aai_token": 2, "salt": "1"}' >other && chmod 600 other
get --token-file other
expect_stderr_like "another version" "nor one of tomorrow"
rm -f other

# A refresh token is used once, whoever comes; the next one is kept first.
rotate='"request": {"url": "'$URL'/rotate", "form": {"refresh_token":
  "{secret.refresh_token}", "grant_type": "refresh_token"}},
  "token": "access_token", "expires_in": "expires_in",
  "refresh": "refresh_token"'
describe "$rotate"
export SHOP_REFRESH=refresh-token-0
get --token-file rotated
expect_equal "$STATUS $(ids)" "0 $all" "a refresh token gives a token"
for i in 1 2 3; do
	tell revoke
	get --token-file rotated
	expect_equal "$STATUS $(asked rotate)" "0 1" "which is rotated, $i"
done
tell revoke
unset SHOP_REFRESH
get --token-file rotated
expect_equal "$STATUS" 0 "the secret is not needed any more"
export SHOP_REFRESH=refresh-token-0
tell revoke
pids=
for i in 1 2 3 4; do
	aai-fetch -q --api api.json --token-file rotated data >"out$i" 2>"err$i" &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || not_ok "each of several runs has it"
done
expect_equal "$(cat out? | wc -l) $(cat err? | wc -l)" "60 0" \
    "several runs at a time take turns"
unlike "$ERR" "token-[0-9]" "no token is shown"
SHOP_SECRET=x SHOP_REFRESH=refresh-token-0 get --token-file lost
expect_status 4 "a used one is refused"
expect_stderr_like "\*\*\* is used up" "which is the server's word"
tell revoke
sed -i 's/"refresh":"[^"]*"/"refresh":"refresh-token-1"/' rotated
get --token-file rotated
expect_status 4 "one that was lost"
expect_stderr_like "a new login is needed" "wants a new login"
# A new login: another refresh token than the file's chain began with.
describe "$rotate"
SHOP_REFRESH=refresh-token-6 get --token-file rotated
expect_equal "$STATUS $(ids)" "0 $all" "a new refresh token begins anew"
describe "$rotate" "$URL/other"
HOME='' XDG_STATE_HOME='' get
expect_status 7 "without a place to keep it it is not used up"

# A login gives a session, and says where to go with it.
describe '"request": {"url": "'$URL'/session", "body": {"login":
  {"user": "{user}", "password": "{secret.password}"}},
  "basic": {"user": "app", "password": "{secret.password}"}},
  "token": {"header": "X-Session"}, "lifetime": "1h",
  "base_url": {"header": "X-Base"},
  "send": {"kind": "header", "name": "X-Token"}' http://login.invalid
SHOP_PASSWORD=pass-word-1 get --spool spool
expect_equal "$STATUS $(ids)" "0 $all" "a session, with its base URL"
expect_equal "$(asked instance/data)" 6 "is where its answer says"
expect_stderr_like "the password in SHOP_PASSWORD is for $URL, as" \
    "where the password goes is said"
unlike "$ERR" "pass-word|access-token" "but not what it is"
check "nothing secret is in the spool" sh -c '! gzip -cdr spool/*/* 2>/dev/null |
    grep -aE "pass-word|access-token"'

# A token of elsewhere: what goes where is said.
describe "$oauth" http://localhost:9
run aai-fetch --api api.json --retries 0 data
expect_stderr_like "the secret in SHOP_SECRET is for $URL, as" "its host"
expect_stderr_like "the token of $URL is for http://localhost:9, as" \
    "and the token's"

# A secret may go to both, each of which is said once.
describe "$oauth" http://localhost:9
query='{"kind": "query", "name": "k", "secret": "secret"}'
sed -i "s/\"auth\": {/\"auth\": [$query, {/; s/\"expires_in\"},\$/&],/
    s/},],/}],/" api.json
run aai-fetch --api api.json --retries 0 data
expect_equal "$(grep -c "the secret in SHOP_SECRET is for" "$ERR")" 2 \
    "a secret goes to two hosts"
run aai-fetch --api api.json --base-url "$URL" --token-file both data
expect_equal "$STATUS $(grep -c "the secret in SHOP_SECRET is for" "$ERR")" \
    "0 1" "or to one"
check "the query has it, but no message" sh -c \
    '! grep -q client-secret "$1" && grep -q k=client-secret-1 seen' sh "$ERR"

# Answers that are none.
describe "${oauth%%,*}"', "form": {}}, "token": "access_token"'
for path in text none missing; do
	sed -i "s,$URL/[a-z]*\",$URL/$path\"," api.json
	get --token-file never
	expect_equal "$STATUS" 1 "an answer of /$path is no token"
	check "nothing is kept" test ! -e never
done

done_testing
