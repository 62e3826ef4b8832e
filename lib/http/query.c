/* query: the parameters in a URL's query; see query.h. */
#include "http/query.h"

#include <string.h>

#include "base/num.h"
#include "http/percent.h"

/* One "name=value" of a query, as it stands in the URL. */
struct param {
	const char *s;
	size_t len;	 /* of the whole */
	size_t name_len; /* up to the '=' or the end */
};

/* Append the len bytes at s, decoded; a '%' without two digits is itself. */
static void
decode(struct buf *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == '%' && i + 2 < len && num_hex(s[i + 1]) >= 0 &&
		    num_hex(s[i + 2]) >= 0) {
			buf_byte(out, (uint8_t)(num_hex(s[i + 1]) << 4 |
					  num_hex(s[i + 2])));
			i += 2;
		} else {
			buf_byte(out, s[i] == '+' ? ' ' : (uint8_t)s[i]);
		}
	}
}

static bool
is_named(const struct param *p, const char *name)
{
	struct buf got = buf_make(SIZE_MAX);
	bool is;

	decode(&got, p->s, p->name_len);
	is = buf_is(&got, name);
	buf_free(&got);
	return is;
}

/*
 * Take the next parameter of the query at *at, which moves on; false at its
 * end.  *at first points to what follows the '?'.
 */
static bool
next_param(const char **at, struct param *p)
{
	if (**at == '\0' || **at == '#')
		return false;
	p->s = *at;
	p->len = strcspn(p->s, "&#");
	p->name_len = strcspn(p->s, "=&#");
	*at += p->len;
	if (**at == '&')
		(*at)++;
	return true;
}

/* Where url's query begins, after the '?'; its end when it has none. */
static const char *
find_query(const char *url)
{
	const char *at = url + strcspn(url, "?#");

	return *at == '?' ? at + 1 : url + strlen(url);
}

static void
put_param(struct buf *out, const char *name, const char *value, size_t len)
{
	percent_encode(out, name, strlen(name));
	buf_byte(out, '=');
	percent_encode(out, value, len);
}

void
query_add(struct buf *url, const char *name, const char *value,
    size_t value_len)
{
	bool has = url->len > 0 && memchr(url->data, '?', url->len) != NULL;

	if (!has)
		buf_byte(url, '?');
	else if (url->data[url->len - 1] != '?' &&
	    url->data[url->len - 1] != '&')
		buf_byte(url, '&');
	put_param(url, name, value, value_len);
}

void
query_set(const char *url, const char *name, const char *value,
    struct buf *out)
{
	const char *at = find_query(url), *between = "?";
	struct param p;

	buf_put(out, url, strcspn(url, "?#"));
	while (next_param(&at, &p)) {
		bool is = is_named(&p, name);

		if (p.len == 0 || (is && value == NULL))
			continue;
		buf_str(out, between);
		between = "&";
		if (is) {
			put_param(out, name, value, strlen(value));
			value = NULL;
		} else {
			buf_put(out, p.s, p.len);
		}
	}
	if (value != NULL) {
		buf_str(out, between);
		put_param(out, name, value, strlen(value));
	}
}

char *
query_get(const char *url, const char *name)
{
	const char *at = find_query(url);
	struct buf value = buf_make(SIZE_MAX);
	struct param p;

	while (next_param(&at, &p)) {
		if (!is_named(&p, name))
			continue;
		if (p.name_len < p.len)
			decode(&value, p.s + p.name_len + 1,
			    p.len - p.name_len - 1);
		return buf_take(&value);
	}
	return NULL;
}
