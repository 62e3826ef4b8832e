/* fan_follow: links that are followed; see fan_follow.h. */
#include "aai-fanout/fan_follow.h"

#include "aai-fanout/fan_file.h"
#include "api/source.h"
#include "base/mem.h"
#include "json/lex.h"

/* So many links of one answer are tried. */
#define LINKS_MAX 4

static const struct http_request plain;

/* Whether the answer with the link is whole. */
static int
check(void *user, const struct engine_response *r, struct error *e)
{
	const char *p = (const char *)r->body.data, *end = p + r->body.len;
	const char *at = r->body.len > 0 ?
	    json_value_end(p, end, REPLY_DEPTH, NULL) :
	    NULL;

	(void)user;
	while (at != NULL && at < end && (unsigned char)*at <= ' ')
		at++;
	if (at != NULL && at == end)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "the answer that should have a link is not whole JSON");
	return -1;
}

static bool
sink(void *user, int status, const struct buf *headers, bool first,
    const void *data, size_t n)
{
	struct fan_slot *slot = user;

	return fan_file_put(slot->file, status, headers, first, data, n);
}

static int
check_file(void *user, const struct engine_response *r, struct error *e)
{
	struct fan_slot *slot = user;

	return fan_file_check(slot->file, r, e);
}

void
fan_follow_request(struct fan_slot *slot, const struct fan_resource *fr,
    struct client_request *q)
{
	if (fr->follow == NULL)
		return;
	q->unkept = true;
	if (slot->link == NULL) {
		q->check = check;
		return;
	}
	q->bare = true;
	q->url = slot->link;
	q->http = &plain;
	if (slot->file == NULL)
		return;
	q->http = fan_file_request(slot->file);
	q->sink = sink;
	q->check = check_file;
}

/* The file is whole: what is said of it is the answer. */
int
fan_follow_finish(struct fan_slot *slot, struct engine_response *r,
    struct error *e)
{
	if (fan_file_finish(slot->file, e) != 0)
		return -1;
	buf_free(&r->body);
	r->body = buf_make(1 << 16);
	fan_file_describe(slot->file, &r->body);
	r->framed = true;
	r->status = 200;
	return 0;
}

/* The link of the answer becomes the slot's. */
static int
take(struct fan_slot *slot, struct fan_resource *fr,
    const struct engine_response *r, struct error *e)
{
	struct span body = { (const char *)r->body.data, r->body.len };
	struct buf value = buf_make(SIZE_MAX / 2);
	struct span at;
	size_t len;
	int rc = source_get(fr->follow, body, r, &value, e);

	at = (struct span){ (const char *)value.data, value.len };
	if (rc == 1 && span_kind(at) == JSON_NULL)
		rc = 0;
	if (rc == 1 && span_kind(at) == JSON_STRING) {
		slot->link = span_take(at, &len);
	} else if (rc == 1) {
		error_set(e, ERROR_FAILED, "what should be a link is not text");
		rc = -1;
	}
	if (rc < 0)
		error_prefix(e, "parent '%.150s'", slot->item->id);
	buf_free(&value);
	return rc;
}

int
fan_follow_take(struct fan_slot *slot, struct fan_resource *fr,
    const struct engine_response *r, struct error *e)
{
	int rc;

	if (slot->link == NULL) {
		rc = take(slot, fr, r, e);
		if (rc == 1 && fr->r->file && slot->file == NULL) {
			slot->file = fan_file_open(fr->folder, slot->item->id,
			    slot->item->id_len, slot->link, e);
			if (slot->file == NULL)
				return -1;
		}
		return rc;
	}
	/* What is there is more than the file has. */
	if (r->status == 416 && slot->file != NULL)
		fan_file_forget(slot->file);
	mem_free(slot->link);
	slot->link = NULL;
	if (++slot->links < LINKS_MAX)
		return 1;
	*e = r->error;
	error_prefix(e, "parent '%.150s': the link is refused",
	    slot->item->id);
	return -1;
}
