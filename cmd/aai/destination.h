/*
 * destination: where a load goes, as -o says it.
 *
 *	out, parquet:DIR, csv:DIR, delta:DIR, iceberg:DIR   a folder of tables
 *	sqlite:FILE, duckdb:FILE, postgres:[CONNECTION]     a database
 *
 * Layer: aai.
 */
#ifndef AAI_DESTINATION_H
#define AAI_DESTINATION_H

#include <stdbool.h>

#include "aai/arg_list.h"
#include "base/buf.h"
#include "base/error.h"

enum destination_kind {
	DESTINATION_PARQUET,
	DESTINATION_CSV,
	DESTINATION_DELTA,
	DESTINATION_ICEBERG,
	DESTINATION_SQLITE,
	DESTINATION_DUCKDB,
	DESTINATION_POSTGRES,
};

/* A zeroed struct may be released. */
struct destination {
	enum destination_kind kind;
	char *path; /* folder, file or connection; owned */
};

/*
 * Read what -o says.  -1 with *e (USAGE), among others for a connection with a
 * password, since everybody on the machine can read a program's arguments.
 */
int destination_parse(
    struct destination *d, const char *text, struct error *e) MUST_CHECK;

void destination_free(struct destination *d);

bool destination_is_folder(const struct destination *d);

/* The program that writes it: "aai-sink-parquet". */
const char *destination_sink(const struct destination *d);

/* For a database: the dialect, and the command line of its client. */
const char *destination_dialect(const struct destination *d);
void destination_client(const struct destination *d, struct arg_list *argv);

/*
 * For a database: the command line that prints the state of the last load of
 * the resource, or what the query gives.
 */
void destination_query(
    const struct destination *d, const char *query, struct arg_list *argv);
void destination_state_query(
    const struct destination *d, const char *resource, struct arg_list *argv);

/*
 * Whether what the client of that name said of such a query (len bytes) is that
 * no load has been there.  Other failures, which may name the table as well,
 * are not.
 */
bool destination_lacks_loads(const char *client, const char *said, size_t len);

/* Append how a user names it: "out", "sqlite:aai.db". */
void destination_put(const struct destination *d, struct buf *out);

#endif
