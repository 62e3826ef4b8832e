/* receiver: takes deliveries into the journal; see receiver.h. */
#include "aai-listen/receiver.h"

#include <string.h>
#include <strings.h>

#include "aai-listen/delivery.h"
#include "base/mem.h"

#define RECORD_MAX (SIZE_MAX / 4)

void
receiver_open(struct receiver *in)
{
	memset(in, 0, sizeof(*in));
	in->record = buf_make(RECORD_MAX);
}

/* Whether the media type is JSON: application/json or application/x+json. */
static bool
is_json(const char *type)
{
	size_t len = type != NULL ? strcspn(type, "; \t") : 0;

	if (len == 16 && strncasecmp(type, "application/json", len) == 0)
		return true;
	return len > 17 && strncasecmp(type, "application/", 12) == 0 &&
	       strncasecmp(type + len - 5, "+json", 5) == 0;
}

/* The status that refuses the request, by its headers; 0: none does. */
static unsigned
judge(struct receiver *in, const struct serve_request *req)
{
	const struct secret *s = in->secret;
	const char *coding = serve_header(req, "Content-Encoding");

	in->reason = "another path";
	if (in->path != NULL && strcmp(req->target.path, in->path) != 0)
		return 404;
	in->reason = "not a POST";
	if (strcmp(req->method, "POST") != 0)
		return 405;
	in->reason = "not authenticated";
	if (!secret_fits(
		s, s->header != NULL ? serve_header(req, s->header) : NULL))
		return 401;
	in->reason = "the body's type is not application/json";
	if (!is_json(serve_header(req, "Content-Type")))
		return 415;
	in->reason = "the body is compressed";
	if (coding != NULL && strcasecmp(coding, "identity") != 0)
		return 415;
	in->reason = "the body is too long";
	return req->body_too_long ? 413 : 0;
}

static void
hold(struct receiver *in, const struct serve_request *req,
    struct serve_response *resp)
{
	in->held = mem_grow(
	    in->held, &in->cap, in->nheld + 1, sizeof(struct serve_exchange *));
	in->held[in->nheld++] = req->exchange;
	resp->hold = true;
}

/* Take the body; 0, or the status that refuses it. */
static unsigned
take(struct receiver *in, const struct serve_request *req,
    struct serve_response *resp)
{
	struct buf line = buf_make(RECORD_MAX);
	struct dedup_name name;
	uint64_t number;
	bool whole, waits = false;

	buf_reset(&in->record);
	in->reason = delivery_put(&in->record, &in->tree,
	    (const char *)req->body, req->body_len, &req->target);
	if (in->reason != NULL)
		return 400;
	/* Its name is that of the record, whatever its number. */
	buf_put(&line, in->record.data, in->record.len);
	delivery_stamp(&line, 0, 1);
	whole = delivery_read((const char *)line.data, line.len,
	    in->journal->seed, &in->tree, &number, &name);
	buf_free(&line);
	in->reason = "the body nests too deeply";
	if (!whole)
		return 400;
	in->reason = NULL;
	if (dedup_has(in->dedup, name, &waits)) {
		in->repeated++;
	} else {
		dedup_add(in->dedup, name);
		journal_put(in->journal, &in->record);
		waits = true;
	}
	if (waits)
		hold(in, req, resp);
	return 0;
}

/* Say in the answer why the request is refused. */
static void
refuse(struct receiver *in, struct serve_response *resp, unsigned status)
{
	struct buf text = buf_make(1024);

	in->refused++;
	resp->status = status;
	buf_printf(&text, "{\"error\":\"%s\"}\n", in->reason);
	resp->body = bytes_take(&text);
	serve_add_header(resp, "Content-Type", "application/json");
	if (status == 405)
		serve_add_header(resp, "Allow", "POST");
	buf_free(&text);
}

void
receiver_handle(
    void *ctx, const struct serve_request *req, struct serve_response *resp)
{
	struct receiver *in = ctx;
	unsigned status = judge(in, req);

	if (status == 0)
		status = take(in, req, resp);
	if (status != 0)
		refuse(in, resp, status);
	if (in->closing)
		serve_add_header(resp, "Connection", "close");
}

int
receiver_commit(struct receiver *in, struct error *e)
{
	uint64_t before = in->journal->safe;
	struct serve_response *resp;
	int rc;
	size_t i;

	if (in->nheld == 0)
		return 0;
	rc = journal_commit(in->journal, e);
	if (rc == 0)
		dedup_keep(in->dedup);
	else
		dedup_drop(in->dedup);
	in->taken += in->journal->safe - before;
	for (i = 0; i < in->nheld; i++) {
		resp = serve_held(in->held[i]);
		if (rc != 0) {
			in->failed++;
			resp->status = 503;
			serve_add_header(resp, "Retry-After", "10");
		}
		serve_answer(in->held[i]);
	}
	in->nheld = 0;
	return rc;
}

void
receiver_close(struct receiver *in)
{
	mem_free(in->held);
	buf_free(&in->record);
	json_tree_free(&in->tree);
	memset(in, 0, sizeof(*in));
}
