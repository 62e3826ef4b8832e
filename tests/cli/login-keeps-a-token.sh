# A person says yes in a browser, or types a code on another device; the token
# is kept for the other programs, and nothing of it is shown.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
import base64, hashlib
state = {"n": 0, "refresh": 0, "good": set(), "codes": {}, "polls": 0}
def grant():
    with lock:
        state["n"] += 1
        state["refresh"] += 1
        t = "access-token-%d" % state["n"]
        state["good"].add(t)
        return {"access_token": t, "expires_in": 3600,
            "refresh_token": "refresh-token-%d" % state["refresh"]}
def answer(r):
    if r.path == "/authorize":
        assert r.q["response_type"] == "code" and r.q["scope"] == "read all"
        assert r.q["code_challenge_method"] == "S256", r.q
        assert r.q["access"] == "offline of eu", r.q
        code = "code-%d" % len(state["codes"])
        state["codes"][code] = (r.q["code_challenge"], r.q["redirect_uri"])
        return {"code": code, "state": r.q["state"],
            "redirect": r.q["redirect_uri"]}
    if r.path == "/device":
        f = r.form()
        assert f["client_id"] == "client-1" and f["scope"] == "read all", f
        state["polls"] = 0
        return {"device_code": "device-code-1", "user_code": "WDJB-MJHT",
            "verification_uri": "https://y.example/device", "interval": 1}
    if r.path == "/hostile":
        state["polls"] = 0
        return {"device_code": "device-code-1", "user_code": "W\x1b[31mX",
            "verification_uri": "https://y.example/\u009b\u202e",
            "interval": 1}
    if r.path == "/token":
        f = r.form()
        if f["client_id"] != "client-1" or \
                f.get("client_secret") != "client-secret-1":
            return 401, {"error": "invalid_client",
                "error_description": f.get("client_secret", "none")}, {}
        if f["grant_type"] == "authorization_code":
            challenge, redirect = state["codes"].pop(f["code"])
            digest = hashlib.sha256(f["code_verifier"].encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != \
                    challenge or redirect != f["redirect_uri"]:
                return 400, {"error": "invalid_grant"}, {}
            return grant()
        if f["grant_type"] == "refresh_token":
            if f["refresh_token"] != "refresh-token-%d" % state["refresh"]:
                return 400, {"error": "invalid_grant"}, {}
            return grant()
        state["polls"] += 1
        if state["polls"] == 1:
            return 400, {"error": "authorization_pending"}, {}
        if r.headers["X-None"] or f["device_code"] != "device-code-1":
            return 400, {"error": "expired_token"}, {}
        return grant()
    if r.path == "/revoke":
        state["good"].clear()
        return {}
    if r.path == "/data":
        t = r.headers.get("Authorization", "")[7:]
        return [dict(x, at="2026-03-01") for x in things(0, 3)] \
            if t in state["good"] else (401, {"error": "who?"}, {})
    return 404, "none", {}
end
export XDG_STATE_HOME="$PWD/state" CRM_SECRET=client-secret-1
cat >api.json <<end
{"version": 2, "name": "crm", "base_url": "$URL",
"params": {"site": {"default": "eu"}},
"secrets": {"secret": {"env": "CRM_SECRET"}, "refresh_token": {}},
"auth": {"kind": "token",
  "request": {"url": "$URL/token", "form": {"grant_type": "refresh_token",
    "client_id": "client-1", "client_secret": "{secret.secret}",
    "refresh_token": "{secret.refresh_token}"}},
  "token": "access_token", "expires_in": "expires_in",
  "refresh": "refresh_token",
  "login": {"url": "$URL/authorize", "device_url": "$URL/device",
    "client_id": "client-1", "client_secret": "{secret.secret}",
    "scope": "read all", "params": {"access": "offline of {site}"}}},
"resources": {"data": {"path": "/data"}}}
end

# The browser: open what standard output shows, and go where that leads, but
# first as somebody else would.  browse CHANGE: what becomes of the query.
cat >browser.py <<'end'
import json, sys, time, urllib.parse, urllib.request as u
def get(url):
    try:
        return u.urlopen(url, timeout=10).read().decode()
    except Exception as e:
        return repr(e)
for i in range(200):
    url = open("shown").read()
    if url.endswith("\n"):
        break
    time.sleep(0.05)
a = json.loads(get(url.strip()))
back = a["redirect"]
def come(**q):
    print(get(back + "?" + urllib.parse.urlencode(q)).strip())
print(get(back + "favicon.ico")[:20])
come(code="stolen", state="guessed")
come(code="stolen")
if sys.argv[1] == "no":
    come(error="access_denied", error_description="not today",
        state=a["state"])
else:
    come(code=a["code"], state=a["state"])
end
log_in()
{
	how=$1
	shift
	: >shown
	python3 browser.py "$how" >browsed 2>&1 &
	browser=$!
	aai-login --api api.json "$@" >shown 2>err
	STATUS=$?
	wait "$browser"
}

run aai-fetch --api api.json data
expect_status 4 "without a login there is no token"
expect_stderr_like "no secret 'refresh_token' to get a token with: .*; or log \
in by aai-login" "and what to do is said"

log_in yes
expect_equal "$STATUS" 0 "a login by a browser"
like err "the secret in CRM_SECRET is for $URL, as api.json says" \
    "where the secret goes is said"
like err "logged in: the token is in '$PWD/state/aai/token-crm-" "and the token"
expect_equal "$(grep -c "not the end of a login" browsed)" 2 \
    "requests of others are not the login's"
like browsed "You are logged in" "the person is told"
unlike err "client-secret|access-token|refresh-token|code-" "nothing is shown"
unlike shown "client-secret" "not in the address either"
like shown "^$URL/authorize[?]response_type=code&client_id=client-1&\
redirect_uri=http%3A%2F%2F127.0.0.1%3A[0-9]+%2F&scope=read%20all&state=" \
    "which has what it needs"
expect_equal "$(stat -c %a state/aai/token-crm-*[0-9a-f])" 600 \
    "the file is its owner's"
run aai-fetch --api api.json data
expect_equal "$STATUS $(ids)" "0 0 1 2 " "the others find it"
python3 -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1])' \
    "$URL/revoke"
