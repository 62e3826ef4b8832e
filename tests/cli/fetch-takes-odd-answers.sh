# Answers that others take are taken: codings that are none, links with blanks,
# headers that ask to wait in ways of their own.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def answer(r):
    if r.path == "/coded":
        return 200, {"data": things(0, 3)}, {"Content-Encoding": r.q["as"]}
    if r.path == "/limited" and r.nth == 1:
        return int(r.q.get("status", 429)), "", {r.q["name"]: r.q["value"]}
    if r.path == "/moved":
        return 302, "", {"Location": "/end?f=a eq 'b'"}
    if r.path == "/end":
        return {"data": things(0, 3) if r.q["f"] == "a eq 'b'" else []}
    if r.path == "/long":
        return (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200000 +
            b"\r\nContent-Length: 2\r\n\r\n[]")
    return {"data": things(0, 3)}
end

# get TARGET OPTION...: fetch what is there.
get()
{
	api "{\"t\":{\"path\":\"$1\",\"records\":\"data\"}}"
	shift
	run aai-fetch --api api.json --base-url "$URL" --retries 1 "$@" t
}

for as in identity none utf-8 UTF-8 utf8 binary identity,%20utf-8 windows-1252
do
	get "/coded?as=$as"
	expect_equal "$STATUS $(ids)" "0 0 1 2 " "Content-Encoding $as is none"
done
for as in br zstd deflate utf-8,br; do
	get "/coded?as=$as"
	expect_status 1 "$as is one that nobody asked for"
	unlike "$ERR" "run again" "which will not pass"
	expect_equal "$(grep -c "as=$as" seen)" 1 "and is not asked for again"
done

get /moved
expect_equal "$STATUS $(ids)" "0 0 1 2 " "blanks in Location are encoded"
get /long
expect_status 1 "a header line too long for libcurl"
expect_stderr_like "a line of the answer's headers is too long" "is named"

now=$(date +%s)
for h in "retry-after-ms&value=10" "x-ratelimit-reset&value=${now}000" \
    "x-ratelimit-reset&value=$now" "x-rate-limit-reset&value=0" \
    "ratelimit&value=limit=9,%20remaining=0,%20reset=0&status=403" \
    "ratelimit&value=%22a%22;r=0;t=0&status=403" \
    "x-rate-limit-remaining&value=0&status=403"; do
	get "/limited?name=$h" --retry-after-max 2s
	expect_equal "$STATUS $(ids)" "0 0 1 2 " "$h is understood"
done
get "/limited?name=x-ratelimit-reset&value=$((now + 3600))000" \
    --retry-after-max 1m
expect_status 5 "an hour is too long to wait"
expect_stderr_like "asks to wait 3[56][0-9][0-9] s" "and given in seconds"
done_testing
