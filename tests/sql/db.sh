# db.sh: real databases for tests of aai-sink-sql; sourced after lib.sh.
#
#	for d in $(dialects); do
#		db_new "$d"
#		aai-sink-sql -d "$d" <rows | db_load
#		db "SELECT ..."
#	done
#
# sqlite3 and PostgreSQL are used where they are installed, DuckDB's client
# where it is in PATH, and has to be there where $DUCKDB names it.  A PostgreSQL server of its own is
# started for the script, without TCP, and ends with it.

duckdb_named=${DUCKDB-}
DUCKDB=${DUCKDB:-duckdb}
pg_home=
db_n=0

pg_bin()
{
	for b in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
		[ -x "$b/initdb" ] && echo "$b"
	done | tail -n 1
}

# As somebody whom the server takes: it refuses root.
pg_as()
{
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u "$pg_user" -- "$@")
	else
		"$@"
	fi
}

# dialects: those that can be tested here.
dialects()
{
	command -v sqlite3 >/dev/null 2>&1 && echo sqlite
	if [ -n "$duckdb_named" ] || command -v "$DUCKDB" >/dev/null 2>&1; then
		echo duckdb
	fi
	command -v psql >/dev/null 2>&1 && [ -n "$(pg_bin)" ] &&
		{ [ "$(id -u)" != 0 ] || id postgres >/dev/null 2>&1; } &&
		echo postgres
	:
}

pg_stop()
{
	[ -n "$pg_home" ] || return 0
	pg_as "$(pg_bin)/pg_ctl" -D "$pg_home/data" -m immediate -w stop \
	    >/dev/null 2>&1
	rm -rf "$pg_home"
	pg_home=
}

# pg_start: the server, once a script.
pg_start()
{
	[ -z "$pg_home" ] || return 0
	pg_home=$(mktemp -d /tmp/aai-pg.XXXXXX)
	pg_user=postgres
	[ "$(id -u)" != 0 ] || chown "$pg_user" "$pg_home"
	trap pg_stop EXIT
	trap 'exit 143' TERM
	trap 'exit 130' INT
	if ! pg_as "$(pg_bin)/initdb" -D "$pg_home/data" -U aai -A trust \
	    -E UTF8 --locale=C -N >"$CAPTURE/initdb" 2>&1 ||
	    ! pg_as "$(pg_bin)/pg_ctl" -D "$pg_home/data" -w \
		-l "$pg_home/log" -o "-k $pg_home -c listen_addresses='' \
		-c fsync=off" start >"$CAPTURE/pg_ctl" 2>&1; then
		note_file initdb "$CAPTURE/initdb"
		note_file log "$pg_home/log"
		return 1
	fi
	PGHOST=$pg_home
	PGUSER=aai
	PGDATABASE=postgres
	export PGHOST PGUSER PGDATABASE
}

# db_new DIALECT [ENCODING]: an empty database, for what follows.
db_new()
{
	db_kind=$1
	db_n=$((db_n + 1))
	case $1 in
	postgres)
		PGDATABASE=postgres
		pg_start && psql -Xqc "CREATE DATABASE d$db_n ENCODING \
		    '${2:-UTF8}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'" &&
			PGDATABASE=d$db_n
		;;
	*) db_file=db$db_n.$1 ;;
	esac
}

# db_load: run the script on standard input with the client, as users do.
db_load()
{
	case $db_kind in
	sqlite) sqlite3 "$db_file" ;;
	duckdb) "$DUCKDB" "$db_file" ;;
	postgres) psql -Xq ;;
	esac
}

# db SQL: what the query gives, columns between '|', null as NULL.
db()
{
	case $db_kind in
	sqlite) sqlite3 -bail -nullvalue NULL "$db_file" "$1" ;;
	duckdb)
		"$DUCKDB" -bail -list -noheader -nullvalue NULL "$db_file" "$1"
		;;
	postgres) psql -XAtq -P null=NULL -c "$1" ;;
	esac
}

# db_hex COLUMN: an expression for its UTF-8 bytes in lower-case hex.
db_hex()
{
	case $db_kind in
	sqlite) echo "lower(hex($1))" ;;
	duckdb) echo "lower(hex(encode($1::VARCHAR)))" ;;
	postgres) echo "encode(convert_to($1::text, 'UTF8'), 'hex')" ;;
	esac
}
