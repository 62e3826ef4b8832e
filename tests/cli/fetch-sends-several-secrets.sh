# A description of version 2 may have several secrets: each goes where it says,
# from its own variable or the file that the user names, and none is shown.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
import base64
def answer(r):
    if r.path == "/two":
        if r.headers["X-Api-Key"] != "Key first-secret" or \
                r.q.get("app") != "second+secret":
            return 401, {"error": "no: %s" % r.target}, {}
        return things(0, 3)
    if r.path == "/basic":
        want = {"1": "me@x.example/token:first-secret", "2": "first-secret:"}
        got = r.headers["Authorization"]
        got = base64.b64decode(got.split(" ")[1]).decode()
        if got != want[r.q["kind"]]:
            return 401, {"error": "no: " + got}, {}
        return things(0, 3)
    if r.path == "/rotates":
        n = r.headers["X-Api-Key"]
        if n == "rotates-one" and r.number("page", 1) > 1 or \
                n not in ("rotates-one", "rotates-two"):
            return 401, {"error": "no: " + n}, {}
        p = r.number("page", 1)
        return things(3 * p, 3 * p + 3) if p < 4 else []
    return 404, "none", {}
end

# describe AUTH [RESOURCE]
describe()
{
	cat >api.json <<end
{"version": 2, "name": "meteo", "base_url": "$URL",
"params": {"mail": {}},
"secrets": {"first": {"env": "METEO_FIRST", "about": "the first one"},
  "second": {"env": "METEO_SECOND"},
  "other": {"env": "AWS_SECRET_ACCESS_KEY"}},
"auth": $1,
"resources": {"r": ${2-"{\"path\": \"/two\"}"}}}
end
}
two='[{"kind": "header", "name": "X-Api-Key", "prefix": "Key ",
  "secret": "first"}, {"kind": "query", "name": "app", "secret": "second"}]'

describe "$two"
export METEO_FIRST=first-secret METEO_SECOND=second+secret
run aai-fetch --api api.json r
expect_status 0 "two secrets go out"
expect_equal "$(ids)" "0 1 2 " "and are taken"
expect_stderr_like "the first in METEO_FIRST is for $URL, as api.json says" \
    "where the one goes is said"
expect_stderr_like "the second in METEO_SECOND is for $URL, as api.json says" \
    "where the other goes, too"
unlike "$ERR" "first-secret|second.secret" "but neither is shown"
METEO_SECOND=wrong-second run aai-fetch --api api.json r
expect_status 4 "a wrong one is refused"
unlike "$ERR" "wrong-second|first-secret" "and not shown as the server does"

unset METEO_FIRST
run aai-fetch --api api.json r
expect_status 4 "one alone is not enough"
expect_stderr_like "no secret 'first': set METEO_FIRST, or give \
--secret first=FILE \(the first one\)" "what is missing is said"
(umask 077 && echo first-secret >file)
run aai-fetch --api api.json --secret first=file r
expect_status 0 "a file is read"
unlike "$ERR" "first in" "which the user knows of"
chmod 644 file
run aai-fetch --api api.json --secret first=file r
expect_stderr_like "others can read the key file 'file'" "as a key's"
for wrong in first= first =file nothing=file; do
	run aai-fetch --api api.json --secret "$wrong" r
	expect_status 2 "--secret $wrong is wrong"
done
run aai-fetch --api api.json --secret first=file --secret first=file r
expect_status 2 "one file a secret"
run aai-fetch --api api.json --secret first=nothing r
expect_status 4 "a file that is not there"

# A stranger's variable is not read for any secret.
describe '{"kind": "header", "secret": "other"}'
run env AWS_SECRET_ACCESS_KEY=hunter2 aai-fetch --api api.json r
expect_status 4 "no other variable is a secret"
expect_stderr_like "api.json names the variable AWS_SECRET_ACCESS_KEY, which \
does not begin with its own name; give --secret other=FILE" "which is said"

# All variables are gone for whoever looks, those of unused secrets too.
export METEO_FIRST=first-secret
describe '{"kind": "header", "name": "X-Api-Key", "prefix": "Key ",
  "secret": "first"}'
run aai-fetch --api api.json --jq '{a: env}' r
describe "$two"
run aai-fetch --api api.json --jq '{a: (env | tostring)}' r
unlike "$OUT" "secret" "no jq program sees them"

# Basic authentication of templates.
describe '{"kind": "basic", "user": "{mail}/token",
  "password": "{secret.first}"}' '{"path": "/basic?kind=1"}'
run aai-fetch --api api.json -p mail=me@x.example r
expect_equal "$STATUS $(ids)" "0 0 1 2 " "a user's name is a parameter"
run aai-fetch --api api.json r
expect_status 4 "which it needs"
run aai-fetch --api api.json -p mail=a:b r
expect_status 4 "and has no colon"
describe '{"kind": "basic", "user": "{secret.first}", "password": ""}' \
    '{"path": "/basic?kind=2"}'
run aai-fetch --api api.json r
expect_equal "$STATUS $(ids)" "0 0 1 2 " "a key is a user's name"

# The spool knows the account by all of them, and has none.
describe "$two"
run aai-fetch --api api.json --spool spool r
expect_status 0 "a load into a spool"
METEO_FIRST=another-one run aai-fetch --api api.json --spool spool --offline r
expect_status 2 "is that of its account"
run env -u METEO_FIRST -u METEO_SECOND aai-fetch --api api.json --spool spool \
    --offline r
expect_equal "$STATUS $(ids)" "0 0 1 2 " "no secret is needed offline"
check "no secret is in it" sh -c '! gzip -cdr spool/*/* 2>/dev/null |
    grep -aE "first-secret|second.secret"'

# A key that is refused in mid-run: the command may have another.
cat >api.json <<end
{"version": 2, "name": "rota", "base_url": "$URL",
"auth": {"kind": "header", "name": "X-Api-Key", "key_env": "ROTA_KEY"},
"resources": {"r": {"path": "/rotates",
  "pages": {"kind": "page", "param": "page"}}}}
end
cat >command <<'end'
if [ -e again ]; then echo rotates-two; else echo rotates-one; fi
: >again
end
run aai-fetch --api api.json --key-command 'sh command' r
expect_equal "$STATUS $(ids)" "0 3 4 5 6 7 8 9 10 11 " \
    "a command is run again for a new key"
run aai-fetch --api api.json --key-command 'echo rotates-one' r
expect_status 4 "the same one is refused"
run aai-fetch --api api.json --key-command 'echo x >>runs; echo other' r
expect_status 4 "one that has not served is not asked for again"
expect_equal "$(wc -l <runs)" 1 "once is enough"

done_testing
