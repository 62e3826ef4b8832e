# Into a pipe all values go whole; on a terminal the widest texts give way, and
# ids, numbers and times do not.

. "$ROOT/tests/lib.sh"

long=https://a.example/a/long/path/of/a/recording
id=0934aa3a-ac01-4346-9a6b-f256ee7f0000
{
	echo '{"_table":"t","_columns":[{"name":"url","type":"text"},{"name":"id","type":"text","key":true},{"name":"session_id","type":"text"},{"name":"created","type":"timestamp"},{"name":"n","type":"bigint"},{"name":"none","type":"text"}]}'
	echo "{\"_table\":\"t\",\"url\":\"$long\",\"id\":\"$id\",\"session_id\":\"s-1234567890123\",\"created\":\"2026-11-10T10:00:00Z\",\"n\":123456789012345}"
} | aai-sink-parquet -o out

run aai-show out/t.parquet
like "$OUT" "^$long  $id  s-1234567890123  2026-11-10T10:00:00Z  *123456789012345\$" \
    "without a terminal nothing is cut"
COLUMNS=40 run aai-show out/t.parquet
like "$OUT" "^$long  $id  " "whatever COLUMNS says"
run aai-show -w 120 out/t.parquet
like "$OUT" "^https.*…  $id  s-1234567890123  2026-11-10T10:00:00Z  *123456789012345\$" \
    "with a width the widest text is cut first"
run aai-show -x out/t.parquet
expect_stdout "a record has a column a line" <<end
row 1
  url         $long
  id          $id
  session_id  s-1234567890123
  created     2026-11-10T10:00:00Z
  n           123456789012345
  none
end
run aai-show -x -w 40 out/t.parquet
check "which is cut to the width" awk 'length($0) > 42 { exit 1 }' "$OUT"
like "$OUT" '^  id  *0934.*…$' "whatever it is"

name=language_detection_options_and_the_confidence_threshold
echo "{\"_table\":\"t\",\"_columns\":[{\"name\":\"${name}_of_all\",\"type\":\"text\"},{\"name\":\"${name}_of_them\",\"type\":\"text\"}]}" |
    aai-sink-parquet -o names
run aai-show -l -w 80 names
like "$OUT" "^  ${name}_of_all " "names of columns are told apart"
like "$OUT" "^  ${name}_of_them " "in a list as well"

for o in --short --long --json --schema --loads; do
	run aai-show -x $o out
	expect_status 2 "$o does not go with records"
done

# What a terminal sees: typescript COMMAND.
command -v script >/dev/null 2>&1 || { skip "a terminal" "no script here"; done_testing; exit; }
typescript()
{
	script -qec "$1" /dev/null </dev/null | tr -d '\r' >"$CAPTURE/seen"
}
esc=$(printf '\033')
export TERM=xterm
COLUMNS=130 typescript 'aai-show out/t.parquet'
like "$CAPTURE/seen" "^${esc}\[1murl" "titles are bold there"
like "$CAPTURE/seen" "${esc}\[2mnull${esc}\[0m\$" "a null is dim"
COLUMNS=60 typescript 'NO_COLOR=1 aai-show out/t.parquet'
unlike "$CAPTURE/seen" "$esc" "not where nobody wants it"
check "COLUMNS says how wide it is" \
    sh -c 'sed "s/─/-/g; s/…/-/g" "$1" | awk "length(\$0) > 60 { exit 1 }"' - "$CAPTURE/seen"
TERM=dumb typescript 'aai-show out/t.parquet'
unlike "$CAPTURE/seen" "$esc" "nor where the terminal has none"
typescript 'aai-show -j out/t.parquet'
unlike "$CAPTURE/seen" "$esc" "nor in what programs read"

# Whatever is more than a screen goes through a pager, anything else does not.
awk 'BEGIN { print "n"; for (i = 1; i <= 3000; i++) print i }' >long.csv
export PAGER='sed s/^/paged:/'
typescript 'stty rows 20; aai-show --all long.csv'
expect_equal "$(grep -c '^paged:' "$CAPTURE/seen")" 3002 \
    "more than a screen is paged, whole"
typescript 'stty rows 20; aai-show long.csv'
unlike "$CAPTURE/seen" '^paged:' "what fits is not"
like "$CAPTURE/seen" '^10 of 3000 rows' "and is there"
typescript 'stty rows 20; aai-show --json long.csv'
unlike "$CAPTURE/seen" '^paged:' "nor are rows for programs"
PAGER='' typescript 'stty rows 20; aai-show --all long.csv'
expect_equal "$(grep -c '^ *[0-9][0-9]*$' "$CAPTURE/seen")" 3000 \
    "without a pager all goes to the terminal"
PAGER='head -n 1' typescript 'stty rows 20; aai-show --all long.csv; echo end'
like "$CAPTURE/seen" '^end' "a pager that is left early ends it"
cat >pager <<'end'
#!/bin/sh
trap '' INT
cat >/dev/null
kill -INT 0
sleep 1
echo paged >>order
end
chmod +x pager
PAGER=./pager typescript '(trap : INT; aai-show --all long.csv; echo shown >>order)'
expect_equal "$(tr '\n' ' ' <order)" "paged shown " \
    "an interrupt leaves no pager alone with the terminal"
run aai-show --all long.csv
unlike "$OUT" '^paged:' "a pipe has no pager"
done_testing
