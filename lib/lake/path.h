/*
 * path: the files that a table's metadata name.
 *
 * Metadata may be a stranger's, and so may be the paths in them: "..", an
 * absolute path or a file: URI of a file that is none of the table's would
 * show it as rows of the table.  So a file is opened beneath the table's
 * folder (see beneath.h), and a path that leaves it is an error, unless
 * lake.outside allows such files.  Either way it is a regular file, and opening
 * it does not block.
 *
 * A table that was moved is found where it is: a path in the location that its
 * metadata give it is one in its folder.
 *
 * Layer: lake.
 */
#ifndef LAKE_PATH_H
#define LAKE_PATH_H

#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "lake/lake.h"

/*
 * The file, or folder, of that name in the table's folder ("metadata/v1.json"),
 * as folder_view.h has it.  -1 with errno.
 */
int lake_path_open(const struct lake_table *t, const char *name) MUST_CHECK;
int lake_path_stat(const struct lake_table *t, const char *name,
    struct stat *st) MUST_CHECK;
int lake_path_list(const struct lake_table *t, const char *name,
    struct map *names) MUST_CHECK;

/*
 * The path of the file that the len bytes at s name: a URI or absolute path,
 * or, when location is NULL, one relative to the table's folder.  location is
 * the URI that the metadata give the table.  The caller's to free; NULL with
 * *e (ERROR_USAGE).  A path in the table's folder begins with that of
 * t->folder and a slash.
 */
char *lake_path_find(const struct lake_table *t, const char *location,
    const char *s, size_t len, struct error *e) MUST_CHECK;

/* Open the file that lake_path_find() found.  -1 with errno. */
int lake_path_open_found(const struct lake_table *t, const char *path)
    MUST_CHECK;

/* Add the same, as a name in the folder, if it is below it. */
void lake_path_add(const struct lake_table *t, const char *path,
    struct map *names);

/*
 * Remember in seen that the file is named.  -1 with *e (ERROR_INPUT): it was
 * before, or is none that may be read.
 */
int lake_path_once(const struct lake_table *t, const char *location,
    const char *s, size_t len, struct map *seen, struct error *e) MUST_CHECK;

/* Append the content of the file so named.  -1 with *e (also ERROR_INPUT). */
int lake_path_slurp(const struct lake_table *t, const char *location,
    const char *s, size_t len, struct buf *out, struct error *e) MUST_CHECK;

#endif
