/* param_value: a parameter's value where it goes; see param_value.h. */
#include "api/param_value.h"

#include <string.h>

#include "api/desc_param.h"
#include "base/mem.h"
#include "http/percent.h"
#include "http/query.h"
#include "json/text.h"

typedef void put_one(struct buf *out, const struct desc_param *p,
    const char *value, size_t len);

/* Put a parameter's value, or each of several. */
static void
put_each(const struct desc_param *p, const struct buf *value, put_one *put,
    struct buf *out)
{
	const char *s = value->len > 0 ? (const char *)value->data : "";
	const char *comma;
	size_t len = value->len, n;

	for (;;) {
		comma = p->repeat ? memchr(s, ',', len) : NULL;
		n = comma != NULL ? (size_t)(comma - s) : len;
		put(out, p, s, n);
		if (comma == NULL)
			return;
		s += n + 1;
		len -= n + 1;
	}
}

static void
put_query(struct buf *out, const struct desc_param *p, const char *value,
    size_t len)
{
	query_add(out, p->name, value, len);
}

static void
put_field(struct buf *out, const struct desc_param *p, const char *value,
    size_t len)
{
	if (out->len > 0)
		buf_byte(out, '&');
	percent_encode(out, p->name, strlen(p->name));
	buf_byte(out, '=');
	percent_encode(out, value, len);
}

/* A value of a list, or the only one. */
static void
put_json(struct buf *out, const struct desc_param *p, const char *value,
    size_t len)
{
	char *s = mem_dup(value, len);

	if (out->len > 0 && out->data[out->len - 1] != '[' &&
	    out->data[out->len - 1] != ':')
		buf_byte(out, ',');
	if (desc_param_is_json(p, s))
		buf_put(out, value, len);
	else
		json_quote(value, len, out);
	mem_free(s);
}

void
param_value_query(
    const struct desc_param *p, const struct buf *value, struct buf *out)
{
	put_each(p, value, put_query, out);
}

void
param_value_form(
    const struct desc_param *p, const struct buf *value, struct buf *out)
{
	put_each(p, value, put_field, out);
}

/* A member of the object that ends out, whose brace is put again after it. */
void
param_value_member(
    const struct desc_param *p, const struct buf *value, struct buf *out)
{
	out->len--;
	if (out->data[out->len - 1] != '{')
		buf_byte(out, ',');
	json_quote(p->name, strlen(p->name), out);
	buf_str(out, p->repeat ? ":[" : ":");
	put_each(p, value, put_json, out);
	buf_str(out, p->repeat ? "]}" : "}");
}
