/* held_facts: what a table's values are; see held_facts.h. */
#include "lake/held_facts.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/beneath.h"
#include "json/text.h"
#include "lake/file.h"
#include "lake/path.h"
#include "lake/snapshot_reader.h"
#include "parquet/convert.h"

/* The facts of a number that is a bound. */
static struct facts
facts_bound(const struct lake_column *c, const struct lake_bound *b)
{
	static const struct coltype text = { TYPE_TEXT, 0, 0 };
	struct convert_value v = lake_bound_value(c, b);
	struct buf scratch = buf_make(SIZE_MAX);
	struct facts f = facts_unknown(c->type);

	if (convert(&v, c->type, text, json_quote, &scratch))
		f = facts_number(v.s, v.len);
	buf_free(&scratch);
	return f;
}

/*
 * Join the facts of a file's column of integers or decimals, which are between
 * its bounds; these do not tell the digits after the point.
 */
static void
join_column(struct facts *to, const struct lake_column *c)
{
	if (c->nulls >= 0 && c->nulls == c->values)
		return;
	if (!c->bounded) {
		facts_join(to, facts_unknown(c->type));
		return;
	}
	facts_join(to, facts_bound(c, &c->lo));
	facts_join(to, facts_bound(c, &c->hi));
	if (c->type.type == TYPE_DECIMAL)
		facts_join(
		    to, (struct facts){ FACT_INEXACT, 0, c->type.scale });
}

/* Join the facts of a file's column. */
static void
join_file(struct facts *to, const struct lake_file *f, const struct column *c)
{
	const struct lake_column *in;
	size_t i;

	for (i = 0; i < f->ncolumns; i++) {
		in = &f->columns[i];
		if (in->id != 0 && c->id != 0 ? in->id == c->id :
						strcmp(in->name, c->name) == 0)
			join_column(to, in);
	}
}

static const struct column *
held_column(const struct lake_table *t, size_t i)
{
	return &t->held.tables[0]->columns[i];
}

/* Join those of all live files: 1; 0: one is not ours; -1. */
static int
join_files(const struct lake_table *t, const struct lake_snapshot *v,
    const struct column *c, struct facts *to, struct error *e)
{
	struct lake_file f;
	size_t i;
	int fd, rc = 1;

	for (i = 0; rc == 1 && i < v->nfiles; i++) {
		fd = lake_path_open_found(t, v->files[i]);
		if (fd < 0) {
			beneath_error(e, ERROR_OUTPUT, "cannot open '%s'",
			    v->files[i]);
			return -1;
		}
		if (lake_file_read(&f, fd, v->files[i], t->lake->pages, e) ==
		    0)
			join_file(to, &f, c);
		else
			rc = e->kind == ERROR_INPUT ? 0 : -1;
		lake_file_free(&f);
		(void)close(fd);
	}
	return rc;
}

int
held_facts_read(struct lake_table *t, size_t i, struct error *e)
{
	const struct column *c = held_column(t, i);
	struct held_facts *to = &t->facts[i];
	struct lake_table now = { .lake = t->lake,
		.folder = t->folder,
		.view = t->view,
		.name = t->name };
	struct lake_snapshot v = { 0 };
	struct facts seen = { 0, 0, 0 };
	int rc;

	if (to->read)
		return 0;
	rc = t->lake->format->snapshot(&now, &v, e);
	v.schema = now.held;
	if (rc == 0)
		rc = join_files(t, &v, c, &seen, e);
	lake_snapshot_close(&v);
	if (rc < 0)
		return -1;
	to->read = true;
	to->ours = rc == 1;
	to->facts = c->type.type == TYPE_BIGINT ||
			    c->type.type == TYPE_DECIMAL ?
			seen :
			facts_unknown(c->type);
	return 0;
}

int
held_facts_check(const struct lake_table *t, int fd, const char *name,
    struct error *e)
{
	struct lake_file f;
	struct facts seen;
	size_t i;
	int rc = lake_file_read(&f, fd, name, t->lake->pages, e);

	for (i = 0; rc == 0 && i < t->nheld; i++) {
		if (!t->retyped[i] ||
		    held_column(t, i)->type.type != TYPE_BIGINT ||
		    t->columns->columns[i].type.type != TYPE_DOUBLE)
			continue;
		memset(&seen, 0, sizeof(seen));
		join_file(&seen, &f, held_column(t, i));
		if ((seen.seen & FACT_LONG) == 0)
			continue;
		error_set(e, ERROR_INPUT,
		    "'%s': column '%s' has integers that no double holds; "
		    "nothing is written",
		    name, held_column(t, i)->name);
		rc = -1;
	}
	lake_file_free(&f);
	return rc;
}

static bool
is_number(struct coltype t)
{
	return t.type == TYPE_BIGINT || t.type == TYPE_DOUBLE ||
	       t.type == TYPE_DECIMAL;
}

static bool
is_time(struct coltype t)
{
	return t.type == TYPE_DATE || t.type == TYPE_TIMESTAMP;
}

int
held_facts_join(struct lake_table *t, size_t i, const struct column *in,
    struct coltype *type, struct error *e)
{
	struct coltype held = held_column(t, i)->type;
	bool numbers = is_number(held) && is_number(in->type);
	struct facts facts, more = in->facts;

	if (!t->append ||
	    (!numbers && !(is_time(held) && is_time(in->type))))
		return 0;
	if (held_facts_read(t, i, e) != 0)
		return -1;
	if (!t->facts[i].ours)
		return 0;
	facts = t->facts[i].facts;
	if (more.seen == 0)
		more = facts_unknown(in->type);
	*type = type_join_facts(held, &facts, in->type, more);
	return numbers ? is_number(*type) : is_time(*type);
}
