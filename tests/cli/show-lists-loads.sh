# A folder knows the loads that it has had: when each was published, how, and
# how many rows its tables had.

. "$ROOT/tests/lib.sh"

# rows FROM TO: a stream of that many records with a list each.
rows()
{
	echo '{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true}]}'
	echo '{"_table":"t__w","_columns":[{"name":"t_id","type":"bigint","key":true},{"name":"w_idx","type":"bigint","key":true}],"_parent":"t","_parent_key":["t_id"],"_root":"t","_root_key":["t_id"]}'
	i=$1
	while [ "$i" -le "$2" ]; do
		echo "{\"_table\":\"t\",\"id\":$i}"
		echo "{\"_table\":\"t__w\",\"t_id\":$i,\"w_idx\":0}"
		echo "{\"_table\":\"t__w\",\"t_id\":$i,\"w_idx\":1}"
		i=$((i + 1))
	done
}

# fields FOLDER: mode, tables and rows of each load.
fields()
{
	aai-show --loads "$1" | sed 1,2d | awk '{ print $3, $4, $5 }'
}

for kind in csv parquet delta iceberg; do
	rows 1 3 | aai-sink-$kind -o $kind
	rows 4 5 | aai-sink-$kind -o $kind --replace
	run fields $kind
	expect_stdout "$kind: replaces are listed, oldest first" <<'end'
replace 2 9
replace 2 6
end
	rows 1 3 | aai-sink-$kind -o $kind.parts --mode append
	rows 3 5 | aai-sink-$kind -o $kind.parts --mode merge
	rows 9 8 | aai-sink-$kind -o $kind.parts --mode append
	run fields $kind.parts
	expect_stdout "$kind: so are appends and merges, an empty one, too" <<'end'
append 2 9
merge 2 9
append 0 0
end
	run aai-show -Lj $kind
	expect_status 0 "$kind: for programs there is an object a load"
	like "$OUT" "\"program\":\"aai-sink-$kind\",\"mode\":\"replace\",\"rows\":{\"t\":3,\"t__w\":6}}\$" \
	    "$kind: which names the program and counts each table"
	like "$OUT" '^{"at":"20[0-9-]*T[0-9:]*Z",' "$kind: and has the time"
done

# A stream that says what was selected.
{
	rows 1 1
	echo '{"_table":"_aai_end","records":3,"selection":{"origin":"https://x.example","resource":"t"}}'
} | aai-sink-csv -o selected
run aai-show -Lj selected
like "$OUT" '"selection":{"origin":"https://x.example","resource":"t"}' \
    "what was asked for is kept"

# The oldest go: after the 100th, and after so many bytes.
rows 1 1 | aai-sink-csv -o old
sed '$d' old/.aai/manifest >head
{
	cat head
	seq 100 | sed 's/.*/note history &	{"at":"&","rows":{}}/'
} >old/.aai/manifest
rows 1 1 | aai-sink-csv -o old
run aai-show -Lj old
check "a hundred loads are kept" test "$(wc -l <"$OUT")" -eq 100
like "$OUT" '^{"at":"2",' "the last ones"
unlike "$OUT" '^{"at":"1",' "not the first"
{
	cat head
	x=$(head -c 9990 /dev/zero | tr '\0' x)
	seq 50 | sed "s/.*/note history &	{\"at\":\"&\",\"x\":\"$x\"}/"
} >old/.aai/manifest
rows 1 1 | aai-sink-csv -o old
run aai-show -Lj old
check "256 KiB of them are" test "$(wc -l <"$OUT")" -eq 27

# What is not there, and what somebody else wrote.
mkdir plain
run aai-show --loads plain
expect_status 6 "a folder without loads is an error"
like "$ERR" "no load is noted in 'plain'" "that says so"
rows 1 1 | aai-sink-csv -o bad
printf 'note history 7\t{"at":"\\u001b[2J\\u202e"}\n' >>bad/.aai/manifest
run aai-show --loads bad
expect_status 0 "a stranger's text is shown"
check "without what a terminal obeys" sh -c \
    "! LC_ALL=C grep -q '[[:cntrl:]]' \"\$1\"" - "$OUT"
printf 'note history 8\t{"at":\n' >>bad/.aai/manifest
run aai-show --loads bad
expect_status 6 "text that is not JSON is an error"
like "$ERR" "load number 3 is damaged" "that names the load"
for o in --short --schema --all '--columns id' '--rows 3'; do
	# shellcheck disable=SC2086
	run aai-show --loads $o bad
	expect_status 2 "$o does not go with it"
done

# A load whose commit list is there and not carried out has been.
rows 1 2 | aai-sink-csv -o pending
mkdir pending/.aai/stage
{
	cat pending/.aai/manifest
	printf 'note history 2\t{"at":"later","rows":{}}\n'
} >pending/.aai/stage/0
printf 'aai-commit 1\nmanifest 0\nend\n' >pending/.aai/commit
run aai-show -Lj pending
check "a load that is decided is listed" test "$(wc -l <"$OUT")" -eq 2
like "$OUT" '"at":"later"' "as its manifest has it"
check "and nothing is changed" test -e pending/.aai/stage/0

# A number after which there is no other.
rows 1 2 | aai-sink-csv -o last
printf 'note history 18446744073709551614\t{"at":"never","rows":{}}\n' \
	>>last/.aai/manifest
rows 1 3 | aai-sink-csv -o last
run aai-show -Lj last
check "a load after the last number is noted" test "$(wc -l <"$OUT")" -eq 2
like "$OUT" '"t":3' "with its rows"
unlike "$OUT" never "and that was none"

done_testing
