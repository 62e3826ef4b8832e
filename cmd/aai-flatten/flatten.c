/* flatten: nested records into rows of flat tables; see flatten.h. */
#include "aai-flatten/flatten.h"

#include <string.h>

#include "aai-flatten/contract.h"
#include "aai-flatten/emit.h"
#include "aai-flatten/publish.h"
#include "aai-flatten/rename.h"
#include "aai-flatten/walk.h"
#include "base/mem.h"
#include "json/repair_utf8.h"
#include "json/scan.h"
#include "json/text.h"
#include "json/unique.h"
#include "stream/record.h"

/* Room for rows at first. */
#define HELD_FIRST ((size_t)64 << 10)

struct flatten_options
flatten_defaults(void)
{
	struct flatten_options o = { 0 };

	o.window = FLATTEN_WINDOW;
	o.hold = FLATTEN_HOLD;
	o.max_depth = FLATTEN_DEPTH;
	o.nesting = FLATTEN_NESTING;
	o.max_columns = FLATTEN_COLUMNS;
	return o;
}

struct flatten *
flatten_open(const struct flatten_options *options, struct out *out)
{
	struct flatten *f = mem_new(1, sizeof(*f));

	f->options = *options;
	f->table = options->table;
	f->out = out;
	model_open(&f->model, options->nesting, options->max_columns);
	f->model.zone = options->zone;
	f->model.say = options->say;
	f->model.say_arg = options->arg;
	f->model.dlt = options->dlt_ids;
	f->model.may_rename = true;
	f->model.may_settle = options->infer;
	f->name = buf_make(SIZE_MAX / 2);
	f->columns = buf_make(SIZE_MAX / 2);
	f->rejects = buf_make(SIZE_MAX / 2);
	f->held = mem_grow(NULL, &f->held_cap, HELD_FIRST, 1);
	return f;
}

/* A root that has come up: what is known of it, then its keys. */
static int
describe(struct flatten *f, struct model_root *r, struct error *e)
{
	const struct flatten_options *o = &f->options;

	if (o->describe != NULL) {
		f->model.declaring = true;
		if (o->describe(o->arg, f, r,
			r->tag, r->tag_len, e) != 0)
			return -1;
		f->model.declaring = false;
	}
	return r->ready ? 0 : model_ready(&f->model, r, e);
}

/* The root of that tag, raw string content. */
static int
find_root(struct flatten *f, const char *raw, size_t len, struct error *e)
{
	bool added;
	int rc;

	buf_reset(&f->name);
	(void)json_unescape(raw, len, &f->name);
	rc = model_root(&f->model, (const char *)f->name.data, f->name.len,
	    &f->root, &added, e);
	if (rc != 0 || !added)
		return rc;
	if (model_is_full(&f->model, f->root->shape))
		return model_too_full(&f->model, e);
	return describe(f, f->root, e);
}

/* The tag is not there, or is not a name: say so. */
static int
bad_tag(struct flatten *f, struct error *e)
{
	f->at = scan_space(f->line);
	error_set(e, ERROR_INPUT, *f->at == '{' ?
		"a record's \"_table\" must be a name" :
		"a record must be an object");
	return -1;
}

/* Find the record's tag the long way. */
static int
look_for_tag(struct flatten *f, struct error *e)
{
	struct record_tag tag;
	bool tagged;

	if (!record_tag(f->line, f->len, &tag))
		return bad_tag(f, e);
	f->body = tag.rest;
	tagged = tag.table != NULL;
	if (!tagged && f->table == NULL) {
		error_set(e, ERROR_INPUT, "a record without \"_table\": name "
					  "its table with -t");
		return -1;
	}
	if (!tagged) {
		tag.table = f->table;
		tag.table_len = strlen(tag.table);
	}
	if (find_root(f, tag.table, tag.table_len, e) != 0)
		return -1;
	if (!tagged) {
		f->untagged = f->root;
		return 0;
	}
	/* The next one may begin in the same way. */
	buf_reset(&f->root->prefix);
	if (tag.rest[-1] == ',')
		buf_put(&f->root->prefix, f->line,
		    (size_t)(tag.rest - f->line));
	f->last = f->root;
	return 0;
}

