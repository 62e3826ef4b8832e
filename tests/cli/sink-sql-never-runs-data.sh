# Hostile text in rows never runs as SQL or as a command of the client, also
# when a load fails half-way, which leaves the database as it was.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

# hostile: rows whose every line tries to break out.
hostile()
{
	echo '{"_table":"t","_columns":[{"name":"id","type":"text","key":true},{"name":"v","type":"text"}]}'
	n=0
	while IFS= read -r text; do
		n=$((n + 1))
		printf '{"_table":"t","id":"%s","v":"%d\\n%s\\r\\n%s"}\n' \
		    "$text" $n "$text" "$text"
	done <<-'end'
	\\! touch hacked
	\\.
	\\.\n\\! touch hacked\nDROP TABLE victim;
	.shell touch hacked
	.system touch hacked
	\n.shell touch hacked
	'); DROP TABLE victim; --
	''''); DROP TABLE victim; --
	]', '[[\"VARCHAR\"]]')); DROP TABLE victim; --
	\\'); DROP TABLE victim; --
	; DROP TABLE victim; COMMIT;
	\n;\nDROP TABLE victim;\nCOMMIT;\n
	/\nDROP TABLE victim;\n/
	\ngo\nDROP TABLE victim;\ngo\n
	\u0000'; DROP TABLE victim; --
	$$; DROP TABLE victim; $$
	COMMIT;
	end
}
hostile >rows
count=$(($(wc -l <rows) - 1))

# unharmed TITLE: the victim is there, and nothing was run.
unharmed()
{
	expect_equal "$(db 'SELECT count(*) FROM victim')" 1 "$1"
	check "... and no command was run" test ! -e hacked
	rm -f hacked
}

for d in $(dialects); do
	db_new "$d"
	db 'CREATE TABLE victim AS SELECT 1 AS x'
	aai-sink-sql -d "$d" --nul replace <rows >script 2>err
	db_load <script >said 2>&1
	expect_equal $? 0 "$d: hostile text is loaded"
	unharmed "$d: as text"
	expect_equal "$(db 'SELECT count(*) FROM t')" "$count" "$d: all of it"
	# SQLite's LIKE sees nothing after a NUL.
	expect_equal "$(db "SELECT count(*) FROM t WHERE id LIKE '%DROP TABLE victim%'")" \
	    "$([ "$d" = sqlite ] && echo 10 || echo 11)" "$d: and as it was"

	# Hostile names.
	name="x'; DROP TABLE victim; --\\\\\\\\! touch hacked"
	aai-sink-sql -d "$d" <<end >script 2>err
{"_table":"$name","_columns":[{"name":"id","type":"text","key":true},{"name":"a\\n.shell touch hacked\\n","type":"text"},{"name":"$name \\" ?","type":"bigint"}]}
{"_table":"$name","id":"1","$name \\" ?":5}
end
	db_load <script >said 2>&1 && db_load <script >>said 2>&1
	expect_equal $? 0 "$d: hostile names are names"
	unharmed "$d: and nothing else"

	# A load that fails at its end: a key is null.
	{
		cat rows
		echo '{"_table":"t","v":"no key"}'
	} | aai-sink-sql -d "$d" --nul replace >script 2>err
	db "DELETE FROM t"
	db_load <script >said 2>&1
	check "$d: a load that fails tells so" [ $? -ne 0 ]
	unharmed "$d: and runs nothing"
	expect_equal "$(db 'SELECT count(*) FROM t')" 0 "$d: and leaves nothing"
done

case $(dialects) in
*postgres*) ;;
*) done_testing ;;
esac

# COPY fails half-way, at a character that the database has not.
db_new postgres LATIN1
db 'CREATE TABLE victim AS SELECT 1 AS x'
{
	head -n 3 rows
	echo '{"_table":"t","id":"日本"}'
	tail -n +3 rows
} | aai-sink-sql -d postgres --nul replace >script 2>err
db_load <script >said 2>&1
expect_equal $? 3 "postgres: a COPY that fails half-way ends the client"
unharmed "postgres: and what is after it is not run"

# COPY does not even begin: the table for it cannot be made.
db_new postgres
db 'CREATE TABLE victim AS SELECT 1 AS x; GRANT ALL ON victim TO public;
    CREATE ROLE nobody_'"$$"' LOGIN; GRANT ALL ON SCHEMA public TO public;
    REVOKE TEMP ON DATABASE '"$PGDATABASE"' FROM public'
PGUSER=nobody_$$ psql -Xq <script >said 2>&1
expect_equal $? 3 "postgres: a COPY that does not begin ends the client"
unharmed "postgres: and its data is not run"
done_testing
