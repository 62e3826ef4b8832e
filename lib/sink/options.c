/* options: what all sinks into files can be told; see sink.h. */
#include <string.h>

#include "base/cc.h"
#include "sink/sink.h"

struct sink_options
sink_options_make(void)
{
	struct sink_options o = { .common = common_options_make(), .mode = -1 };

	return o;
}

size_t
sink_opt_put(struct sink_options *o, struct opt *to)
{
	/* In the order of enum sink_mode. */
	static const char *const modes[] = { "replace", "append", "merge",
		NULL };
	/* In the order of enum sink_on_delete. */
	static const char *const on_delete[] = { "report", "mark", "remove",
		NULL };
	const struct opt opts[] = {
		OPT_STR('o', "output", &o->output, "dir",
		    o->tables ? "publish the tables in this folder" :
				"publish the tables in this folder; - is "
				"standard output"),
		OPT_STR('t', "table", &o->table, "name", "this table alone"),
		OPT_CHOICE('m', "mode", &o->mode, "mode",
		    "replace, append, or merge: replace the records that come "
		    "(replace)",
		    modes),
		OPT_CHOICE(0, "on-delete", &o->on_delete, "what",
		    "with records that the source has no more: report them, "
		    "mark them, or remove their rows (report)",
		    on_delete),
		OPT_FLAG(0, "append", &o->append,
		    o->tables ? "add rows to the folder's tables" :
				"add parts to the folder's tables"),
		OPT_FLAG(0, "replace", &o->replace,
		    o->tables ? "replace even what loads with --state added" :
				"replace even parts and tables of another "
				"kind"),
		OPT_STR(0, "state", &o->state, "file",
		    o->tables ? "add rows, then store the stream's state here" :
				"add parts, then store the stream's state "
				"here"),
		OPT_WAIT(0, "wait", &o->wait_ms, "time",
		    "wait for another writer, at most this long"),
		OPT_FLAG(0, "require-end", &o->require_end,
		    "publish only with a right end record"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts) + common_options_put(&o->common, to + LEN(opts));
}

int
sink_options_check(struct sink_options *o, struct error *e)
{
	const char *wrong = NULL, *to;

	if (o->output == NULL && o->table != NULL && !o->append &&
	    o->state == NULL && o->mode <= SINK_REPLACE)
		o->output = "-";
	to = o->output != NULL ? o->output : "";
	if (o->tables && (to[0] == '\0' || strcmp(to, "-") == 0))
		wrong = "where to? tables need a folder (-o DIR), not standard "
			"output";
	else if (to[0] == '\0')
		wrong = "where to? give -o DIR, or -t TABLE for one table to "
			"standard output";
	else if (strcmp(to, "-") == 0 && o->table == NULL)
		wrong = "one table fits standard output; name it with -t";
	else if (strcmp(to, "-") == 0 && (o->append || o->state != NULL))
		wrong = "--append and --state need a folder, not standard "
			"output";
	else if (o->mode != -1 && o->append && o->mode != SINK_APPEND)
		wrong = "--append is --mode append, and no other mode";
	else if (o->mode == SINK_REPLACE && o->state != NULL)
		wrong = "--state adds to what is there; its modes are append "
			"and merge";
	else if (o->mode == SINK_MERGE && strcmp(to, "-") == 0)
		wrong = "--mode merge needs a folder, not standard output";
	else if (o->mode == SINK_MERGE && o->table != NULL)
		wrong = "--mode merge is for whole loads, not for one table "
			"(-t)";
	else if (o->on_delete != SINK_DELETE_REPORT && o->mode != SINK_MERGE)
		wrong = "--on-delete changes what is there, which --mode merge "
			"does alone";
	else if (o->replace && o->mode >= SINK_APPEND)
		wrong = "--replace removes what other modes add to";
	else if (o->replace && (o->append || o->state != NULL))
		wrong = "--replace removes what --append and --state add to";
	else if (o->state != NULL && o->table != NULL)
		wrong = "--state is for whole loads, not for one table (-t)";
	if (wrong != NULL) {
		error_set(e, ERROR_USAGE, "%s", wrong);
		return -1;
	}
	o->append |= o->mode >= SINK_APPEND;
	if (o->state != NULL)
		o->require_end = o->append = true;
	return 0;
}
