/*
 * line_editor: a line that somebody types, by libedit where there is one.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_LINE_EDITOR_H
#define AAI_QUERY_LINE_EDITOR_H

#include <stdbool.h>

#include "aai-query/table_set.h"
#include "base/buf.h"
#include "base/cc.h"

/* A zeroed struct may be closed. */
struct line_editor {
	void *editor;  /* libedit's */
	void *history; /* likewise */
	const struct table_set *set; /* whose names are completed; borrowed */
	bool more;     /* a statement goes on */
	char line[4096]; /* without libedit */
};

/* Start; e must stay where it is. */
void line_editor_open(struct line_editor *e, const struct table_set *set);

/*
 * The next line with its end, valid until the next call; NULL at the end of the
 * input, or when a signal came.  more: a statement goes on in it.
 */
const char *line_editor_read(struct line_editor *e, bool more) MUST_CHECK;

/*
 * Append the names that begin as the word does, of tables and columns, each
 * with a LF after it; how many.  Longest: how many bytes they share.
 */
size_t line_editor_complete(const struct table_set *set, const char *word,
    size_t len, struct buf *out, size_t *shared);

void line_editor_close(struct line_editor *e);

#endif
