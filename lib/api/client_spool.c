/* client_spool: what goes into the spool and comes out; see client_spool.h. */
#include "api/client_spool.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "http/mask.h"
#include "http/query.h"
#include "http/url.h"

void
client_account(const struct client *c, const char *key,
    char name[CLIENT_ACCOUNT_MAX])
{
	struct buf b = buf_make(1 << 20);
	struct error ignored;
	uint64_t hash;

	name[0] = '\0';
	/* Room at once: a buffer that moves leaves a copy behind. */
	if (key != NULL && url_origin(c->base_url, &b, &ignored) == 0 &&
	    buf_reserve(&b, strlen(key) + 1) != NULL) {
		buf_byte(&b, '\n');
		buf_str(&b, key);
		hash = hash_64(b.data, b.len, 0);
		(void)snprintf(name, CLIENT_ACCOUNT_MAX, "%08x",
		    (unsigned)(hash >> 32 ^ (hash & 0xffffffff)));
		mask_wipe(b.data, b.cap);
	}
	buf_free(&b);
}

static void
cover(const struct client *c, char *text)
{
	const char *password;

	mask_text(text, c->secret);
	if (c->desc->auth != DESC_AUTH_BASIC || c->secret == NULL)
		return;
	password = strchr(c->secret, ':');
	if (password != NULL)
		mask_text(text, password + 1);
}

char *
client_spool_url(const struct client *c, const char *url)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	char *s;

	if (c->desc->auth == DESC_AUTH_QUERY && c->desc->auth_name != NULL)
		query_set(url, c->desc->auth_name, NULL, &b);
	else
		buf_str(&b, url);
	s = buf_take(&b);
	cover(c, s);
	return s;
}

/* The body without the key; a NUL ends no body, but each of its pieces. */
static void
put_covered(const struct client *c, const struct buf *body, struct buf *out)
{
	size_t at, n, from = 0;

	buf_put(out, body->data, body->len);
	buf_byte(out, 0);
	for (at = 0; at < body->len + 1; at += n + 1) {
		n = strlen((char *)out->data + at);
		cover(c, (char *)out->data + at);
		/* What is shorter now moves up behind the piece before. */
		memmove(out->data + from, out->data + at,
		    strlen((char *)out->data + at) + 1);
		from += strlen((char *)out->data + from) + 1;
	}
	out->len = from - 1;
}

int
client_spool_put(struct client *c, const char *url,
    const struct engine_response *r, struct error *e)
{
	struct buf body = buf_make(SIZE_MAX / 2);
	char *link = engine_response_header(r, "Link");
	char *name = client_spool_url(c, url);
	int rc;

	if (link != NULL)
		cover(c, link);
	put_covered(c, &r->body, &body);
	rc = spool_put(&c->spool, name, r->status, link, body.data, body.len,
	    e);
	buf_free(&body);
	mem_free(link);
	mem_free(name);
	return rc;
}

int
client_spool_get(struct client *c, const struct client_request *q,
    struct engine_response *out)
{
	struct error *e = &out->error;
	char *kept = client_spool_url(c, out->url);
	struct spool_entry entry;
	int rc;

	rc = spool_get(&c->spool, kept, mem_limit(c->options.max_response),
	    &entry, e);
	mem_free(kept);
	if (rc == 0)
		error_set(e, ERROR_FAILED,
		    "not in the spool, and --offline was given");
	if (rc != 1)
		return rc;
	out->result = entry.status < 300 ? ENGINE_DONE : ENGINE_REFUSED;
	out->status = entry.status;
	out->body = entry.body;
	out->headers = buf_make(1 << 20);
	if (entry.link != NULL)
		buf_printf(&out->headers, "Link: %s\n", entry.link);
	mem_free(entry.link);
	if (out->result == ENGINE_REFUSED || q->check == NULL ||
	    q->check(q->user, out, e) == 0)
		return 1;
	c->spool.hits--;
	buf_free(&out->body);
	buf_free(&out->headers);
	error_prefix(e, "what is in the spool is of no use");
	e->kind = ERROR_FAILED;
	return 0;
}