/* Find the record's root, and where its members begin. */
static int
read_tag(struct flatten *f, struct error *e)
{
	const struct buf *prefix = f->last != NULL ? &f->last->prefix : NULL;

	if (prefix != NULL && prefix->len > 0 && prefix->len <= f->len &&
	    memcmp(f->line, prefix->data, prefix->len) == 0) {
		f->root = f->last;
		f->body = f->line + prefix->len;
		return 0;
	}
	if (f->untagged != NULL && f->line[0] == '{' && f->line[1] == '"' &&
	    memcmp(f->line + 1, "\"_table\"", 8) != 0) {
		f->root = f->untagged;
		f->body = f->line + 1;
		return 0;
	}
	return look_for_tag(f, e);
}

static int
not_strict(const struct flatten *f, const char *what, struct error *e)
{
	if (!f->options.strict)
		return 0;
	error_set(e, ERROR_INPUT, "%s (--strict)", what);
	return -1;
}

/* Room for n bytes more after the record, which may be elsewhere then. */
static char *
make_room(struct flatten *f, size_t n)
{
	size_t len = f->len + n + FLATTEN_PAD + 1;

	/* What is short is copied sooner than what was read after it. */
	if (f->widen != NULL && f->len >= f->options.hold)
		return f->widen(f->widen_arg, n);
	if (f->text_cap < len)
		f->text = mem_grow(f->text, &f->text_cap, len, 1);
	memcpy(f->text, f->line, f->len);
	memset(f->text + f->len + n, 0, FLATTEN_PAD + 1);
	return f->text;
}

/* Replace what is not UTF-8. */
static int
repair_bytes(struct flatten *f, struct error *e)
{
	size_t before = (size_t)(f->body - f->line), prefix, wider;
	char *line;

	if (not_strict(f, "a string is not well-formed Unicode", e) != 0)
		return -1;
	/* What is before the body holds the same as the tag's part. */
	(void)repair_utf8_count(f->line, before, &prefix);
	f->counts.repaired += repair_utf8_count(f->line, f->len, &wider);
	line = make_room(f, wider);
	repair_utf8(line, f->len, wider);
	f->line = line;
	f->len += wider;
	f->body = line + before + prefix;
	line[f->len] = '\0';
	return 0;
}

/* Replace halves of surrogate pairs; the record gets shorter. */
static int
repair_halves(struct flatten *f, struct error *e)
{
	size_t prefix = (size_t)(f->body - f->line), rest = f->len - prefix;

	if (not_strict(f, "a string is not well-formed Unicode", e) != 0)
		return -1;
	f->counts.repaired += repair_utf8_surrogates(f->line + prefix, &rest);
	f->len = prefix + rest;
	return 0;
}

/* Leave out members that come again. */
static int
unique(struct flatten *f, struct error *e)
{
	size_t prefix = (size_t)(f->body - f->line), rest = f->len - prefix;
	uint64_t again;

	if (not_strict(f, "an object has the same name twice", e) != 0)
		return -1;
	if (!unique_members(f->line + prefix, &rest, f->options.max_depth,
		&again) || again == 0) {
		/* It is not JSON further on, which matters more. */
		error_set(e, ERROR_INPUT, "a record is not valid JSON");
		return -1;
	}
	f->counts.duplicates += again;
	f->len = prefix + rest;
	return 0;
}

/* Say what is wrong where walking stopped. */
static int
tell(struct flatten *f, struct error *e)
{
	const char *end = f->line + f->len;

	if (f->stop == STOP_ERROR)
		return -1;
	if (f->stop == STOP_DEEP)
		error_set(e, ERROR_INPUT, "a record is nested deeper than %u "
			  "levels; see --max-depth", f->options.max_depth);
	else if (f->at >= end)
		error_set(e, ERROR_INPUT, "the record is cut short");
	else
		error_set(e, ERROR_INPUT, "invalid JSON");
	return -1;
}

/* Walk the record, twice if its rows are not to be held. */
static int
walk(struct flatten *f)
{
	f->drops = false;
	if (walk_record(f) != 0)
		return -1;
	if (f->pass == PASS_ONLY)
		return 0;
	emit_again(f);
	/* Why a row is dropped is said as if the key were met first. */
	if (f->drops)
		f->root->numbered = f->root->observed = 0;
	/* Rows that are dropped later must not have gone out. */
	f->pass = f->drops ? PASS_HELD : PASS_LAST;
	return walk_record(f);
}

