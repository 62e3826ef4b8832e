/* fan_vars: names that requests for children have; see fan_vars.h. */
#include "aai-fanout/fan_vars.h"

#include <stdio.h>

#include "aai-fanout/fan_parents.h"
#include "base/mem.h"

/* A variable of a value: its text, and its JSON where it is not a string. */
static struct template_var
var_of(const char *name, const char *text, size_t len, bool string)
{
	struct template_var v = { .name = name, .text = text, .len = len };

	if (text != NULL && !string) {
		v.json = text;
		v.json_len = len;
	}
	return v;
}

/* A request goes without what its parent lacks, which may ask for too much. */
static void
say_unset(struct fanout *f, const struct fan_slot *slot,
    struct fan_resource *fr, const char *name)
{
	char text[400];

	if (fr->unset++ > 0 || f->observer.warn == NULL)
		return;
	(void)snprintf(text, sizeof(text),
	    "%.80s: parent '%.100s' has no '%.40s', and is asked for without "
	    "it; \"when\" in the API description leaves such parents out",
	    fr->r->name, slot->item->id, name);
	f->observer.warn(f->observer.arg, text);
}

/* What the parent's record has of the k-th field. */
static int
put_field(struct fanout *f, struct fan_slot *slot, struct fan_resource *fr,
    size_t k, struct template_var *to, struct error *e)
{
	const struct desc_value *field = &slot->parent->fields[k];
	const struct fan_item *item = slot->item;
	struct span record = { item->line, item->len }, at = { NULL, 0 };
	struct buf value = buf_make(SIZE_MAX / 2);
	size_t len = 0;
	int rc = 0;

	/* A plain id is not a record. */
	if (item->len > 0 && *item->line == '{')
		rc = fan_field(fr, slot->parent, k, record, &value, e);
	if (rc == 1)
		at = (struct span){ (const char *)value.data, value.len };
	slot->texts[slot->ntexts] = at.p != NULL ? span_take(at, &len) : NULL;
	if (rc == 0 && field->asked)
		say_unset(f, slot, fr, field->name);
	*to = var_of(field->name,
	    slot->texts[slot->ntexts++], len, span_kind(at) == JSON_STRING);
	buf_free(&value);
	return rc < 0 ? -1 : 0;
}

int
fan_vars_put(struct fanout *f, struct fan_slot *slot, struct fan_resource *fr,
    struct error *e)
{
	const struct desc_resource *r = fr->r;
	const struct fan_item *item = slot->item;
	const struct desc_parent *parent = slot->parent;
	size_t n = 0, i, nfields = parent != NULL ? parent->nfields : 0;
	int rc = 0;

	slot->vars = mem_new(1 + nfields + r->neach, sizeof(*slot->vars));
	slot->texts = mem_new(nfields + 1, sizeof(*slot->texts));
	slot->vars[n++] = var_of(r->parent_key, item->id, item->id_len,
	    !item->id_is_number);
	for (i = 0; rc == 0 && i < nfields; i++)
		rc = put_field(f, slot, fr, i, &slot->vars[n++], e);
	if (rc != 0)
		return -1;
	for_each_put(fr->each, slot->combination, slot->vars + n);
	slot->asked_for = (struct template_scope){ slot->bounds,
		INTERVAL_NAMES, NULL };
	slot->more = (struct template_scope){ slot->vars, n + r->neach,
		&slot->asked_for };
	return 0;
}
