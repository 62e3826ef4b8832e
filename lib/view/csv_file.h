/*
 * csv_file: a CSV file of a table, opened where its folder has it.
 *
 * Layer: view.
 */
#ifndef VIEW_CSV_FILE_H
#define VIEW_CSV_FILE_H

#include <stdbool.h>

#include "base/error.h"
#include "codec/byte_source.h"
#include "csv/fields.h"
#include "view/shown_file.h"

/* A zeroed struct may be closed. */
struct csv_file {
	int fd;
	bool open;
	struct byte_source in;
	struct fields fields;
};

/*
 * Open the file at path, which must live as long; t is as in shown_file.h, and
 * delimiter as in fields_open().  A line may have half of t's memory, and a
 * field for each KiB of it.  -1 with *e (INPUT).
 */
int csv_file_open(struct csv_file *f, const struct shown *t, const char *path,
    char delimiter, struct error *e) MUST_CHECK;

/* As fields_next(), but whatever cannot be read is ERROR_INPUT. */
int csv_file_next(struct csv_file *f, struct error *e) MUST_CHECK;

void csv_file_close(struct csv_file *f);

#endif
