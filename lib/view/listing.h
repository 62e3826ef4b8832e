/*
 * listing: what is in a folder, and what the names tell of it.
 *
 * Layer: view.
 */
#ifndef VIEW_LISTING_H
#define VIEW_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"
#include "view/catalog.h"

/* Names in a folder, sorted.  A zeroed struct has none. */
struct listing {
	char **list; /* each owned */
	size_t n;
	size_t cap;
};

/*
 * Read the names in the folder that is called within in the view ("": its own),
 * and path in messages, but for hidden ones, into an empty listing.
 * -1 with *e (ERROR_INPUT), and an empty listing.
 */
int listing_read(const struct folder_view *view, const char *within,
    const char *path, struct listing *names, struct error *e) MUST_CHECK;
void listing_free(struct listing *names);

/*
 * The length of a file's name without the ending that says what the file is;
 * 0 when it has none, and *format is left alone.
 */
size_t listing_stem(const char *name, enum shown_format *format);

/*
 * See that the folder, of which the names are and which is not a table of a
 * table format, is not what is left of one whose metadata are lost: which of
 * its files are the table's would not be known.  -1 with *e (ERROR_INPUT).
 */
int listing_check_lost(const struct folder_view *view, const char *within,
    const char *path, const struct listing *names, struct error *e) MUST_CHECK;

/* Whether there are files of tables, and all are parts of one. */
bool listing_are_parts(const struct listing *names);

/* Whether the folder may be a table: of parts, or of a table format. */
bool listing_may_be_table(const struct listing *names);

#endif
