/*
 * url: whatever a record or a server says, a URL built from it stays in its
 * place, and a header is read or not, but never wrongly.
 *
 * The input is a digit, which says what is tried, and two texts with a line
 * break between them.
 */
#include <stdlib.h>
#include <string.h>

#include "api/template.h"
#include "base/mem.h"
#include "http/limit_headers.h"
#include "http/link.h"
#include "http/mask.h"
#include "http/query.h"
#include "http/retry.h"
#include "http/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static const char *
text_of(struct buf *b)
{
	buf_byte(b, 0);
	return (char *)b->data;
}

/* A link that is followed leads to the same origin, and nothing hides in it. */
static void
try_resolve(const char *base, const char *ref)
{
	struct buf out = buf_make(1 << 20);
	struct error e;
	const char *s;

	if (url_check(base, true, &e) == 0 &&
	    url_resolve(base, ref, &out, &e) == 0) {
		s = text_of(&out);
		must(url_same_origin(base, s));
		must(url_check(s, true, &e) == 0);
		for (; *s != '\0'; s++)
			must((unsigned char)*s > ' ' && *s != 0x7f);
	}
	buf_free(&out);
}

/* An id takes up one segment of a path, and comes back when it is decoded. */
static void
try_expand(const char *id, size_t len)
{
	static const char path[] = "https://h/v2/{id}/x";
	struct template_var var = { .name = "id", .text = id, .len = len };
	struct template_scope scope = { &var, 1, NULL };
	struct buf out = buf_make(1 << 20), back = buf_make(1 << 20);
	struct template t;
	struct error e;
	const char *s;
	char *got;

	must(template_parse(&t, path, sizeof(path) - 1, &e) == 0);
	if (template_put_url(&t, &scope, &out, &e) == 1) {
		s = text_of(&out);
		must(strncmp(s, "https://h/v2/", 13) == 0);
		must(strspn(s + 13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "abcdefghijklmnopqrstuvwxyz-._~%") ==
		    strcspn(s + 13, "/"));
		must(strcmp(strchr(s + 13, '/'), "/x") == 0);
		buf_str(&back, s);
		query_add(&back, "q", id, len);
		got = query_get(text_of(&back), "q");
		must(got != NULL && strlen(got) == len &&
		    memcmp(got, id, len) == 0);
		mem_free(got);
	}
	template_free(&t);
	buf_free(&out);
	buf_free(&back);
}

/* A parameter that was set is there, once; one taken out is not. */
static void
try_query(const char *url, const char *value)
{
	struct buf out = buf_make(1 << 20), none = buf_make(1 << 20);
	char *got;

	query_set(url, "key", value, &out);
	got = query_get(text_of(&out), "key");
	must(got != NULL && strcmp(got, value) == 0);
	mem_free(got);
	query_set((char *)out.data, "key", NULL, &none);
	got = query_get(text_of(&none), "key");
	must(got == NULL);
	buf_free(&out);
	buf_free(&none);
}

/* A secret that was covered is not to be read any more. */
static void
try_mask(const char *text, const char *secret)
{
	char *copy = mem_str(text);

	mask_text(copy, secret);
	must(strlen(copy) <= strlen(text));
	if (strlen(secret) >= 4 && strchr(secret, '*') == NULL)
		must(strstr(copy, secret) == NULL);
	mem_free(copy);
}

static void
try_headers(const char *value, const char *rel)
{
	struct buf out = buf_make(1 << 20);
	int64_t ms;

	if (retry_after_ms(value, strlen(value), 1795348800, &ms))
		must(ms >= 0 && ms <= (int64_t)INT32_MAX * 1000);
	if (retry_reset_ms(value, strlen(value), 1795348800, &ms))
		must(ms >= 0 && ms <= (int64_t)INT32_MAX * 1000);
	buf_printf(&out, "RateLimit: %s\n", value);
	if (limit_headers_wait(&out, true, 1795348800, &ms))
		must(ms >= 0 && ms <= (int64_t)INT32_MAX * 1000);
	buf_reset(&out);
	if (link_find(value, rel, &out))
		must(out.len <= strlen(value));
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *first, *second;
	size_t len;

	if (size == 0)
		return 0;
	first = mem_dup((const char *)data + 1, size - 1);
	second = strchr(first, '\n');
	len = second == NULL ? size - 1 : (size_t)(second - first);
	if (second == NULL)
		second = first + strlen(first);
	else
		*second++ = '\0';
	switch (data[0]) {
	case '0':
		try_resolve(first, second);
		break;
	case '1':
		try_expand(first, len);
		break;
	case '2':
		try_query(first, second);
		break;
	case '3':
		try_mask(first, second);
		break;
	default:
		try_headers(first, second);
		break;
	}
	mem_free(first);
	return 0;
}
