# Files that links lead to are saved whole or not at all, go on where a run was
# cut, and stay in their folder, whatever the ids are.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

# The stand-in's recordings and redacted audio.
start_mock -t 30 --items 12 --expired-links 1 --redacted-waits 0
agents="--base-url=agents=$ASSEMBLYAI_BASE_URL"
aai-fetch "$agents" sessions >listed
run aai-fanout "$agents" session_audio <listed
expect_status 2 "files need a folder"
expect_stderr_like "give --save DIR" "which is said"
run aai-fanout "$agents" --save audio session_audio <listed
expect_status 0 "recordings are saved"
expect_equal "$(find audio/session_audio -name 'sess_*.ogg' -size +19k |
    wc -l)" 11 "each as a file"
expect_equal "$(find audio -type f | wc -l)" 11 "and nothing beside them"
jq -r '[.session_id, .file, .bytes] | @tsv' "$OUT" >said
while read -r id name bytes; do
	[ "$name" = "$id.ogg" ] &&
	    [ "$(wc -c <"audio/session_audio/$name")" = "$bytes" ] ||
	    echo "$name"
done <said >wrong
expect_equal "$(wc -l <said) $(cat wrong)" "11 " "records say which"
run aai-fanout "$agents" --save audio --stats stats session_audio <listed
expect_equal "$(jq .wire_bytes stats) $(jq -s length "$OUT")" \
    "$(jq .body_bytes stats) 11" "whole ones are not fetched again"
aai-fetch transcripts >transcripts
run aai-fanout -q --save audio redacted_audio_files <transcripts
expect_status 0 "redacted audio is saved"
check "as it came" sh -c 'head -c 3 audio/redacted_audio_files/*.mp3 |
    grep -q ID3'

start_server <<'end'
data = bytes(i * i % 251 for i in range(100000))
version = {}
def answer(r):
    if not r.path.startswith("/file/"):
        n = r.path[6:]
        return 200, {"url": "http://127.0.0.1:%s/file/%s.bin?n=%d" % (
            r.headers["Host"].split(":")[1], n.replace("%", "_"), r.nth)}, {}
    n = r.path[6:-4]
    with open("asked", "a") as f:
        f.write("%s %s\n" % (n, r.headers.get("Range")))
    old = open("version").read().strip()
    tag, body, start = '"%s"' % old, data, 0
    if n == "weak":
        tag = "W/" + tag
    if old == "2":
        body = data[::-1]
    if r.headers.get("Range") and r.headers.get("If-Range") == tag:
        start = int(r.headers["Range"][6:-1])
    head = "HTTP/1.1 %s\r\nETag: %s\r\nConnection: close\r\n" % (
        "206 Partial" if start else "200 OK", tag)
    if start:
        head += "Content-Range: bytes %d-%d/%d\r\n" % (
            start + (n == "shifted"), len(body) - 1, len(body))
    if n[:3] == "not":
        head = head.replace("200 OK", n[3:])
    if n == "emptied" and r.nth > 1:
        return head.encode() + b"Content-Length: 0\r\n\r\n"
    if n == "emptied":
        return head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + (
            b"5\r\nstale\r\n")
    if n == "gzip":
        head += "Content-Encoding: gzip\r\n"
    if n == "empty":
        body = b""
    if n != "endless":
        head += "Content-Length: %d\r\n" % (len(body) - start)
    last = len(body)
    if open("cut").read().strip() == "yes":
        last = start + 30000
    return head.encode() + b"\r\n" + body[start:last]
end
cat >api.json <<end
{"version": 2, "name": "two", "base_url": "$URL",
"resources": {"list": {"path": "/list"}, "f": {"path": "/item/{id}",
  "parent_key": "id", "parents": {"list": {"id": "id"}}, "format": "file",
  "follow": "url"}}}
end
python3 -c 'import sys; sys.stdout.buffer.write(
    bytes(i * i % 251 for i in range(100000)))' >want
# save ID: cut or not, of a version, as the files say.
save()
{
	printf '%s\n' "$1" >ids
	: >asked
	run aai-fanout --api api.json --retries 0 --save d --ids f <ids
}
echo yes >cut
echo 1 >version
save a
expect_status 5 "a file that is cut fails"
check "and is none" test ! -e d/f/a.bin
save a
echo no >cut
save a
expect_status 0 "it goes on in a later run"
expect_equal "$(cat asked)" "a bytes=60000-" "from where it was"
check "and is what it should be" cmp want d/f/a.bin
expect_equal "$(ls -A d/f)" a.bin "alone"
: >asked
save a
expect_equal "$(cat asked)$(jq .bytes "$OUT")" 100000 "it is not asked for again"

echo yes >cut
save b
echo no >cut
echo 2 >version
save b
expect_status 0 "of another version nothing is kept"
python3 -c 'import sys; sys.stdout.buffer.write(
    open("want", "rb").read()[::-1])' >other
check "so that the file is of one" cmp other d/f/b.bin
echo yes >cut
save weak
echo no >cut
save weak
expect_equal "$(cat asked)" "weak None" \
    "where a version tells no bytes it begins anew"
check "and is whole" cmp other d/f/weak.bin
echo yes >cut
save shifted
echo no >cut
save shifted
expect_status 1 "a rest from elsewhere is refused"
check "and is none" test ! -e d/f/shifted.bin
save shifted
check "then it begins anew" cmp other d/f/shifted.bin
save gzip
expect_status 1 "a file that is packed on the way is refused"
save endless
expect_status 1 "one that nothing says the end of, too"
save empty
expect_equal "$STATUS $(wc -c <d/f/empty.bin)" "0 0" "an empty one is one"
for id in not202 not204 not203; do
	save $id
	expect_status 1 "an answer of status ${id#not} is no file"
done
check "and leaves none" sh -c '! ls d/f | grep not'
printf '%s\n' emptied >ids
run aai-fanout --api api.json --retries 2 --save d --ids f <ids
expect_equal "$STATUS $(wc -c <d/f/emptied.bin)" "0 0" \
    "one that is empty after a cut has nothing of what came before"

# Ids are names of files, and never paths.
for id in ../../up .. a/b .hidden 'a%2fb' -x 'é' 'a.part'; do
	save "$id"
done
expect_equal "$(find . -newer api.json -name '*up*' | sort)" \
    "./d/f/%2E%2E%2F%2E%2E%2Fup.bin" "an id that is a path leads nowhere"
expect_equal "$(ls -A d | tr '\n' ' ')" "f " "all is in the folder"
check "as files with names of their own" test -e "d/f/a%2Fb.bin" \
    -a -e "d/f/a%252fb.bin" -a -e "d/f/%2Ehidden.bin" -a -e d/f/-x.bin
mkdir outside
ln -s ../../outside/x d/f/link.bin
ln -s ../../outside/y d/f/.evil.bin.part
save link
expect_status 7 "a symbolic link in the place of a file is not followed"
save evil
expect_status 7 "nor one in the place of its part"
expect_equal "$(ls -A outside)" "" "so nothing is written there"
save "$(printf '%0300d' 1)"
expect_status 1 "an id that is too long for a name is refused"

printf '{"version": 2, "name": "two", "base_url": "%s", "resources":
    {"f": {"path": "/f", "format": "file"}}}\n' "$URL" >wrong.json
run aai-fetch --api wrong.json f
expect_status 2 "files are what links lead to"
expect_stderr_like "f: 'follow' beside a format of file" "which is said"

done_testing