/* Do what has to be done before the record can be walked again. */
static int
prepare(struct flatten *f, struct error *e)
{
	switch (f->stop) {
	case STOP_RENAME:
		rename_key(f);
		return 0;
	case STOP_TOO_LONG:
		f->pass = PASS_FIRST;
		return 0;
	case STOP_SURROGATE:
		return repair_halves(f, e);
	case STOP_DUPLICATE:
		return unique(f, e);
	default:
		return tell(f, e);
	}
}

/* Walk the record, in another form where that is necessary. */
static int
take(struct flatten *f, struct error *e)
{
	int tries;

	f->e = e;
	f->pass = f->len >= f->options.hold && !f->options.infer ? PASS_FIRST :
								   PASS_ONLY;
	for (tries = 0; tries < 4; tries++) {
		f->number++;
		emit_begin(f);
		if (f->pass != PASS_ONLY)
			f->pass = PASS_FIRST;
		if (walk(f) == 0)
			return emit_commit(f, e);
		emit_rollback(f);
		if (prepare(f, e) != 0)
			return -1;
		/* As often as there are keys in the way, and once. */
		if (f->stop == STOP_RENAME || f->stop == STOP_TOO_LONG)
			tries--;
	}
	error_set(e, ERROR_INPUT, "a record cannot be mended");
	return -1;
}

void
flatten_table(struct flatten *f, const char *table)
{
	if (f->options.table != NULL)
		return;
	f->table = table;
	f->untagged = NULL;
}

int
flatten_record(struct flatten *f, char *line, size_t len, struct error *e)
{
	size_t valid;
	int rc;

	f->line = line;
	f->len = len;
	f->at = line;
	if (read_tag(f, e) != 0)
		return -1;
	f->counts.records++;
	valid = scan_utf8(line, len);
	f->at = line + valid;
	if (valid < len && repair_bytes(f, e) != 0)
		return -1;
	if (UNLIKELY(f->options.contract.tables != FLATTEN_EVOLVE)) {
		rc = contract_root(f, e);
		if (rc <= 0)
			return rc < 0 ? tell(f, e) : 0;
	}
	f->root->records++;
	return take(f, e);
}

int
flatten_deleted(struct flatten *f, char *line, size_t len, struct error *e)
{
	int rc;

	/* Nothing but a key counts.  One as long would be walked twice. */
	if (len >= f->options.hold) {
		error_set(e, ERROR_INPUT,
		    "a deletion has %zu bytes: it is no record's key", len);
		return -1;
	}
	/* Held rows are of records: those that came before go out first. */
	if (!f->streaming && emit_all(f, false, e) != 0)
		return -1;
	f->deleting = true;
	rc = flatten_record(f, line, len, e);
	f->deleting = false;
	return rc;
}

void
flatten_widen_by(struct flatten *f, char *(*widen)(void *arg, size_t n),
    void *arg)
{
	f->widen = widen;
	f->widen_arg = arg;
}

size_t
flatten_at(const struct flatten *f)
{
	if (f->at < f->line || f->at > f->line + f->len)
		return 0;
	return (size_t)(f->at - f->line);
}

int
flatten_flush(struct flatten *f, struct error *e)
{
	if (!f->streaming)
		return 0;
	if (emit_all(f, false, e) != 0)
		return -1;
	return out_flush(f->out, e);
}

int
flatten_finish(struct flatten *f, struct error *e)
{
	if (emit_all(f, true, e) != 0)
		return -1;
	publish_drift(f);
	return 0;
}

struct flatten_counts
flatten_count(const struct flatten *f)
{
	struct flatten_counts c = f->counts;

	c.tables = f->model.ntables;
	return c;
}

void
flatten_close(struct flatten *f)
{
	if (f == NULL)
		return;
	model_close(&f->model);
	mem_free(f->text);
	buf_free(&f->name);
	buf_free(&f->columns);
	buf_free(&f->rejects);
	canonical_free(&f->canonical);
	mem_free(f->held);
	mem_free(f->undo);
	mem_free(f);
}
