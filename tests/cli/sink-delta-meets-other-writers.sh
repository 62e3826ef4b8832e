# Another program may write a Delta table too, at any time: an append of rows
# goes after its version, all else is published as if it had been there
# before, or not at all; and nobody's version is ever replaced.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
need jq
[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"
# A process that is traced already cannot be looked at for leaks.
ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
export ASAN_OPTIONS

# rows VALUE [TABLE...]
rows()
{
	v=$1
	shift
	for t in "${@:-t}"; do
		echo '{"_table":"'"$t"'","_columns":[{"name":"v","type":"text"}]}'
		echo '{"_table":"'"$t"'","v":"'"$v"'"}'
	done
}

# foreign TABLE VERSION [ENTRY]: another program's version.
foreign()
{
	[ -e "$1/theirs.parquet" ] || cp theirs "$1/theirs.parquet"
	text='{"add":{"path":"theirs.parquet","size":1}}'
	echo "${3-$text}" >"$(delta_entry "$1" "$2")"
}

rows theirs | aai-sink-parquet -t t -o - >theirs
rows old t u | aai-sink-delta -o start
metadata=$(grep metaData start/t/_delta_log/0*0.json)

# While a load runs: during OPTION ENTRY: one that is at work when the other
# program commits.
during()
{
	rm -rf lake fifo
	cp -r start lake
	mkfifo fifo
	# shellcheck disable=SC2086
	aai-sink-delta -o lake $1 <fifo >log 2>&1 &
	pid=$!
	exec 3>fifo
	rows new | head -n 1 >&3
	wait_for 20 [ -e lake/.aai/stage/0 ]
	foreign lake/t 1 "${2-{\"add\":{\"path\":\"theirs.parquet\",\"size\":1\}\}}"
	rows new | tail -n 1 >&3
	exec 3>&-
	wait $pid
	STATUS=$?
}

values()
{
	delta_rows "$1" | sed 's/{"v":"\([^"]*\)"}/\1/g'
}

during --append
expect_equal "$STATUS" 0 "an append beside another program's"
expect_equal "$(delta_version lake/t): $(values lake/t)" "2: new old theirs " \
    "is the version after it"
during ''
expect_equal "$STATUS" 0 "a replace beside another program's append"
expect_equal "$(values lake/t)" "new " "takes the place of what is there then"
during --append "$metadata"
expect_equal "$STATUS" 5 "columns that change meanwhile end the load"
like log "changed the columns of table 't'" "which is told"
expect_equal "$(delta_version lake/t)" 1 "nothing is written"

# Which loads others may pass, which the log says as well.
blind()
{
	grep -o '"isBlindAppend":[a-z]*' "$(delta_entry blind/t "$1")"
}
rows one | aai-sink-delta -o blind
rows two | aai-sink-delta -o blind --append
expect_equal "$(blind 1)" '"isBlindAppend":true' "an append of rows is blind"
rows two | aai-sink-delta -o blind --append
expect_equal "$(blind 2)" '"isBlindAppend":false' \
    "one that takes the place of its own rows is not"
rows three | sed 's/}]}/},{"name":"w","type":"text"}]}/' |
    aai-sink-delta -o blind --append
expect_equal "$(blind 3)" '"isBlindAppend":false' \
    "nor is one that brings columns"
rows one | grep _columns | aai-sink-delta -o blind
rows one | aai-sink-delta -o blind
expect_equal "$(blind 5)" '"isBlindAppend":false' "nor is a replace"

# A load that dies with its commit list written, and another program's version
# before the next of ours comes.
killat 1000000 true
[ $? -ne 125 ] || skip_all "this system does not let processes be traced"

# die OPTION: a load of t and u that is killed before its first link.
die()
{
	n=0
	while [ $n -lt 3000 ]; do
		n=$((n + 1))
		rm -rf lake
		cp -r start lake
		# shellcheck disable=SC2086
		killat $n aai-sink-delta -o lake $1 <both \
		    >/dev/null 2>&1
		[ ! -e lake/.aai/commit ] || break
	done
	[ ! -e "$(delta_entry lake/t 1)" ] && [ ! -e "$(delta_entry lake/u 1)" ]
}

rows new t u >both
check "an append is killed" die --append
foreign lake/t 1
foreign lake/t 2
run aai-sink-delta -o lake </dev/null
expect_equal "$(delta_version lake/t): $(values lake/t)" "3: new old theirs " \
    "the next program publishes it after the other's versions"
expect_equal "$(values lake/u)" "new old " "with all its tables"
# What else there is to be in the way: rows that a replace takes the place of,
# though there were none yet, and columns.
mv start saved
rows none t u | grep _columns | aai-sink-delta -o start
check "a replace of tables without rows is killed" die ''
foreign lake/t 1
run aai-sink-delta -o lake </dev/null
expect_equal "$(delta_version lake/t): $(values lake/t)" "1: theirs " \
    "and not published after the other's version"
rm -rf start
mv saved start
check "an append is killed again" die --append
foreign lake/t 1 "$metadata"
run aai-sink-delta -o lake <both
expect_status 0 "the next load goes on"
expect_stderr_like "could not be published whole.*lake/t/_delta_log/0*1.json" \
    "and tells that columns have changed since"
check "a replace is killed" die ''
foreign lake/t 1
run aai-sink-delta -o lake </dev/null
expect_equal "$(values lake/t)$(values lake/u)" "old theirs old " \
    "the next program lets it go, as a whole"
check "its list is gone" [ ! -e lake/.aai/commit ]
check "and what it had staged" [ ! -e lake/.aai/stage ]
check "a replace is killed again" die ''
ln "lake/.aai/stage/$(sed -n 's/^link \([0-9]*\) u.*/\1/p' lake/.aai/commit)" \
    "$(delta_entry lake/u 1)"
cp lake/.aai/stage/0 lake/u/part-v1.parquet
foreign lake/t 1
run aai-sink-delta -o lake </dev/null
expect_stderr_like "empty" "the next program finds no load of its own"
expect_equal "$(values lake/t)$(values lake/u)" "old theirs new " \
    "what had been published of it stays, the other's version too"
done_testing
