/* client_spool: what goes into the spool and comes out; see client_spool.h. */
#include "api/client_spool.h"

#include <stdio.h>
#include <string.h>

#include "api/client_auth.h"
#include "base/hash.h"
#include "base/mem.h"
#include "http/auth.h"
#include "http/mask.h"
#include "http/url.h"

#define DAY_S 86400
#define OLD_S DAY_S

void
client_account(const struct client *c, char name[CLIENT_ACCOUNT_MAX])
{
	struct buf b = buf_make((size_t)8 << 20);
	struct error ignored;
	uint64_t hash;
	size_t begun;

	name[0] = '\0';
	if (url_origin(c->base_url, &b, &ignored) == 0) {
		buf_byte(&b, '\n');
		begun = b.len;
		client_auth_put(c, &b);
		if (b.len > begun) {
			hash = hash_64(b.data, b.len, 0);
			(void)snprintf(name, CLIENT_ACCOUNT_MAX, "%08x",
			    (unsigned)(hash >> 32 ^ (hash & 0xffffffff)));
		}
		mask_wipe(b.data, b.cap);
	}
	buf_free(&b);
}

char *
client_spool_name(const struct client *c, const struct client_request *q)
{
	struct buf b = buf_make(SIZE_MAX / 2), url = buf_make(SIZE_MAX / 2);
	char *shown;

	auth_put_shown(&c->cover, q->url, &url);
	shown = buf_take(&url);
	http_request_name(q->http, shown, &b);
	mem_free(shown);
	if (auth_holds(&c->cover, b.data, b.len)) {
		buf_free(&b);
		return NULL;
	}
	return buf_take(&b);
}

/* Some of what the spool has is too old; said of the first. */
static void
tell_of_age(struct client *c)
{
	char text[200];

	if (!c->spool.stale || c->told_of_stale)
		return;
	c->told_of_stale = true;
	(void)snprintf(text, sizeof(text),
	    "the spool has responses that are older than %.1f days: these are "
	    "asked for anew (--spool-age)",
	    (double)c->spool.age_max_s / 86400);
	if (c->warn != NULL)
		c->warn(c->notice_arg, text);
}

bool
client_spool_has(struct client *c, const struct client_request *q)
{
	char *name = client_spool_name(c, q);
	bool has = name != NULL && spool_has(&c->spool, name);

	mem_free(name);
	tell_of_age(c);
	return has;
}

/* The key stands in the response: it is not kept, and that is said once. */
static void
leave_out(struct client *c, const struct client_request *q)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	char *s;

	if (c->unkept++ > 0 || c->warn == NULL)
		return;
	buf_printf(&text, "%s ", http_request_method(q->http));
	auth_put_shown(&c->cover, q->url, &text);
	buf_str(&text,
	    ": the text of the key is in the response; such responses are not "
	    "kept in the spool");
	s = buf_take(&text);
	auth_mask(&c->cover, s);
	c->warn(c->notice_arg, s);
	mem_free(s);
}

/* Append the header that the source reads, if it reads one. */
static void
put_read(const struct desc_source *source, const struct engine_response *r,
    struct buf *lines)
{
	char *value = source->header != NULL ?
	    engine_response_header(r, source->header) :
	    NULL;

	if (value != NULL)
		buf_printf(lines, "%s: %s\n", source->header, value);
	mem_free(value);
}

/* The headers that the description reads, beside Link. */
static char *
headers_read(const struct client *c, const struct client_request *q,
    const struct engine_response *r)
{
	const struct desc_pages *pages = &q->r->pages;
	struct buf lines = buf_make(1 << 20);
	size_t i;

	put_read(&pages->next, r, &lines);
	put_read(&pages->pages_total, r, &lines);
	for (i = 0; i < pages->nends; i++)
		put_read(&pages->ends[i].at, r, &lines);
	for (i = 0; i < q->r->errors.n; i++)
		put_read(&q->r->errors.items[i].at, r, &lines);
	for (i = 0; i < c->desc->errors.n; i++)
		put_read(&c->desc->errors.items[i].at, r, &lines);
	if (lines.len > 0)
		return buf_take(&lines);
	buf_free(&lines);
	return NULL;
}

int
client_spool_put(struct client *c, const struct client_request *q,
    const struct engine_response *r, struct error *e)
{
	char *link = engine_response_header(r, "Link");
	char *headers = headers_read(c, q, r);
	char *name = client_spool_name(c, q);
	int rc = 0;

	if (name == NULL ||
	    auth_holds(&c->cover, r->body.data, r->body.len) ||
	    (link != NULL && auth_holds(&c->cover, link, strlen(link))) ||
	    (headers != NULL &&
		auth_holds(&c->cover, headers, strlen(headers))))
		leave_out(c, q);
	else
		rc = spool_put(&c->spool, name, r->status, link, headers,
		    r->body.data, r->body.len, e);
	mem_free(link);
	mem_free(headers);
	mem_free(name);
	return rc;
}

/* Whether the spool has it, with a word when it is older than a day. */
static int
get_entry(struct client *c, const struct client_request *q,
    struct spool_entry *entry, struct error *e)
{
	char *name = client_spool_name(c, q);
	char text[200];
	int rc = 0;

	if (name != NULL)
		rc = spool_get(&c->spool, name,
		    mem_limit(c->options.max_response), entry, e);
	mem_free(name);
	if (rc != 1 || c->options.offline || entry->age_s < OLD_S ||
	    c->told_of_age || c->warn == NULL)
		return rc;
	c->told_of_age = true;
	(void)snprintf(text, sizeof(text),
	    "this load goes on with responses that the spool has had for %lld "
	    "days",
	    (long long)(entry->age_s / DAY_S));
	c->warn(c->notice_arg, text);
	return rc;
}

int
client_spool_get(struct client *c, const struct client_request *q,
    struct engine_response *out)
{
	struct error *e = &out->error;
	struct spool_entry entry;
	int rc = get_entry(c, q, &entry, e);

	if (rc == 0)
		error_set(e, ERROR_FAILED,
		    "not in the spool, and --offline was given");
	if (rc != 1)
		return rc;
	out->result = entry.status < 300 ? ENGINE_DONE : ENGINE_REFUSED;
	out->status = entry.status;
	out->age_s = entry.age_s;
	out->body = entry.body;
	out->headers = buf_make(1 << 20);
	if (entry.link != NULL)
		buf_printf(&out->headers, "Link: %s\n", entry.link);
	if (entry.headers != NULL)
		buf_str(&out->headers, entry.headers);
	mem_free(entry.link);
	mem_free(entry.headers);
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
