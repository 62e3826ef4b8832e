# A document that means harm, or is merely wrong, ends with a clear error, or
# with what can be described, in bounded memory: circles, what is nested
# deeply, aliases that explode, parts without end, 10^5 operations, odd paths.

. "$ROOT/tests/lib.sh"
need jq python3

python3 - <<'end'
import json
ok = {"responses": {"200": {"content": {"application/json": {"schema":
    {"$ref": "#/components/schemas/a"}}}}}}
schemas = {"a": {"type": "array", "items": {"type": "object",
    "properties": {"id": {"type": "string"}}}}}
def write(name, paths, more={}, **top):
    json.dump(dict({"openapi": "3.0.0", "info": {"title": "H"},
        "servers": [{"url": "https://h.example"}], "paths": paths,
        "components": {"schemas": dict(schemas, **more)}}, **top),
        open(name, "w"))
def of(schema):
    return {"get": {"responses": {"200": {"content": {"application/json":
        {"schema": schema}}}}}}
def ref(name):
    return {"$ref": "#/components/schemas/" + name}
write("many.json", {"/a%d" % i: {"get": ok} for i in range(100000)})
write("circles.json", {"/a": {"get": ok}, "/c": {"$ref": "#/paths/~1c"},
    "/d": {"get": {"parameters": [{"$ref": "#/y"}],
        "responses": {"200": {"$ref": "#/y"}}}},
    "/e": of(ref("u")), "/t": of({"type": "array", "items": ref("n")})},
    {"u": {"allOf": [ref("u")]}, "n": {"type": "object", "properties":
        {"id": {"type": "integer"}, "up": ref("n"), "kids":
            {"type": "array", "items": ref("n")}}}}, y={"$ref": "#/y"})
bomb = {"b%d" % i: {"allOf": [ref("b%d" % (i + 1))] * 10} for i in range(30)}
write("parts.json", {"/a": {"get": ok}, "/b":
    of({"type": "array", "items": ref("b0")})}, bomb)
write("odd.json", {"/a": {"get": ok}, "/x/{\x1b[31m}/y": {"get": ok},
    "/{a": {"get": ok}, "no": {"get": ok}, "/ b": {"get": ok},
    "/{next}/{page}/{p}/{p}": {"get": ok}, "/n": None, "/m": {"get": 7},
    "/k": {"get": {"parameters": 5, "responses": []}},
    "/" + "long" * 200: {"get": ok}})
write("elsewhere.json", {"/a": {"get": ok}, "/f": of({"$ref":
    "file:///etc/passwd"}), "/g": of({"$ref": "other.yaml#/x"})})
open("deep.json", "w").write('{"openapi":"3.0.0","x":' + "[" * 100000)
open("deep.yaml", "w").write("openapi: 3.0.0\nx: " + "[" * 100000)
lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
for i in range(20):
    lines.append("a%d: &a%d [%s]" % (i + 1, i + 1, ", ".join(["*a%d" % i] * 9)))
open("bomb.yaml", "w").write("openapi: 3.0.0\n" + "\n".join(lines))
open("tags.yaml", "w").write("".join("%%TAG !a%d! tag:x,\n" % i
    for i in range(5000)) + "---\nopenapi: 3.0.0\n")
open("self.yaml", "w").write("openapi: 3.0.0\nx: &x [*x]\n")
open("cut.json", "w").write('{"openapi": "3.0.0",\n"paths": {"/a"')
open("cut.yaml", "w").write('openapi: 3.0.0\npaths: {"/a": "\n')
open("bytes.yaml", "wb").write(b"openapi: 3.0.0\nx: \xff\xfe\n")
open("nothing.json", "w").write("{}")
open("empty.json", "w").write("")
open("four.json", "w").write('{"openapi": "4.0.0"}')
end

# refused FILE STATUS WORDS...: the one line that says why.
refused()
{
	run aai-describe "$1"
	expect_status "$2" "$1 is refused"
	shift 2
	like "$CAPTURE/err" "^aai-describe: .*$*" "... with the reason"
	[ "$(wc -l <"$CAPTURE/err")" -eq 1 ] || not_ok "... in one line"
}

refused many.json 8 'it has 100000 operations, and a description takes'
refused deep.json 6 'line 1: invalid JSON at byte [0-9]*: it is nested too deeply'
refused deep.yaml 6 'line 2: it is nested too deeply'
refused bomb.yaml 6 'line [0-9]*: aliases make too much of this document'
refused tags.yaml 6 'more than 100 %TAG lines'
refused self.yaml 6 'line 2: an alias of what it is a part of'
refused cut.json 6 'line 2: invalid JSON'
refused cut.yaml 6 'line [0-9]*: invalid YAML'
refused bytes.yaml 6 'invalid YAML at byte 18'
refused nothing.json 6 'it is neither an OpenAPI file nor'
refused empty.json 6 'it is empty'
refused four.json 6 'OpenAPI of version 4.0.0 is not known'
run aai-describe --only a5 many.json
expect_status 0 "--only chooses of what is too much"
jq -c '.resources | keys' "$CAPTURE/out" >keys
same keys "... the one alone" <<'end'
["a5"]
end
run aai-describe --memory 1M many.json
expect_status 6 "what is larger than --memory allows is refused"
like "$CAPTURE/err" 'longer than 131072 bytes' "... and it is said"

for f in circles parts elsewhere; do
	run aai-describe $f.json
	expect_status 0 "$f.json does not keep others from being described"
	cp "$CAPTURE/out" made.json
	jq -c '.resources.a.table.key' made.json >key
	same key "... as they are" <<-'end'
	{"id":"a_id"}
	end
done
run aai-describe circles.json
jq -c '.resources.t.table' "$CAPTURE/out" >table
same table "what is within itself is JSON" <<'end'
{"key":{"id":"t_id"},"columns":{"id":"bigint"},"json":["up","kids"]}
end
run aai-describe odd.json
expect_status 3 "operations that are odd are left out"
jq -c '."//left_out"' "$CAPTURE/out" >left
same left "... by name" <<'end'
["/x/{\u001b[31m}/y: its path is not well formed","/{a: its path is not well formed","no: its path is not well formed","/ b: its path is not well formed","GET /k: its answer has no schema"]
end
unlike "$CAPTURE/err" "$(printf '\033')" "... in words that command no terminal"
cp "$CAPTURE/out" odd.out
run aai-fetch --api odd.out -p next_id=1 -p page_id=2 -p p=3 -p p_2=4 \
    --dry-run root
like "$CAPTURE/out" '^GET https://h.example/1/2/3/4' \
    "names that pages have are not a path's"

if [ -z "${SAN-}${VALGRIND-}${EMULATOR-}" ]; then
	run "$BUILD/tools/peak" peak aai-describe many.json
	check "memory is bounded ($(cat peak) KiB)" test "$(cat peak)" -lt 300000
fi
done_testing
