/* fan_report: what a fan-out did; see fanout.h. */
#include "aai-fanout/fanout.h"
#include "io/cli.h"
#include "json/stats.h"

/* Append how often something was so, unless it never was. */
static void
put_part(struct buf *text, uint64_t n, const char *what)
{
	if (n > 0)
		buf_printf(text, "%s%llu %s", text->len > 0 ? "; " : "",
		    (unsigned long long)n, what);
}

bool
fanout_partial(const struct fanout *f, struct buf *text)
{
	uint64_t missing = 0, forbidden = 0, omitted = 0, shrunk = 0;
	uint64_t unnamed = 0, untimed = 0, kept = 0;
	size_t i;

	for (i = 0; i < f->nresources; i++) {
		missing += f->resources[i].missing;
		forbidden += f->resources[i].forbidden;
		omitted += f->resources[i].omitted;
		shrunk += f->resources[i].shrunk;
		unnamed += f->resources[i].unnamed;
		untimed += f->resources[i].untimed;
		kept += f->resources[i].kept;
	}
	if (missing + forbidden + omitted + shrunk + unnamed + untimed +
		kept + f->put_aside ==
	    0)
		return false;
	if (text == NULL)
		return true;
	if (f->put_aside > 0)
		buf_printf(text, "%llu parents could not be expanded; see %s",
		    (unsigned long long)f->put_aside, f->options.failed);
	put_part(text, missing, "times an id was not known");
	put_part(text, forbidden, "times the key was not enough (403)");
	put_part(text, omitted,
	    "answers were left out, as the API description has it");
	put_part(text, unnamed, "children have no id, and are left out");
	put_part(text, untimed, "children have no time, and are left out");
	put_part(text, kept,
	    "times the children of a deleted parent stay, as their key does "
	    "not have the parent's");
	put_part(text, shrunk,
	    "records may have been missed, as the totals of lists fell while "
	    "their pages were counted; run again");
	return true;
}

static void
put_resource(const struct fan_resource *fr, struct buf *out)
{
	buf_printf(out, "{\"resource\":\"%s\"", fr->r->name);
	cli_put_count(out, "responses", fr->responses);
	cli_put_count(out, "children", fr->children);
	cli_put_count(out, "repeated", fr->repeated);
	cli_put_count(out, "changed", fr->changed);
	cli_put_count(out, "forgotten", fr->forgotten);
	cli_put_count(out, "shrunk", fr->shrunk);
	cli_put_count(out, "filtered", fr->reply.filtered);
	cli_put_count(out, "skipped", fr->skipped);
	cli_put_count(out, "missing", fr->missing);
	cli_put_count(out, "absent", fr->absent);
	cli_put_count(out, "omitted", fr->omitted);
	cli_put_count(out, "unnamed", fr->unnamed);
	cli_put_count(out, "untimed", fr->untimed);
	cli_put_count(out, "kept", fr->kept);
	cli_put_count(out, "forbidden", fr->forbidden);
	buf_byte(out, '}');
}

/* What was left out, by reason, of all resources together. */
static void
put_skipped(const struct fanout *f, struct buf *out)
{
	uint64_t skipped = 0, missing = 0, forbidden = 0, omitted = 0;
	uint64_t unnamed = 0, untimed = 0, filtered = 0;
	size_t i;

	for (i = 0; i < f->nresources; i++) {
		skipped += f->resources[i].skipped;
		missing += f->resources[i].missing;
		forbidden += f->resources[i].forbidden;
		omitted += f->resources[i].omitted;
		unnamed += f->resources[i].unnamed;
		untimed += f->resources[i].untimed;
		filtered += f->resources[i].reply.filtered;
	}
	stats_open_skipped(out);
	stats_skipped(out, "unqualified", skipped);
	stats_skipped(out, "missing", missing);
	stats_skipped(out, "forbidden", forbidden);
	stats_skipped(out, "omitted", omitted);
	stats_skipped(out, "unnamed", unnamed);
	stats_skipped(out, "untimed", untimed);
	stats_skipped(out, "filtered", filtered);
	stats_skipped(out, "failed", f->put_aside);
	stats_close_skipped(out);
}

void
fanout_stats(const struct fanout *f, struct buf *out)
{
	size_t i;

	buf_printf(out, "\"read\":%llu", (unsigned long long)f->read);
	cli_put_count(out, "records", f->written);
	cli_put_count(out, "parents", f->parents);
	cli_put_count(out, "expanded", f->expanded);
	cli_put_count(out, "left_out", f->left_out);
	cli_put_count(out, "repeated", f->repeated);
	cli_put_count(out, "changed", f->changed);
	cli_put_count(out, "forgotten", f->seen.forgotten);
	cli_put_count(out, "put_aside", f->put_aside);
	cli_put_count(out, "deleted", f->deleted);
	cli_put_count(out, "others", f->others);
	buf_str(out, ",\"resources\":[");
	for (i = 0; i < f->nresources; i++) {
		if (i > 0)
			buf_byte(out, ',');
		put_resource(&f->resources[i], out);
	}
	buf_byte(out, ']');
	put_skipped(f, out);
}
