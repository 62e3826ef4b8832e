/* destination: where a load goes; see destination.h. */
#include "aai/destination.h"

#include <string.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"
#include "base/similar.h"

/* The table that has the loads of a database. */
#define LOADS "_aai_loads"

static const struct {
	const char *name; /* before the colon */
	enum destination_kind kind;
	const char *sink;
} kinds[] = {
	{ "parquet", DESTINATION_PARQUET, "aai-sink-parquet" },
	{ "csv", DESTINATION_CSV, "aai-sink-csv" },
	{ "delta", DESTINATION_DELTA, "aai-sink-delta" },
	{ "iceberg", DESTINATION_ICEBERG, "aai-sink-iceberg" },
	{ "sqlite", DESTINATION_SQLITE, "aai-sink-sql" },
	{ "duckdb", DESTINATION_DUCKDB, "aai-sink-sql" },
	{ "postgres", DESTINATION_POSTGRES, "aai-sink-sql" },
	{ "postgresql", DESTINATION_POSTGRES, "aai-sink-sql" },
};

/* The digit's value, or -1. */
static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at =
	    c == '\0'
		? NULL
		: strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

	return at != NULL ? (int)(at - digits) : -1;
}

/* The text in lower case, with %xx decoded, as libpq reads names in a URL. */
static char *
decoded(const char *text)
{
	char *s = mem_str(text), *to = s;
	const char *at;

	for (at = text; *at != '\0'; at++) {
		if (*at == '%' && hex_digit(at[1]) >= 0 &&
		    hex_digit(at[2]) >= 0) {
			*to = (char)(hex_digit(at[1]) * 16 + hex_digit(at[2]));
			at += 2;
		} else {
			*to = *at;
		}
		if (*to >= 'A' && *to <= 'Z')
			*to = (char)(*to - 'A' + 'a');
		to++;
	}
	*to = '\0';
	return s;
}

/* Whether a connection's text has a password: user:it@host, or password=it. */
static bool
has_password(const char *text)
{
	const char *user = strncmp(text, "//", 2) == 0 ? text + 2 : NULL, *at;
	char *names;
	bool has = false;

	if (user != NULL) {
		at = user + strcspn(user, "/?#");
		while (at > user && *at != '@')
			at--;
		has = *at == '@' &&
		      memchr(user, ':', (size_t)(at - user)) != NULL;
	}
	names = decoded(text);
	has = has || strstr(names, "password") != NULL;
	mem_free(names);
	return has;
}

static int
unknown_kind(const char *text, size_t len, struct error *e)
{
	char *name = mem_dup(text, len);
	struct similar s = similar_begin(name);
	size_t i;

	for (i = 0; i < LEN(kinds); i++)
		similar_add(&s, kinds[i].name);
	error_set(e, ERROR_USAGE,
	    "-o: '%.100s:' is not a kind of output%s%s%s: parquet, csv, delta, "
	    "iceberg, sqlite, duckdb and postgres are; a folder of that name "
	    "is './%.100s'",
	    name, s.best != NULL ? " (did you mean '" : "",
	    s.best != NULL ? s.best : "", s.best != NULL ? ":'?)" : "", text);
	mem_free(name);
	return -1;
}

int
destination_parse(struct destination *d, const char *text, struct error *e)
{
	size_t len = strcspn(text, ":/"), i;

	memset(d, 0, sizeof(*d));
	if (text[len] != ':') {
		d->path = mem_str(text);
	} else {
		for (i = 0; i < LEN(kinds); i++)
			if (strlen(kinds[i].name) == len &&
			    memcmp(kinds[i].name, text, len) == 0)
				break;
		if (i == LEN(kinds))
			return unknown_kind(text, len, e);
		d->kind = kinds[i].kind;
		d->path = mem_str(text + len + 1);
	}
	if (d->kind != DESTINATION_POSTGRES && d->path[0] == '\0') {
		error_set(e, ERROR_USAGE, "-o: '%.100s' names no %s", text,
		    destination_is_folder(d) ? "folder" : "file");
		return -1;
	}
	if (d->kind == DESTINATION_POSTGRES && has_password(d->path)) {
		error_set(e, ERROR_USAGE,
		    "-o: a connection with a password is refused, since all "
		    "users of the machine can read a program's arguments: put "
		    "it into ~/.pgpass or PGPASSWORD");
		return -1;
	}
	return 0;
}

void
destination_free(struct destination *d)
{
	mem_free(d->path);
	memset(d, 0, sizeof(*d));
}

