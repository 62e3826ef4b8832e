/* contract: what may be added to a schema, and what not; see contract.h. */
#include "aai-flatten/contract.h"

#include <string.h>

#include "aai-flatten/emit.h"
#include "aai-flatten/row_text.h"
#include "aai-flatten/keys.h"
#include "aai-flatten/model_path.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/scan.h"
#include "json/text.h"

/* Rejects of a record that is sure to be taken are written beyond this. */
#define REJECTS_MOST ((size_t)256 << 10)

/* What numbers have, and only they. */
#define NUMBERS \
	(FACT_INT | FACT_LONG | FACT_HUGE | FACT_DOUBLE | FACT_INEXACT | \
	    FACT_NEG_ZERO)

static const char *const modes[] = { "evolve", "freeze", "discard-row",
	"discard-value" };

static int
read_mode(const char *word, enum flatten_mode *mode, struct error *e)
{
	size_t i;

	for (i = 0; i < LEN(modes); i++)
		if (strcmp(modes[i], word) == 0) {
			*mode = (enum flatten_mode)i;
			return 0;
		}
	error_set(e, ERROR_USAGE, "--contract: '%s' is none of evolve, "
		  "freeze, discard-row, discard-value", word);
	return -1;
}

int
flatten_contract(struct flatten_contract *c, const char *spec,
    struct error *e)
{
	const char *equals = strchr(spec, '=');
	size_t n = equals != NULL ? (size_t)(equals - spec) : 0;
	enum flatten_mode mode;

	if (read_mode(equals != NULL ? equals + 1 : spec, &mode, e) != 0)
		return -1;
	if (equals == NULL) {
		c->tables = c->columns = c->types = mode;
	} else if (n == 6 && memcmp(spec, "tables", n) == 0) {
		c->tables = mode;
	} else if (n == 7 && memcmp(spec, "columns", n) == 0) {
		c->columns = mode;
	} else if (n == 5 && memcmp(spec, "types", n) == 0) {
		c->types = mode;
	} else {
		error_set(e, ERROR_USAGE, "--contract: '%s' is about none of "
			  "tables, columns, types", spec);
		return -1;
	}
	return 0;
}

/* Append what is known of what is left out: where it belongs, why. */
static void
put_reject(struct flatten *f, const struct model_table *t, const char *path,
    const char *why)
{
	struct buf *line = &f->rejects;

	buf_str(line, "{\"_table\":");
	json_quote(t->name, t->name_len, line);
	if (t->parent == NULL) {
		buf_put(line, f->root->keytext.data, f->root->keytext.len);
	} else {
		row_text_keys(t, line);
		buf_put(line, t->index, t->index_len);
	}
	buf_printf(line, ",\"_new\":\"%s\",\"_path\":", why);
	json_quote(path, strlen(path), line);
	buf_str(line, ",\"_value\":");
}

/* Write the rejects that there are, and what is long and belongs to them. */
static bool
write_rejects(struct flatten *f, const char *p, size_t len)
{
	if (out_put(f->options.rejects, f->rejects.data, f->rejects.len,
		f->e) == 0 &&
	    out_put(f->options.rejects, p, len, f->e) == 0) {
		buf_reset(&f->rejects);
		return true;
	}
	(void)flatten_stop(f, STOP_ERROR, p);
	return false;
}

/* Count what is left out, and keep it where that was asked for. */
static bool
reject(struct flatten *f, const struct model_table *t, const char *path,
    const char *why, const char *p, const char *end)
{
	size_t len = (size_t)(end - p);

	f->counts.rejected++;
	if (f->options.rejects == NULL)
		return true;
	if (keys_find(f) != 0)
		return false;
	if (f->pass == PASS_FIRST)
		return true;
	put_reject(f, t, path, why);
	/* Of a record that was walked ahead none will be taken back. */
	if (f->pass != PASS_ONLY && f->rejects.len + len > REJECTS_MOST) {
		if (!write_rejects(f, p, len))
			return false;
	} else {
		buf_put(&f->rejects, p, len);
	}
	buf_str(&f->rejects, "}\n");
	return true;
}

/*
 * Carry out the mode for something that the schema does not have.  Always
 * false, since the value is not taken; f->stop is set when it is an error.
 */
