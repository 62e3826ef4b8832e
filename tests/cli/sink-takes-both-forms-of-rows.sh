# Rows that are arrays give what the same rows as objects give, to the byte, in
# each sink.  FORMS and SEED choose how many random streams, and which; see
# tests/row_forms.py.

. "$ROOT/tests/lib.sh"
need python3 aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-iceberg \
    aai-sink-sql aai-show

forms=${FORMS:-6}
seed=${SEED:-1}

# load FORM MODE: both loads of it, and what is said of them and shown.
load()
{
	rm -rf out
	for load_sink in csv parquet delta iceberg; do
		for load_n in 1 2; do
			aai-sink-$load_sink "$2" --require-end --stats - \
			    -o out/$load_sink <"$1.$load_n" 2>&1
			echo "status $?"
		done | sed 's/"bytes_in":[0-9]*//; s/ (byte [0-9]*)//
		    s/"at":"[^"]*"//; s/"[a-z]*_us":[0-9]*//g'
	done >"said.$1"
	for load_sink in delta iceberg; do
		aai-show -q --json out/$load_sink
	done >"shown.$1" 2>&1
	# Files that have no moment and no random number in them.
	(cd out && find . -type f ! -path '*/metadata/*' \
	    ! -path '*/_delta_log/*' ! -path './delta/.aai/*' \
	    ! -path './*/.aai/*' -exec cksum {} + | sort) >"files.$1"
	for load_sink in sqlite duckdb postgres; do
		aai-sink-sql -q -d $load_sink --require-end <"$1.1"
		echo "status $?"
	done 2>&1 | sed "s,aai-[0-9a-f]\{32\},aai-X,g" >"script.$1"
}

for mode in --replace --append; do
	for n in $(seq "$seed" $((seed + forms - 1))); do
		python3 "$ROOT/tests/row_forms.py" "$n"
		load objects $mode
		load arrays $mode
		for what in said shown files script; do
			check "$mode, seed $n: both forms give the same ($what)" \
			    cmp $what.objects $what.arrays
		done
	done
done
check "there are arrays" grep -q '^\[' arrays.1
check "and objects among them" grep -q '^{"_table":"[^_]*","id"' arrays.1
check "most loads go well" \
    test "$(cat said.arrays script.arrays | grep -c '^status 0')" -ge 7

# line STATUS TEXT LINE...: the last line of the stream is not taken, or is.
line()
{
	line_status=$1 line_text=$2
	shift 2
	printf '%s\n' "$@" >stream
	run aai-sink-csv -o line <stream
	expect_status "$line_status" "$#: $line_text"
	[ "$line_status" = 0 ] || expect_stderr_like \
	    "standard input: line $# .byte [0-9]*.: .*$line_text" "with why"
}
columns='"_columns":[{"name":"a","type":"bigint"}]'
line 6 "table number 7, which no columns line" '[7,1]'
line 6 "table number 7, which no columns line" \
    "{\"_table\":\"t\",$columns}" '{"_table":"t","a":1}' '[7,1]'
line 6 "table 't' has 1 columns, the row has more" \
    "{\"_table\":\"t\",$columns,\"_number\":7}" '[7,1]' '[7,1,null]'
line 6 "\"x\" is not a bigint" \
    "{\"_table\":\"t\",$columns,\"_number\":7}" '[7,1]' '[7,"x"]'
line 6 "number from 1 to 999999" \
    "{\"_table\":\"t\",$columns,\"_number\":1000000}"
line 6 "table number 7" "{\"_table\":\"t\",$columns,\"_number\":7}" \
    '[7,1]' "{\"_table\":\"t\",$columns,\"_number\":8}" '[8,2]' '[7,3]'
line 0 "a number that goes to another table" \
    "{\"_table\":\"t\",$columns,\"_number\":7}" '[7,1]' \
    "{\"_table\":\"u\",$columns,\"_number\":7}" '[7,2]' \
    '{"_table":"t","a":3}' '[7,4]'
expect_equal "$(cat line/t.csv line/u.csv | tr '\n' ' ')" 'a 1 3 a 2 4 ' \
    "names that one from then on"

# Wherever an array is cut, nothing is published.
printf '%s\n' "{\"_table\":\"t\",$columns,\"_number\":7}" '[7,1]' >whole
for n in $(seq 70 $(($(wc -c <whole) - 2))); do
	head -c "$n" whole >cut
	run aai-sink-csv -o cuts <cut
	[ "$STATUS" = 6 ] || not_ok "cut after $n bytes: status $STATUS"
done
check "and of a cut stream nothing is there" test ! -e cuts/t.csv
done_testing