run aai-fetch --api api.json data
expect_equal "$STATUS $(ids)" "0 0 1 2 " "and refresh it"

log_in no
expect_equal "$STATUS" 4 "a login that is refused"
like err "the login was refused: access_denied: not today" "with its words"
CRM_SECRET=wrong-secret log_in yes
expect_equal "$STATUS" 4 "a client that is refused"
like err "no token: POST $URL/token: 401: .*\*\*\*" "with the server's words"
run aai-login --api api.json --timeout 1s
expect_status 5 "nobody comes"
expect_stderr_like "nobody has logged in within the time allowed" "as said"

run aai-login --api api.json --device --token-file mine
expect_status 0 "a login by a code"
expect_stdout "what to open and what to type" <<'end'
https://y.example/device
WDJB-MJHT
end
expect_stderr_like "and type WDJB-MJHT there" "are said"
unlike "$ERR" "device-code|access-token" "but no secret"
run aai-fetch --api api.json --token-file mine data
expect_equal "$STATUS $(ids)" "0 0 1 2 " "a token of that is used"

# Another person's login, with the same program's secrets, is another account.
sed 's|{"data":|&{"path": "/data", "table": {"key": {"id": "data_id"}},\
    "incremental": {"time": "at", "order": "any"}}, "other":|' api.json \
    >dated.json
run aai-fetch --api dated.json --token-file mine --state state.json data
sed -n 's/.*"state":\(.*\)}$/\1/p' "$OUT" >state.json
check "a state" test -s state.json
run aai-fetch --api dated.json --token-file mine --state state.json data
expect_equal "$STATUS $(grep -c '"id"' "$OUT")" "0 0" "is of a login"
run aai-login --api api.json --device --token-file mine
run aai-fetch --api dated.json --token-file mine --state state.json data
expect_status 2 "and not of another one"
expect_stderr_like "is of another account .*--same-account" "as is said"
run aai-fetch --api dated.json --token-file mine --state state.json \
    --same-account data
expect_status 0 "unless that was of the same person"

sed 's,/device",/hostile",' api.json >hostile.json
run aai-login --api hostile.json --device --token-file mine
expect_status 0 "a server that says something else"
expect_stdout "commands no terminal" <<'end'
https://y.example/\x9b\u202e
W\x1b[31mX
end

sed 's/"device_url"[^,]*,//' api.json >browser.json
run aai-login --api browser.json --device
expect_status 2 "no device without its URL"
sed 's/"login"/"\/\/login"/' api.json >none.json
run aai-login --api none.json
expect_status 2 "no login without a description of it"
run aai-login
expect_status 2 "nor with the API that is built in"
sed 's/offline of {site}/{secret.secret}/' api.json >leak.json
run aai-login --api leak.json
expect_status 2 "no secret goes through a browser"
expect_stderr_like "login: params: '\{secret.secret\}' is a secret" "as said"

done_testing