static bool
refuse(struct flatten *f, enum flatten_mode mode, struct model_table *t,
    const char *path, const char *why, const char *p, const char *end)
{
	if (mode == FLATTEN_FREEZE) {
		error_set(f->e, ERROR_INPUT,
		    "the contract forbids a new %s: '%s' in table '%s'", why,
		    path, t->name);
		(void)flatten_stop(f, STOP_ERROR, p);
	} else if (mode == FLATTEN_DISCARD_ROW) {
		t->rejected = true;
		t->why = why;
	} else {
		(void)reject(f, t, path, why, p, end);
	}
	return false;
}

bool
contract_table(struct flatten *f, struct model_field *fd, bool map,
    const char *p, const char *end)
{
	enum flatten_mode mode = f->options.contract.tables;
	char *path;

	if (model_expects_table(&f->model, fd, map))
		return true;
	path = model_path(fd, map ? "{}" : "[]");
	if (mode == FLATTEN_DISCARD_ROW)
		mode = FLATTEN_DISCARD_VALUE;
	(void)refuse(f, mode, fd->shape->table, path, "table", p, end);
	mem_free(path);
	return false;
}

bool
contract_column(struct flatten *f, struct model_field *fd, const char *p,
    const char *end)
{
	struct model_table *t = fd->shape->table;
	char *path;

	if (f->options.contract.columns == FLATTEN_EVOLVE || !t->known ||
	    model_expects(&f->model, fd))
		return true;
	path = model_path(fd, "");
	(void)refuse(f, f->options.contract.columns, t, path, "column", p,
	    end);
	mem_free(path);
	return false;
}

/*
 * Whether the value is a number for a column that is to stay double: it is the
 * nearest one then, as whoever declares that means it.
 */
static bool
is_nearest(const struct model_column *c, struct facts now, const char *p,
    const char *end)
{
	double v;

	return model_type(c).type == TYPE_DOUBLE &&
	    (now.seen & ~NUMBERS) == 0 &&
	    num_double(p, (size_t)(end - p), &v) && v != 0;
}

bool
contract_facts(struct flatten *f, struct model_column *c, struct facts now,
    const char *p, const char *end)
{
	enum flatten_mode mode = f->options.contract.types;
	char *path;

	if (mode == FLATTEN_EVOLVE || !c->known || !c->table->known ||
	    c->facts.seen == 0 ||
	    type_equal(type_of(now), type_of(c->facts))) {
		emit_facts(f, c, now);
		return true;
	}
	if (is_nearest(c, now, p, end))
		return true;
	/* No row is without its key. */
	if (c->key && mode == FLATTEN_DISCARD_VALUE)
		mode = FLATTEN_DISCARD_ROW;
	path = c->field != NULL ? model_path(c->field, "") : mem_str(c->name);
	(void)refuse(f, mode, c->table, path, "type", p, end);
	mem_free(path);
	return false;
}

/* Whether the record is JSON; f->stop is set when it is not. */
static bool
is_whole(struct flatten *f)
{
	bool lone = false, deep = false;
	const char *at = f->line, *p = scan_space(f->line);

	p = scan_value(p, f->options.max_depth, &at, &lone, &deep);
	if (p != NULL)
		at = scan_space(p);
	if (p != NULL && at == f->line + f->len)
		return true;
	(void)flatten_stop(f, deep ? STOP_DEEP : STOP_WRONG, at);
	return false;
}

int
contract_root(struct flatten *f, struct error *e)
{
	struct model_table *t = f->root->shape->table;
	enum flatten_mode mode = f->options.contract.tables;

	if (mode == FLATTEN_EVOLVE || t->known)
		return 1;
	if (mode == FLATTEN_FREEZE) {
		(void)flatten_stop(f, STOP_ERROR, f->line);
		error_set(e, ERROR_INPUT,
		    "the contract forbids a new table: '%s'", t->name);
		return -1;
	}
	/* It is not walked, which would tell. */
	if (!is_whole(f))
		return -1;
	f->e = e;
	f->number++;
	emit_begin(f);
	f->stop = STOP_NONE;
	f->pass = PASS_LAST;
	if (!reject(f, t, "", "table", f->line, f->line + f->len))
		return -1;
	if (emit_commit(f, e) == 0)
		return 0;
	(void)flatten_stop(f, STOP_ERROR, f->line);
	return -1;
}

int
contract_drop_row(struct flatten *f, struct model_table *t,
    const struct model_field *item, struct flatten_mark mark,
    const char *from, const char *end)
{
	char *path = item != NULL ? model_path(item, "") : mem_str("");
	bool ok;

	t->rejected = false;
	f->drops = true;
	emit_drop(f, t, mark);
	ok = reject(f, t, path, t->why, from, end);
	mem_free(path);
	return ok ? 0 : -1;
}
