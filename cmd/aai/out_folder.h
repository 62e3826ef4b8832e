/*
 * out_folder: what this program keeps in the hidden folder of an output folder,
 * beside the sinks' bookkeeping: the jobs that were loaded, how the last run
 * ended, and, through the sinks, states.
 *
 * The folder may be a stranger's: nothing is read or written through a link,
 * and nothing is believed that everybody could have written.
 *
 * Layer: aai.
 */
#ifndef AAI_OUT_FOLDER_H
#define AAI_OUT_FOLDER_H

#include <stdbool.h>

#include "aai/arg_list.h"
#include "base/buf.h"
#include "base/error.h"

/* How the last run ended is in the file of this name. */
#define OUT_FOLDER_LAST "last.json"

/* Made by out_folder_open(). */
struct out_folder {
	const char *path; /* borrowed */
	int dir;
	int hidden; /* -1: there is none */
};

/*
 * Open the folder at path, and its hidden folder; with make they are made if
 * need be.  -1 with *e (OUTPUT), after which it may be closed.
 */
int out_folder_open(struct out_folder *f, const char *path, bool make,
    struct error *e) MUST_CHECK;

/*
 * Whether the file is there, for programs that will open it by its name: 1 or
 * 0; -1 with *e (OUTPUT) when it is not a regular file, or not ours to trust.
 */
int out_folder_has(
    const struct out_folder *f, const char *name, struct error *e) MUST_CHECK;

/* Append what is in the file; as out_folder_has(). */
int out_folder_read(const struct out_folder *f, const char *name,
    struct buf *out, struct error *e) MUST_CHECK;

/* Have the file hold the text, or what it held before.  -1 with *e (OUTPUT). */
int out_folder_write(const struct out_folder *f, const char *name,
    const struct buf *text, struct error *e) MUST_CHECK;

/* Add the names of the files that begin so, in order. */
int out_folder_list(const struct out_folder *f, const char *prefix,
    struct arg_list *names, struct error *e) MUST_CHECK;

void out_folder_close(struct out_folder *f);

#endif
