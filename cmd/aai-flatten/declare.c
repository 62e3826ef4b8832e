/* declare: what is known of records before they come; see flatten.h. */
#include "aai-flatten/flatten.h"

#include <string.h>

#include "aai-flatten/rename.h"
#include "base/mem.h"

void
flatten_key(struct flatten *f, struct model_root *r, const char *member,
    size_t len, const char *carried, bool joins)
{
	const struct path_step step = { PATH_NAME, member, len };
	char *text = mem_dup(member, len);

	model_key(&f->model, r, text, &step, 1, carried, joins);
	mem_free(text);
}

int
flatten_key_path(struct flatten *f, struct model_root *r,
    const struct path *path, const char *carried, bool joins, struct error *e)
{
	if (!path_plain(path) || path->n == 0 || path->n > FLATTEN_KEY_STEPS) {
		error_set(e, ERROR_USAGE, "-k %s: a key is one member, alone "
		    "or in at most %d objects", path->text,
		    FLATTEN_KEY_STEPS - 1);
		return -1;
	}
	if (path->n - 1 > f->options.nesting) {
		error_set(e, ERROR_USAGE, "-k %s: the key is further in than "
		    "--depth takes apart", path->text);
		return -1;
	}
	if (r->nkeys == FLATTEN_KEYS) {
		error_set(e, ERROR_USAGE, "-k %s: a key has at most %d members",
		    path->text, FLATTEN_KEYS);
		return -1;
	}
	model_key(&f->model, r, path->text, path->steps, path->n, carried,
	    joins);
	return 0;
}

/* Keys come first, so they are made when anything else is declared. */
static int
begin(struct flatten *f, struct model_root *r, struct error *e)
{
	return r->ready ? 0 : model_ready(&f->model, r, e);
}

/* Whether nothing below the field is taken apart by name. */
static bool
is_closed(const struct model_field *fd)
{
	return fd->mode == MODEL_DROP || fd->mode == MODEL_JSON;
}

/* Go one step further from *fd (NULL: the record).  False: it leads nowhere. */
static bool
step(struct flatten *f, struct model_shape *s, struct model_field **fd,
    const struct path_step *st)
{
	struct model *m = &f->model;
	struct model_field *from = *fd;

	if (from != NULL && is_closed(from))
		return false;
	if (st->kind == PATH_NAME) {
		if (from != NULL && from->mode == MODEL_MAP)
			return false;
		if (from != NULL && !from->item) {
			model_object(m, from);
			s = from->object;
		}
		*fd = model_field(m, s, st->name, st->len);
		return true;
	}
	if (from == NULL)
		return false;
	if (st->kind == PATH_ITEM) {
		model_list(m, from);
		*fd = &from->list->item;
	} else {
		from->mode = MODEL_MAP;
		model_map(m, from);
		*fd = &from->map->item;
	}
	return true;
}

/*
 * The field that the path leads to, all on the way being made; an item or
 * entry that comes last is the list's own.  NULL when it leads nowhere.
 */
static struct model_field *
follow(struct flatten *f, struct model_root *r, const struct path *path)
{
	struct model_field *fd = NULL;
	size_t i;

	for (i = 0; i < path->n; i++)
		if (!step(f, fd != NULL ? fd->shape : r->shape, &fd,
			&path->steps[i]))
			return NULL;
	return fd;
}

int
flatten_column(struct flatten *f, struct model_root *r,
    const struct path *path, struct coltype type, struct error *e)
{
	struct model_field *fd;
	struct model_column *c;
	struct model_table *t;
	int rc;

	if (begin(f, r, e) != 0)
		return -1;
	fd = follow(f, r, path);
	if (fd == NULL || fd->mode == MODEL_DROP)
		return 0;
	while ((rc = model_column(&f->model, fd, e)) > 0)
		rename_key(f);
	if (rc != 0)
		return -1;
	r->shape->table->known = true;
	c = fd->column;
	/* How something is treated may have made them before. */
	for (t = c->table; t != NULL; t = t->parent)
		t->known = true;
	facts_join(&c->facts, facts_declared(type));
	c->boolean = type.type == TYPE_BOOL;
	if (type.type == TYPE_JSON)
		fd->mode = MODEL_JSON;
	return 0;
}

int
flatten_treat(struct flatten *f, struct model_root *r,
    const struct path *path, enum flatten_treatment how, struct error *e)
{
	struct model_field *fd;

	if (begin(f, r, e) != 0)
		return -1;
	/* How something is treated does not say that it is there. */
	f->model.declaring = false;
	fd = follow(f, r, path);
	f->model.declaring = true;
	if (fd == NULL)
		return 0;
	if (fd->keyed) {
		error_set(e, ERROR_USAGE, "the key of table '%s' is in '%s', "
		    "which cannot be kept whole or left out", r->tag,
		    path->text);
		return -1;
	}
	fd->mode = how == FLATTEN_MAP ? MODEL_MAP :
	    how == FLATTEN_JSON	      ? MODEL_JSON :
					MODEL_DROP;
	return 0;
}

void
flatten_declared(struct flatten *f, struct model_root *r)
{
	(void)f;
	r->declared = true;
}