bool
destination_is_folder(const struct destination *d)
{
	return d->kind <= DESTINATION_ICEBERG;
}

const char *
destination_sink(const struct destination *d)
{
	size_t i = 0;

	while (kinds[i].kind != d->kind)
		i++;
	return kinds[i].sink;
}

const char *
destination_dialect(const struct destination *d)
{
	size_t i = 0;

	while (kinds[i].kind != d->kind)
		i++;
	return kinds[i].name;
}

/* The connection as psql takes it, or nothing: what PG* variables say. */
static void
add_connection(const struct destination *d, struct arg_list *argv)
{
	/* So that it is not taken for an option. */
	if (d->path[0] == '-')
		arg_list_add(argv, "-d");
	if (strncmp(d->path, "//", 2) == 0)
		arg_list_addf(argv, "postgresql:%s", d->path);
	else if (d->path[0] != '\0')
		arg_list_add(argv, d->path);
}

/* A name of a file that is not taken for an option. */
static void
add_file(const struct destination *d, struct arg_list *argv)
{
	arg_list_addf(argv, "%s%s", d->path[0] == '-' ? "./" : "", d->path);
}

void
destination_client(const struct destination *d, struct arg_list *argv)
{
	if (d->kind == DESTINATION_SQLITE) {
		arg_list_add(argv, "sqlite3");
		add_file(d, argv);
	} else if (d->kind == DESTINATION_DUCKDB) {
		arg_list_add(argv, "duckdb");
		add_file(d, argv);
	} else {
		arg_list_add(argv, "psql");
		arg_list_add(argv, "-Xqw");
		add_connection(d, argv);
	}
}

void
destination_query(
    const struct destination *d, const char *query, struct arg_list *argv)
{
	if (d->kind == DESTINATION_SQLITE) {
		arg_list_add(argv, "sqlite3");
		add_file(d, argv);
		arg_list_add(argv, query);
	} else if (d->kind == DESTINATION_DUCKDB) {
		arg_list_add(argv, "duckdb");
		arg_list_add(argv, "-noheader");
		arg_list_add(argv, "-list");
		add_file(d, argv);
		arg_list_add(argv, query);
	} else {
		arg_list_add(argv, "psql");
		/* Its messages are in any language, but have codes. */
		arg_list_add(argv, "-XAtqw");
		arg_list_add(argv, "-v");
		arg_list_add(argv, "VERBOSITY=verbose");
		arg_list_add(argv, "-c");
		arg_list_add(argv, query);
		add_connection(d, argv);
	}
}

void
destination_state_query(
    const struct destination *d, const char *resource, struct arg_list *argv)
{
	struct buf query = buf_make(SIZE_MAX / 2);
	const char *of = d->kind == DESTINATION_POSTGRES
			     ? "selection::json->>'resource'"
			 : d->kind == DESTINATION_SQLITE
			     ? "json_extract(selection, '$.resource')"
			     : "json_extract_string(selection, '$.resource')";
	const char *s;
	char *text;

	buf_printf(&query,
	    "SELECT state FROM " LOADS
	    " WHERE state IS NOT NULL AND %s = '",
	    of);
	for (s = resource; *s != '\0'; s++) {
		if (*s == '\'')
			buf_byte(&query, '\'');
		buf_byte(&query, (uint8_t)*s);
	}
	buf_str(&query, "' ORDER BY load DESC LIMIT 1");
	text = buf_take(&query);
	destination_query(d, text, argv);
	mem_free(text);
}

bool
destination_lacks_loads(const char *client, const char *said, size_t len)
{
	static const struct {
		const char *client, *words;
	} forms[] = {
		{ "sqlite3", "no such table: " LOADS },
		{ "duckdb", "Table with name " LOADS " does not exist" },
		{ "psql", " 42P01: " }, /* undefined_table: it asks for one */
	};
	size_t i, at, n;

	for (i = 0; i < LEN(forms); i++) {
		n = strlen(forms[i].words);
		if (strcmp(forms[i].client, client) != 0)
			continue;
		for (at = 0; at + n <= len; at++)
			if (memcmp(said + at, forms[i].words, n) == 0)
				return true;
	}
	return false;
}

void
destination_put(const struct destination *d, struct buf *out)
{
	if (d->kind != DESTINATION_PARQUET)
		buf_printf(out, "%s:", destination_dialect(d));
	buf_str(out, d->path);
}
