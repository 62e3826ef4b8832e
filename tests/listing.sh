# The program that aai-spark(7) shows is the one that `make interop` runs.

. "$ROOT/tests/lib.sh"

page=$ROOT/man/aai-spark.7
program=$ROOT/tests/interop/spark_flatten.py

# The block that begins with an import, as it is read.
awk '/^\.Bd/ { block = 1; n = 0; next }
/^\.Ed/ { block = shown = 0; next }
block && n++ == 0 { shown = /^import / }
shown' "$page" | sed "s/^\\\\&//; s/\\\\(aq/'/g; s/\\\\(ga/\`/g
    s/\\\\(ti/~/g; s/\\\\(ha/^/g; s/\\\\e/\\\\/g" >listing

# Without what it says of itself.
awk '/^import / { shown = 1 } shown' "$program" >program
[ -s program ] || not_ok "there is a program"
same listing "the listing of aai-spark(7) is the program that is tested" \
    <program
if command -v python3 >/dev/null 2>&1; then
	run python3 -c 'import ast, sys; ast.parse(sys.stdin.read())' <listing
	expect_status 0 "it is Python"
else
	skip "it is Python" "no python3 here"
fi

# What Hadoop puts after rows does no harm.
printf '%s\t\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
    '{"_table":"t","a":1}' >tabs
run aai-sink-csv -o out <tabs
expect_status 0 "rows with a TAB after them are taken"
same out/t.csv "... and are the same" <<'end'
a
1
end
done_testing
