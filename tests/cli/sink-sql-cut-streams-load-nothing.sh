# Whatever is cut or dies on the way, the database is as before or has the
# whole load.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

columns='{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"text"}]}'
more='{"_table":"t__l","_columns":[{"name":"t_id","type":"bigint","key":true},{"name":"l_idx","type":"bigint","key":true}],"_parent":"t"}'

# rows FROM TO: a stream of those.
rows()
{
	echo "$columns"
	echo "$more"
	awk -v from="$1" -v to="$2" 'BEGIN {
		for (i = from; i <= to; i++) {
			print "{\"_table\":\"t\",\"id\":" i ",\"v\":\"load " from "\"}"
			print "{\"_table\":\"t__l\",\"t_id\":" i ",\"l_idx\":0}"
		}
	}'
}

# seen: what the tables hold.
seen()
{
	db "SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM t__l),
	    (SELECT count(*) FROM t WHERE v = 'load 5'),
	    (SELECT CASE WHEN max(load) > 1 THEN 1 ELSE 0 END FROM _aai_loads)"
}

old="10|10|0|0"
new="14|14|10|1"

# old_or_new: one of the two.
old_or_new()
{
	got=$(seen)
	[ "$got" = "$old" ] || [ "$got" = "$new" ] || {
		note "$d, at $n: $got"
		bad=$((bad + 1))
	}
}

for d in $(dialects); do
	db_new "$d"
	rows 1 10 | aai-sink-sql -d "$d" | db_load
	rows 5 14 >second
	expect_equal "$(seen)" "$old" "$d: a load is there"

	# The sink notices: it fails, and so does the client.
	head -c 310 second >part
	run aai-sink-sql -d "$d" <part
	expect_status 6 "$d: a cut stream fails"
	cp "$OUT" script
	db_load <script >said 2>&1
	check "$d: and makes the client fail" [ $? -ne 0 ]
	like said 'the stream did not end well' "$d: which says why"
	expect_equal "$(seen)" "$old" "$d: nothing of it is there"
	run aai-sink-sql -d "$d" </dev/null
	expect_status 6 "$d: as does a stream without a byte"
	run aai-sink-sql -d "$d" --require-end <second
	expect_status 6 "$d: and one without the end record that is required"

	# The script is cut anywhere.
	aai-sink-sql -d "$d" <second >script
	size=$(wc -c <script)
	bad=0
	n=10
	while [ $n -lt $((size - 7)) ]; do
		head -c $n script | db_load >said 2>&1
		[ "$(seen)" = "$old" ] || {
			note "$d, cut at $n: $(seen)"
			bad=$((bad + 1))
		}
		n=$((n + 97 + n / 11))
	done
	expect_equal $bad 0 "$d: a script that is cut anywhere loads nothing"

	# Programs are killed on the way.
	if [ -z "${VALGRIND-}" ] && killat 1000000 true; then
		bad=0
		for n in 30 40 50 60 70 80 90; do
			killat $n aai-sink-sql -d "$d" <second 2>err |
			    db_load >said 2>&1
			old_or_new
		done
		expect_equal $bad 0 "$d: the sink may be killed at any time"
		bad=0
		case $d in
		sqlite) client="sqlite3 $db_file" ;;
		duckdb) client="$DUCKDB $db_file" ;;
		postgres) client="psql -Xq" ;;
		esac
		n=60
		while [ $n -lt 1500 ]; do
			# shellcheck disable=SC2086 # a command and its words
			killat $n $client <script >said 2>&1
			old_or_new
			n=$((n + 60))
		done
		expect_equal $bad 0 "$d: and the client too"
	fi
	db_load <script >said 2>&1
	expect_equal "$(seen)" "$new" \
	    "$d: the whole script loads all"
done
# The statements that depend on the database go through a file, which no one
# else can put there: a folder of its own, with a name of its own.  What is
# lost of them on the way ends the load.
for d in $(dialects); do
	[ "$d" != postgres ] || continue
	db_new "$d"
	rows 1 10 | aai-sink-sql -d "$d" | db_load
	aai-sink-sql -d "$d" <second >script 2>err
	aai-sink-sql -d "$d" <second >another 2>err
	folder=$(grep -o '/tmp/aai-[0-9a-f]*' script | sort -u)
	expect_equal "$(echo "$folder" | grep -c '^/tmp/aai-[0-9a-f]\{32\}$')" 1 \
	    "$d: one folder, with a name of 128 bits"
	unlike another "$folder" "$d: it is another one each time"
	mkdir -p short
	printf '#!/bin/sh\nPATH=%s\nexport PATH\ncat | head -n -1\n' "$PATH" \
	    >short/cat
	chmod +x short/cat
	PATH=$PWD/short:$PATH db_load <script >said 2>&1
	check "$d: a lost statement ends the load" [ $? != 0 ]
	expect_equal "$(seen 2>&1)" "$old" "$d: ... which leaves all as it was"
	rm -rf "$folder"
	db_load <script >said 2>&1
	check "$d: the folder is removed" [ ! -e "$folder" ]
done
# What killed clients left behind.
grep -ho '/tmp/aai-[0-9a-f]\{32\}' script | sort -u | xargs rm -rf
done_testing
