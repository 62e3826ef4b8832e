/* load_history: what is noted of a load for people; see load.h. */
#include "io/clock.h"
#include "json/text.h"
#include "sink/history.h"
#include "sink/load.h"
#include "table/time.h"

void
load_put_counts(const struct load *l, struct buf *out)
{
	const char *comma = "";
	size_t i;

	buf_byte(out, '{');
	for (i = 0; i < l->ntargets; i++) {
		const struct table *t = l->source->schema.tables[i];

		if (l->targets[i]->left_out)
			continue;
		buf_str(out, comma);
		json_quote(t->name, t->name_len, out);
		buf_byte(out, ':');
		buf_u64(out, l->targets[i]->t.rows);
		comma = ",";
	}
	buf_byte(out, '}');
}

/* Append the load's object, with a NUL. */
static void
put_load(const struct load *l, struct buf *out)
{
	const struct end *end = &l->source->end;
	const struct table_format *tables = l->format->table_format;
	const char *mode = load_merges(l) ? "merge" :
	    l->o->append		  ? "append" :
					    "replace";
	char at[TIME_TEXT_MAX], hash[33];

	buf_str(out, "{\"at\":\"");
	buf_put(out, at, time_format_stamp(clock_wall_s() * 1000000, at));
	buf_printf(out, "\",\"program\":\"aai-sink-%s\",\"mode\":\"%s\"",
	    tables != NULL ? tables->name : l->format->extension, mode);
	if (end->selection != NULL) {
		buf_str(out, ",\"selection\":");
		buf_put(out, end->selection, end->selection_len);
	}
	if (l->o->state != NULL) {
		end_hash(end->state, end->state_len, hash);
		buf_printf(out, ",\"state\":\"%s\"", hash);
	}
	buf_str(out, ",\"rows\":");
	load_put_counts(l, out);
	buf_byte(out, '}');
	buf_byte(out, 0);
}

void
load_note_history(struct load *l)
{
	struct buf object = buf_make(HISTORY_BYTES);

	put_load(l, &object);
	/* One of so many tables that their counts are too long is not noted. */
	if (!object.failed)
		history_add(&l->folder, (const char *)object.data);
	buf_free(&object);
}
