/* openapi_time: what is new in a list; see openapi_time.h. */
#include "aai-describe/openapi_time.h"

#include <string.h>

#include "aai-describe/identifier.h"
#include "aai-describe/openapi_answer.h"
#include "aai-describe/openapi_key.h"
#include "base/cc.h"

/* Lower bounds: of the time of change, of creation, and of one or the other. */
static const char *const changed[] = { "updated_since", "updated_after",
	"updated_at_min", "updated_at[gte]", "updated_at[gt]", "updated[gte]",
	"updated[gt]", "modified_since", "modified_after", "updated_gte",
	"updated_at_gte", "updated_at.gte", "updated_from", "update_since",
	"updated_min", "updated_at_after", "updated_at_since",
	"last_modified_after", "changed_since", "last_updated_after",
	"last_modified_since", "updated_at_gt", "updatedmin", "min_updated_at",
	"updated_date_min", "updated_at__gte", "modified_at__gte", NULL };
static const char *const created[] = { "created_since", "created_after",
	"created_at_min", "created_at[gte]", "created_at[gt]", "created[gte]",
	"created[gt]", "created_gte", "created_at_gte", "created_at.gte",
	"created_from", "created_at_after", "min_created_at", "created_min",
	"created_at_gt", "created_at__gte", "date_created[gte]",
	"since_date_created", "date_created_min", "since_create_time", NULL };
static const char *const either[] = { "since", "modified_date",
	"if_modified_since", NULL };

/* Times of records. */
static const char *const change_times[] = { "updated_at", "updated",
	"modified_at", "modified", "last_modified", "last_updated",
	"updated_on", "modified_on", "update_time", "updated_time",
	"date_updated", "date_modified", "last_modified_at", "last_updated_at",
	"modified_time", "updated_date", "modified_date", "last_modified_date",
	"last_update", "last_updated_time", "last_modified_time",
	"last_edited_time", "updated_date_utc", NULL };
static const char *const creation_times[] = { "created_at", "created",
	"created_on", "create_time", "created_time", "date_created",
	"creation_date", "created_date", "creation_time", "date_create",
	"inserted_at", NULL };

static const struct openapi_member *
find_time(struct openapi *o, const struct openapi_schema *record,
    const char *const *names)
{
	const struct openapi_member *found = NULL;
	int best = -1, at;
	size_t i;

	for (i = 0; i < record->n; i++) {
		at = identifier_find(record->members[i].name, names);
		if (at < 0 || (found != NULL && at >= best) ||
		    (openapi_member_kinds(o, &record->members[i]) &
			(SCHEMA_OBJECT | SCHEMA_ARRAY | SCHEMA_BOOL)) != 0)
			continue;
		found = &record->members[i];
		best = at;
	}
	return found;
}

/* How the parameter has times, or NULL where that is not said. */
static const char *
find_format(const struct openapi_param *p)
{
	unsigned kinds = p->kinds & ~SCHEMA_NULL;

	if (p->format != NULL && strcmp(p->format, "date-time") == 0)
		return "rfc3339";
	if (p->format != NULL && strcmp(p->format, "date") == 0)
		return "date";
	if (kinds == SCHEMA_INTEGER || kinds == SCHEMA_NUMBER) {
		if (identifier_say(p->about, "millisecond"))
			return "epoch_ms";
		if (identifier_say(p->about, "second") ||
		    identifier_say(p->about, "unix") ||
		    identifier_say(p->about, "epoch") ||
		    (p->format != NULL &&
			strcmp(p->format, "unix-time") == 0) ||
		    strchr(p->name, '[') != NULL)
			return "epoch";
		return NULL;
	}
	if (identifier_say(p->about, "ISO 8601") ||
	    identifier_say(p->about, "ISO8601") ||
	    identifier_say(p->about, "ISO-8601") ||
	    identifier_say(p->about, "RFC 3339") ||
	    identifier_say(p->about, "RFC3339"))
		return "rfc3339";
	return NULL;
}

struct bound {
	struct openapi_param *param;
	const struct openapi_member *time;
	const char *format;
	bool changes;
};

static bool
is_bound(struct openapi *o, const struct openapi_params *p,
    const struct openapi_schema *record, const char *const *names, bool changes,
    struct bound *b)
{
	b->param = openapi_params_find(p, names);
	if (b->param == NULL || b->param->taken)
		return false;
	b->format = find_format(b->param);
	b->time = find_time(o, record, changes ? change_times : creation_times);
	b->changes = changes;
	return b->format != NULL && b->time != NULL;
}

/* Of "since": the words about it say which time is meant. */
static bool
is_said(struct openapi *o, const struct openapi_params *p,
    const struct openapi_schema *record, struct bound *b)
{
	const struct openapi_param *since = openapi_params_find(p, either);
	bool change, creation;

	if (since == NULL)
		return false;
	change = identifier_say(since->about, "updated") ||
		 identifier_say(since->about, "modified") ||
		 identifier_say(since->about, "changed");
	creation = identifier_say(since->about, "created");
	return change != creation && is_bound(o, p, record, either, change, b);
}

void
openapi_time(struct openapi *o, struct openapi_params *p,
    const struct openapi_schema *record, struct source_resource *r)
{
	struct source_members m = { 0 }, since = { 0 };
	struct bound b;
	struct buf path;

	if (!is_bound(o, p, record, changed, true, &b) &&
	    !is_said(o, p, record, &b) &&
	    !is_bound(o, p, record, created, false, &b))
		return;
	path = buf_make(SIZE_MAX / 2);
	answer_put_step(&path, b.time->name);
	buf_byte(&path, '\0');
	source_put_text(&m, "time", (const char *)path.data);
	source_put_text(&m, "order", "any");
	if (b.changes)
		source_put_bool(&m, "changes", true);
	source_put_text(&since, "param", b.param->name);
	source_put_text(&since, "format", b.format);
	source_put_members(&m, "since", &since);
	source_put_members(&r->members, "incremental", &m);
	source_note(&r->why, "incremental: %s selects by the time of %s",
	    b.param->name, b.changes ? "change" : "creation");
	b.param->taken = true;
	buf_free(&path);
	source_members_free(&since);
	source_members_free(&m);
}
