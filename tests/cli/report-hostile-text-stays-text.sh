# Whatever a table, a column, a value or a folder is called, it is text in a
# report: no markup, no script, nothing that a reader would obey.

. "$ROOT/tests/lib.sh"
need python3

python3 - <<'end'
import json

TEXTS = [
    "</script><script>alert(1)</script>", "<!--", "-->", "]]>", "<![CDATA[",
    "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "&lt;b&gt;",
    "&#60;b&#62;", "</title></style></svg></table><b>", "{{script}}", "{{name}}",
    "a\u2028b\u2029c", "\u202eevil\u2066", "\x1b[31mred\x07", "\x9b1m", "tab\there",
    "line\nbreak", "NUL\x00here", "javascript:alert(1)", "`${alert(1)}`", "",
    "\U0001f469\u200d\U0001f680 \u65e5\u672c\u8a9e", "\ufeff", "a" * 5000,
    "erDiagram", "PK", "\\", "%", "# ; : {", "Table \"x\" {", "'''", "//", "/*",
]
with open("texts.json", "w") as f:
    json.dump(TEXTS, f)
columns = [{"name": t, "type": "text"} for t in TEXTS if t]
with open("rows", "w") as f:
    names = [t for t in TEXTS if t and "/" not in t and len(t) < 200 and
             not any(ord(c) < 32 or ord(c) == 127 for c in t)
             and not t.startswith(".")]
    names.append("plain")
    for name in names:
        table = {"_table": name, "_columns": [
            {"name": "<k>_id", "type": "text", "key": True}] + columns}
        f.write(json.dumps(table) + "\n")
        for t in TEXTS:
            row = {"_table": name, "<k>_id": t}
            row.update((c["name"], t) for c in columns)
            f.write(json.dumps(row) + "\n")
end
mkdir "<b onclick='x'>&amp; \"q\""
cd "<b onclick='x'>&amp; \"q\"" || exit 1
for kind in parquet csv; do
	run aai-sink-$kind -q -o $kind <../rows
	expect_status 0 "$kind: such tables are loaded"
	run aai-report $kind
	expect_status 0 "$kind: and reported on"
	cp "$OUT" page.html
	run python3 "$ROOT/tests/report_page.py" --text page.html
	expect_status 0 "$kind: the page has nothing but its own markup"
	expect_silence "$kind: as its parser says"
	like "$OUT" '^</script><script>alert' "$kind: a script is text"
	like "$OUT" '^\\u202eevil\\u2066$' "$kind: directions are spelled"
	like "$OUT" '^\{\{script\}\}$' "$kind: so are no placeholders"
done
cd .. || exit 1
aai-report "<b onclick='x'>&amp; \"q\"/parquet/plain.parquet" >page.html
cp -r "<b onclick='x'>&amp; \"q\"/parquet" "<i>&"
aai-report "<i>&" >page.html
run python3 "$ROOT/tests/report_page.py" --text page.html
expect_status 0 "a folder's name is text"
like "$OUT" '^<i>&$' "as it is"

# Bytes that are no UTF-8, in names and in values.
printf 'a\377b,\300\200,\355\240\200\n1,\303,\360\237\n<,\364\220\200\200,x\n' \
    >bytes.csv
run aai-report bytes.csv
expect_status 0 "bytes that are not UTF-8 are reported on"
cp "$OUT" page.html
run python3 "$ROOT/tests/report_page.py" --text page.html
expect_status 0 "and are no faults of the page"

# The models are text of others as well.
for form in mermaid dbml; do
	run aai-report --$form "<i>&"
	expect_status 0 "--$form: such names are written"
	check "--$form: without what would be obeyed" \
	    python3 - "$OUT" $form <<'end'
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]",
                     text)
lines = text.splitlines()
if sys.argv[2] == "mermaid":
    name = r'"[^"%\\<>&`#;{}]+"'
    forms = ["erDiagram", "    %s [{]" % name, "    }",
             r'        (text|bigint) (?!(PK|FK|UK)\b)[A-Za-z][A-Za-z0-9_]*'
             r'( (PK|FK)(, FK)?)?( %s)?' % name,
             r"    %s \|\|(--|\.\.)o[|{] %s : %s" % (name, name, name)]
else:
    name = r'"[^"\\%<>&`#;{}]+"'
    note = r"'([^'\\]|\\['\\])*'"
    forms = ["Table %s [{]" % name, "}", "", "  indexes [{]", "  [}]",
             r"  %s (text|bigint)( \[(pk|note: %s|pk, note: %s)\])?" %
             (name, note, note), "  Note: %s" % note,
             r"    \(%s(, %s)*\) \[pk\]" % (name, name),
             r"Ref: %s\.%s [->] %s\.%s" % (name, name, name, name)]
for line in lines:
    assert any(re.fullmatch(form, line) for form in forms), line
end
done
done_testing
