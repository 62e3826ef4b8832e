# The first rows stand in an aligned table that is not a wider than it may be.

. "$ROOT/tests/lib.sh"

cat >t.csv <<'end'
n,word,note
1,日本語,"two
lines"
22,naïve,
,👍🏽,""
end
run aai-show t.csv
expect_status 0 "a CSV file is shown"
expect_stdout "wide characters take two places, null none" <<'end'
n   word    note
──  ──────  ──────────
1   日本語  two\nlines
22  naïve
    👍🏽    ""
end
run aai-show -w 20 t.csv
expect_stdout "what does not fit is cut" <<'end'
n   word    note
──  ──────  ────────
1   日本語  two\nli…
22  naïve
    👍🏽    ""
end
printf 'a,b\n吉野家吉野家,x\nxxxxxxxxxxxxxxxx,y\n' >cjk.csv
run aai-show -w 13 cjk.csv
expect_stdout "half of a wide character's place stays free" <<'end'
a           b
──────────  ─
吉野家吉…   x
xxxxxxxxx…  y
end
run aai-show -n 1 t.csv
expect_stdout_like '^1 of 3 rows \(-a: all\)$' \
    "how many rows there are is said"
run aai-show -n 3 t.csv
unlike "$OUT" "rows" "not when all are there"

awk 'BEGIN { for (i = 0; i < 30; i++) printf "%scolumn%d", i ? "," : "", i
	print ""
	for (r = 0; r < 3000; r++) {
		for (i = 0; i < 30; i++) printf "%svalue %d", i ? "," : "", r
		print "" } }' >wide.csv
run aai-show -w 80 wide.csv
expect_stdout_like '^21 more columns: column9, column10,' \
    "columns that find no place are named"
expect_stdout_like '^10 of 3000 rows \(-a: all\), 9 of 30 columns \(-x: all\)$' \
    "and counted"
sed 's/─/-/g' "$OUT" >plain
check "no line is wider than 80" awk 'length($0) > 80 { exit 1 }' plain
mkdir lists
long=$(printf 'a_long_name_%060d' 7)
printf 'id\n1\n' >"lists/$long$long.csv"
run aai-show -s lists
expect_stdout_like "^$long$long " "names are whole for another program"
for n in items__a items__b; do
	printf 'id\n1\n' >"lists/a_very_long_name_of_a_table_with_$n.csv"
done
run aai-show -s -w 50 lists
expect_stdout_like "^a_very_.*….*_items__a  " \
    "names that are cut keep their starts"
expect_stdout_like '^a_very_.*….*_items__b  ' "... and their ends"
run aai-show --all -w 0 wide.csv
expect_equal "$(wc -l <"$OUT")" 3002 "all rows are shown on demand"
tail -n 1 "$OUT" | grep -o 'value 2999' >last
expect_equal "$(wc -l <last)" 30 "and nothing of them is cut"
printf 'a\n\033[31mred\033[0m\n' >evil.csv
run aai-show evil.csv
expect_stdout_like '^\\x1b\[31mred' "no data commands the terminal"
run sh -c 'aai-show --all wide.csv | head -n 1'
expect_silence "a reader that leaves early is not an error"
done_testing
