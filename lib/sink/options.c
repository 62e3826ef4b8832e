/* options: what all sinks into files can be told; see sink.h. */
#include <string.h>

#include "base/mem.h"
#include "io/lines.h"
#include "io/msg.h"
#include "sink/sink.h"

#define MEMORY_DEFAULT ((uint64_t)256 << 20)
#define MEMORY_MIN     ((uint64_t)8 << 20)

struct sink_options
sink_options_make(void)
{
	struct sink_options o = { .max_line = LINES_MAX_DEFAULT,
		.memory = MEMORY_DEFAULT };

	return o;
}

void
sink_options_table(struct sink_options *o, struct opt *to)
{
	const struct opt opts[SINK_NOPTIONS] = {
		OPT_STR('o', "output", &o->output, "dir",
		    "publish the tables in this folder; - is standard output"),
		OPT_STR('t', "table", &o->table, "name", "this table alone"),
		OPT_FLAG(0, "append", &o->append,
		    "add parts to the folder's tables"),
		OPT_FLAG(0, "replace", &o->replace,
		    "replace even parts and tables of another kind"),
		OPT_STR(0, "state", &o->state, "file",
		    "add parts, then store the stream's state here"),
		OPT_FLAG(0, "require-end", &o->require_end,
		    "publish only with a right end record"),
		OPT_SIZE(0, "memory", &o->memory, "size",
		    "hold at most this (256M)", MEMORY_MIN, UINT64_MAX),
		OPT_SIZE(0, "max-line", &o->max_line, "size",
		    "refuse longer lines (256M)", 1, UINT32_MAX),
		OPT_STR(0, "stats", &o->stats, "file",
		    "write a JSON summary here; - is standard error"),
		OPT_CHOICE(0, "log-format", &o->log_format, "format",
		    "messages as text or json", msg_formats),
		OPT_FLAG('q', "quiet", &o->quiet, "say only what went wrong"),
	};

	memcpy(to, opts, sizeof(opts));
}

int
sink_options_check(struct sink_options *o, struct error *e)
{
	const char *wrong = NULL;

	if (o->output == NULL && o->table != NULL && !o->append &&
	    o->state == NULL)
		o->output = "-";
	if (o->output == NULL || o->output[0] == '\0')
		wrong = "where to? give -o DIR, or -t TABLE for one table to "
			"standard output";
	else if (strcmp(o->output, "-") == 0 && o->table == NULL)
		wrong = "one table fits standard output; name it with -t";
	else if (strcmp(o->output, "-") == 0 && (o->append || o->state != NULL))
		wrong = "--append and --state need a folder, not standard "
			"output";
	else if (o->replace && (o->append || o->state != NULL))
		wrong = "--replace removes what --append and --state add to";
	else if (o->state != NULL && o->table != NULL)
		wrong = "--state is for whole loads, not for one table (-t)";
	if (wrong != NULL) {
		error_set(e, ERROR_USAGE, "%s", wrong);
		return -1;
	}
	if (o->state != NULL)
		o->require_end = o->append = true;
	return 0;
}
