# A server's words are cut where messages end; a key that they hold, and that is
# cut with them, is covered all the same.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

key=Kq7Zp2Lm9Xw4Rt8Vb3Ny6Hc1Jd5Gf0SaQe
start_server <<end
def answer(r):
    words = "x" * r.number("pad") + "$key"
    return {
        "alone": {"error": words},
        "beside": {"data": things(0, 1), "errors": words},
        "refused": (400, words, {}),
        "page": {"data": things(0, 1), "next": "http://127.0.0.1:1/" + words},
        "redirect": (302, "", {"Location": "http://" + words + "/"}),
        "name": {"data": [{words: 1, "id": None}]},
    }[r.q["kind"]]
end
cat >api.json <<'end'
{"name": "t", "auth": {"kind": "header", "key_env": "T_KEY"}, "resources": {
"list": {"path": "/list", "records": "data",
  "params": {"kind": {}, "pad": {}},
  "pages": {"kind": "next_url", "next": "next"},
  "table": {"key": {"id": "list_id"}}}}}
end
export T_KEY=$key

for kind in alone beside refused page redirect name; do
	: >said
	for pad in $(seq 160 7 310) $(seq 880 11 1030); do
		aai-fetch -v --retries 0 --api api.json --base-url "$URL" \
		    -p kind=$kind -p "pad=$pad" list 2>>said >records
	done
	tr '[:upper:]' '[:lower:]' <said >lower
	unlike lower "$(echo $key | cut -c 1-8 | tr '[:upper:]' '[:lower:]')" \
	    "$kind: the key is not in what is said"
	case $kind in
	page | name)
		;;
	*)
		like said "x{9}\*\*\*" "$kind: but that it was"
		;;
	esac
done
done_testing
