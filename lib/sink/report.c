/* report: what a sink's program says of a run; see sink.h. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/msg.h"
#include "json/stats.h"
#include "sink/sink.h"

void
sink_result_free(struct sink_result *result)
{
	mem_free(result->counts);
	result->counts = NULL;
}

void
sink_report(const struct sink_result *result)
{
	size_t i;

	for (i = 0; i < result->nwarnings; i++)
		msg_warn("%s", result->warnings[i]);
	if (result->replaced > 0)
		msg_warn("%llu ill-formed characters became U+FFFD",
		    (unsigned long long)result->replaced);
}

static int
write_stats(const struct sink_options *o, const char *program,
    const struct sink_result *result, int status, struct error *e)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	int rc;

	stats_begin(&out, program);
	buf_printf(&out, ",\"published\":%s,\"end\":%s",
	    result->published ? "true" : "false",
	    result->end ? "true" : "false");
	cli_put_count(&out, "rows", result->rows);
	cli_put_count(&out, "tables", result->tables);
	cli_put_count(&out, "bytes_in", result->bytes_in);
	cli_put_count(&out, "bytes_out", result->bytes_out);
	cli_put_count(&out, "replaced", result->replaced);
	cli_put_count(&out, "rewritten", result->rewritten);
	cli_put_count(&out, "repeated", result->repeated);
	cli_put_count(&out, "merged", result->merged);
	cli_put_count(&out, "known", result->known);
	cli_put_count(&out, "deleted", result->deleted);
	buf_printf(&out, ",\"rows_of\":%s", result->counts);
	stats_open_skipped(&out);
	stats_close_skipped(&out);
	stats_end(&out, status);
	rc = stats_write(&o->common.cli, &out, e);
	buf_free(&out);
	return rc;
}

/* Say which records there are more than once. */
static void
tell_again(const struct sink_options *o, const struct sink_result *result,
    struct error *e)
{
	if (result->known > 0)
		error_set(e, ERROR_PARTIAL,
		    "%llu rows in '%s' have the key of a row of this load: "
		    "records that were there already are there again, where a "
		    "database and --mode merge replace them",
		    (unsigned long long)result->known, o->output);
	if (result->repeated == 0)
		return;
	if (result->known > 0)
		msg_warn("%s", e->text);
	error_set(e, ERROR_PARTIAL,
	    "%llu rows have the key of an earlier row of this load: a record "
	    "came more than once; all are published, where a database and "
	    "--mode merge keep the last",
	    (unsigned long long)result->repeated);
}

/* Say which records there are that the source has no more. */
static void
tell_deleted(const struct sink_options *o, const struct sink_result *result,
    struct error *e)
{
	error_set(e, ERROR_PARTIAL,
	    "%llu records were deleted at the source, and stay in '%s' as far "
	    "as they are there; --mode merge --on-delete remove removes them",
	    (unsigned long long)result->deleted, o->output);
}

int
sink_end(const struct sink_options *o, const char *program,
    struct sink_result *result, int rc, struct error *e)
{
	bool kept = result->deleted > 0 && o->on_delete == SINK_DELETE_REPORT;
	bool partly = result->repeated + result->known > 0 || kept;
	int status = rc != 0 ? (int)e->kind : partly ? (int)ERROR_PARTIAL : 0;
	struct error failed = { 0 };

	if (o->common.cli.stats != NULL && result->counts != NULL &&
	    write_stats(o, program, result, status, &failed) != 0 && rc == 0) {
		*e = failed;
		rc = -1;
	}
	if (rc == 0 && result->repeated + result->known > 0) {
		tell_again(o, result, e);
		rc = -1;
	}
	if (kept && (rc == 0 || e->kind == ERROR_PARTIAL)) {
		if (rc != 0)
			msg_warn("%s", e->text);
		tell_deleted(o, result, e);
		rc = -1;
	}
	sink_result_free(result);
	return rc;
}
