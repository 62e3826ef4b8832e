/* sink: from a stream of rows to published files; see sink.h. */
#include "sink/sink.h"

#include <string.h>

#include "sink/load.h"

/* The rows of each table, to be released. */
static char *
count_rows(const struct load *l)
{
	struct buf out = buf_make(SIZE_MAX / 2);

	load_put_counts(l, &out);
	return buf_take(&out);
}

int
sink_run(const struct sink_options *o, const struct sink_format *format,
    void *ctx, int in, const char *in_name, struct sink_result *result,
    struct error *e)
{
	const struct row_source_calls calls = { load_columns, load_row,
		load_open, load_deleted };
	struct load load = {
		.o = o, .format = format, .ctx = ctx, .result = result
	};
	struct row_source source;
	int rc = -1;

	memset(result, 0, sizeof(*result));
	row_source_open(
	    &source, in, in_name, o->common.max_line, o->require_end);
	source.hashing = o->append && o->state == NULL;
	load.source = &source;
	load_begin(&load);
	if (row_source_run(&source, &calls, &load, e) == 0 &&
	    load_publish(&load, e) == 0)
		rc = 0;
	if (source.signal != 0)
		result->signal = source.signal;
	result->rows = source.nrows;
	result->end = source.counted;
	result->bytes_in = source.lines.bytes;
	result->counts = count_rows(&load);
	load_close(&load);
	row_source_close(&source);
	return rc;
}
