/* receiver: takes deliveries into the journal; see receiver.h. */
#include "aai-listen/receiver.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "io/clock.h"

void
receiver_open(struct receiver *in)
{
	memset(in, 0, sizeof(*in));
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

/* A header that is looked for, and how often it is there. */
struct sought {
	const char *name, *value;
	size_t n;
};

static void
seek(void *arg, const char *name, const char *value)
{
	struct sought *s = arg;

	if (strcasecmp(name, s->name) == 0) {
		s->value = value;
		s->n++;
	}
}

/* For signatures: a header that is there once. */
static const char *
header_of(void *arg, const char *name)
{
	struct sought s = { .name = name };

	serve_headers(arg, seek, &s);
	return s.n == 1 ? s.value : NULL;
}

/* Whether it is to be judged by its signature. */
static bool
is_signed(const struct receiver *in, const struct serve_request *req)
{
	return in->rule->form != NULL &&
	       serve_header(req, in->rule->form->header) != NULL;
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
	if (!is_signed(in, req) &&
	    ((in->rule->form != NULL && s->header == NULL) ||
		!secret_fits(s,
		    s->header != NULL ? serve_header(req, s->header) : NULL)))
		return 401;
	in->reason = "the body's type is not application/json";
	if (!is_json(serve_header(req, "Content-Type")))
		return 415;
	in->reason = "the body is compressed";
	if (coding != NULL && strcasecmp(coding, "identity") != 0)
		return 415;
	in->reason = "longer than --max-body";
	if (req->announced != UINT64_MAX && req->announced > in->max_body) {
		in->too_long++;
		return 503;
	}
	return 0;
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

/*
 * Say in the answer why the request is refused; what is not due to whoever just
 * tries is reported as well.
 */
static void
refuse(struct receiver *in, const struct serve_request *req,
    struct serve_response *resp, unsigned status)
{
	const struct incoming *i = req->user;
	uint64_t bytes = i != NULL ? i->bytes : req->announced;
	struct buf text = buf_make(1024);

	if (status == 503)
		in->failed++;
	else
		in->refused++;
	if (status == 400 || status == 415 || status == 503)
		refusals_note(&in->refusals, status, in->reason,
		    bytes != UINT64_MAX ? bytes : 0, bytes == UINT64_MAX);
	resp->status = status;
	buf_printf(&text, "{\"error\":\"%s\"}\n",
	    status == 503 ? "cannot be taken now" : in->reason);
	resp->body = bytes_take(&text);
	serve_add_header(resp, "Content-Type", "application/json");
	if (status == 405)
		serve_add_header(resp, "Allow", "POST");
	if (status == 503)
		serve_add_header(resp, "Retry-After", "10");
	buf_free(&text);
}

/*
 * A signature is not right.  It may be a forger's; or our secret or our clock
 * is wrong, and then all deliveries are lost.
 */
static void
forged(struct receiver *in, const struct serve_request *req)
{
	const struct incoming *i = req->user;
	uint64_t bytes = i != NULL ? i->bytes : req->announced;

	in->forged++;
	refusals_note(&in->refusals, 401, in->reason,
	    bytes != UINT64_MAX ? bytes : 0, bytes == UINT64_MAX);
}

bool
receiver_head(void *ctx, const struct serve_request *req,
    struct serve_response *resp, void **user)
{
	struct receiver *in = ctx;
	unsigned status = judge(in, req);
	struct serve_request copy = *req;
	struct incoming *i;

	if (status != 0) {
		refuse(in, req, resp, status);
		return false;
	}
	i = incoming_new(
	    &in->incomings, in->journal->path, in->webhooks, in->journal->seed);
	if (is_signed(in, req)) {
		in->reason = signature_begin(
		    &i->signature, in->rule, header_of, &copy, clock_wall_s());
		if (in->reason != NULL) {
			forged(in, req);
			incoming_free(&in->incomings, i);
			refuse(in, req, resp, 401);
			return false;
		}
	}
	*user = i;
	return true;
}

void
receiver_piece(void *ctx, void *user, const void *p, size_t len)
{
	struct receiver *in = ctx;

	incoming_take(&in->incomings, user, p, len, in->max_body);
}

void
receiver_gone(void *ctx, void *user)
{
	struct receiver *in = ctx;
	struct incoming *i = user;

	in->cut += !i->handled;
	incoming_free(&in->incomings, i);
}

/* Why a body was not kept. */
static unsigned
judge_fate(struct receiver *in, const struct incoming *i)
{
	switch (i->fate) {
	case INCOMING_TAKEN:
		return 0;
	case INCOMING_WRONG:
		in->reason = i->error.text;
		return 400;
	case INCOMING_TOO_LONG:
		in->too_long++;
		in->reason = "longer than --max-body";
		return 503;
	case INCOMING_FULL:
		in->reason = i->error.text;
		return 503;
	case INCOMING_GAVE_WAY:
		break;
	}
	in->reason = "too much was on its way: it gave way to others";
	return 503;
}

/* Take what has come; 0, or the status that refuses it. */
static unsigned
take(struct receiver *in, const struct serve_request *req,
    struct serve_response *resp)
{
	struct incoming *i = req->user;
	bool waits = false;

	in->reason = i->error.text;
	if (delivery_end(&i->delivery, &req->target, &i->error) != 0)
		return i->error.kind == ERROR_INPUT ? 400 : 503;
	if (dedup_has(in->dedup, i->delivery.name, &waits)) {
		in->repeated++;
	} else {
		if (journal_put(in->journal, &i->delivery, &i->error) != 0) {
			if (i->error.kind != ERROR_TEMPORARY)
				in->fatal = i->error;
			return 503;
		}
		dedup_add(in->dedup, i->delivery.name);
		waits = true;
	}
	if (waits)
		hold(in, req, resp);
	return 0;
}

void
receiver_handle(
    void *ctx, const struct serve_request *req, struct serve_response *resp)
{
	struct receiver *in = ctx;
	struct incoming *i = req->user;
	struct serve_request copy = *req;
	unsigned status = 0;

	i->handled = true;
	if (i->signature.on &&
	    !signature_end(&i->signature, header_of, &copy)) {
		in->reason = "the signature is not right";
		forged(in, req);
		status = 401;
	}
	if (status == 0)
		status = judge_fate(in, i);
	if (status == 0)
		status = take(in, req, resp);
	if (status != 0)
		refuse(in, req, resp, status);
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

	if (in->fatal.kind != ERROR_NONE) {
		*e = in->fatal;
		return -1;
	}
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
	memset(in, 0, sizeof(*in));
}
