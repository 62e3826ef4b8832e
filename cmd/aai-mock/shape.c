/* shape: APIs of other makers; see shape.h. */
#include "aai-mock/shape.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/reply.h"
#include "aai-mock/shape_call.h"
#include "base/cc.h"
#include "base/embed.h"
#include "base/mem.h"

#define DEPTH_MAX 64

EMBED(shape_airtable, "aai-mock/shapes/airtable.json");
EMBED(shape_chargebee, "aai-mock/shapes/chargebee.json");
EMBED(shape_google, "aai-mock/shapes/google.json");
EMBED(shape_harvest, "aai-mock/shapes/harvest.json");
EMBED(shape_hubspot, "aai-mock/shapes/hubspot.json");
EMBED(shape_jira, "aai-mock/shapes/jira.json");
EMBED(shape_klaviyo, "aai-mock/shapes/klaviyo.json");
EMBED(shape_linear, "aai-mock/shapes/linear.json");
EMBED(shape_notion, "aai-mock/shapes/notion.json");
EMBED(shape_salesforce, "aai-mock/shapes/salesforce.json");
EMBED(shape_sentry, "aai-mock/shapes/sentry.json");
EMBED(shape_shopify, "aai-mock/shapes/shopify.json");
EMBED(shape_slack, "aai-mock/shapes/slack.json");
EMBED(shape_stripe, "aai-mock/shapes/stripe.json");
EMBED(shape_zendesk, "aai-mock/shapes/zendesk.json");

/* An API, and its data. */
static const struct shape_file {
	const char *name;
	const char *text, *end;
} files[] = {
	{ "airtable", shape_airtable, shape_airtable_end },
	{ "chargebee", shape_chargebee, shape_chargebee_end },
	{ "google", shape_google, shape_google_end },
	{ "harvest", shape_harvest, shape_harvest_end },
	{ "hubspot", shape_hubspot, shape_hubspot_end },
	{ "jira", shape_jira, shape_jira_end },
	{ "klaviyo", shape_klaviyo, shape_klaviyo_end },
	{ "linear", shape_linear, shape_linear_end },
	{ "notion", shape_notion, shape_notion_end },
	{ "salesforce", shape_salesforce, shape_salesforce_end },
	{ "sentry", shape_sentry, shape_sentry_end },
	{ "shopify", shape_shopify, shape_shopify_end },
	{ "slack", shape_slack, shape_slack_end },
	{ "stripe", shape_stripe, shape_stripe_end },
	{ "zendesk", shape_zendesk, shape_zendesk_end },
};

/* What is remembered of the APIs. */
struct shapes {
	struct json_tree trees[LEN(files)]; /* read when first asked for */
	uint64_t tokens[LEN(files)];	    /* given */
	uint64_t uses[LEN(files)];	    /* of the last one */
};

/* The API that the path is of, and the path below it; LEN(files): none. */
static size_t
find_file(const char *path, const char **below)
{
	size_t i, len;

	for (i = 0; i < LEN(files); i++) {
		len = strlen(files[i].name);
		/* Only then is the path long enough to look on. */
		if (path[0] == '/' &&
		    strncmp(path + 1, files[i].name, len) == 0 &&
		    path[len + 1] == '/')
			break;
	}
	*below = i < LEN(files) ? path + 1 + strlen(files[i].name) : NULL;
	return i;
}

/* Whether the path is of the template at the node; takes its segments. */
static bool
is_path(struct shape_call *c, size_t node)
{
	const char *s = c->t->text + c->t->nodes[node].from;
	const char *end = c->t->text + c->t->nodes[node].to;
	const char *p = c->path, *close;
	struct shape_segment *seg;

	c->nsegments = 0;
	while (s < end) {
		if (*s != '{') {
			if (*s++ != *p++)
				return false;
			continue;
		}
		close = memchr(s, '}', (size_t)(end - s));
		if (close == NULL || c->nsegments == SHAPE_PATHS)
			return false;
		seg = &c->segments[c->nsegments++];
		seg->from = (size_t)(s + 1 - c->t->text);
		seg->len = (size_t)(close - s - 1);
		seg->value = p;
		seg->value_len = strcspn(p, "/");
		p += seg->value_len;
		s = close + 1;
	}
	return *p == '\0';
}

/* Whether the request is one of those that the node has method and path of. */
static bool
is_request(struct shape_call *c, size_t node)
{
	size_t path = shape_get(c->t, node, "path");
	char *method = shape_text(c->t, node, "method");
	bool same = strcmp(method != NULL ? method : "GET", c->req->method) == 0;

	mem_free(method);
	return same && path != JSON_NO_NODE && is_path(c, path);
}

/* Give the answer at the node: "status", "headers" and "body". */
static void
answer(struct shape_call *c, size_t node)
{
	size_t headers = shape_get(c->t, node, "headers"), at = JSON_NO_NODE;
	struct buf body = buf_make(MOCK_BODY_MAX), line = buf_make(1 << 16);
	const char *colon;

	while (headers != JSON_NO_NODE &&
	       (at = json_next(c->t, headers, at)) != JSON_NO_NODE) {
		buf_reset(&line);
		if (!shape_put_text(c, at, &line))
			continue;
		buf_byte(&line, 0);
		colon = strchr((const char *)line.data, ':');
		line.data[colon - (const char *)line.data] = '\0';
		serve_add_header(
		    c->resp, (const char *)line.data, "%s", colon + 2);
	}
	shape_put(c, shape_get(c->t, node, "body"), &body);
	reply_buf(c->resp, (unsigned)shape_number(c->t, node, "status", 200),
	    REPLY_JSON, &body);
	buf_free(&line);
	buf_free(&body);
}

/* Whether what stands at the place is what it has to be. */
static bool
is_right(struct shape_call *c, size_t place)
{
	size_t is = shape_get(c->t, place, "is");
	struct buf given = buf_make(1 << 20), want = buf_make(1 << 16);
	bool right = shape_place(c, place, &given);

	if (right && is != JSON_NO_NODE) {
		right = shape_put_text(c, is, &want);
		buf_byte(&want, 0);
		right = right && buf_is(&given, (const char *)want.data);
	}
	buf_free(&given);
	buf_free(&want);
	return right;
}

/* The first of the node's places that is not right, or JSON_NO_NODE. */
static size_t
find_wrong(struct shape_call *c, size_t node, const char *name)
{
	size_t list = shape_get(c->t, node, name), at = JSON_NO_NODE;

	while (list != JSON_NO_NODE &&
	       (at = json_next(c->t, list, at)) != JSON_NO_NODE)
		if (!is_right(c, at))
			return at;
	return JSON_NO_NODE;
}

/* Give a new token. */
static void
give_token(struct shape_call *c, struct shapes *all, size_t file, size_t node)
{
	char token[64];
	size_t wrong = find_wrong(c, node, "needs");

	if (wrong != JSON_NO_NODE) {
		answer(c, shape_get(c->t, wrong, "answer"));
		return;
	}
	(void)snprintf(token, sizeof(token), "token-%llu",
	    (unsigned long long)++all->tokens[file]);
	all->uses[file] = 0;
	c->token = token;
	answer(c, shape_get(c->t, node, "answer"));
}

/* Answer a request for a page. */
static void
give_page(struct shape_call *c)
{
	size_t wrong = find_wrong(c, c->list, "needs");

	c->all = shape_number(c->t, c->list, "items", c->m->cfg.items);
	if (wrong != JSON_NO_NODE)
		answer(c, shape_get(c->t, wrong, "answer"));
	else if (!shape_find_page(c))
		answer(c, shape_get(c->t, 0, "wrong"));
	else
		answer(c, shape_get(c->t, c->list, "answer"));
	mem_free(c->page.items);
}

/* Find the list that is asked for, and answer. */
static void
route(struct shape_call *c, struct shapes *all, size_t file)
{
	size_t token = shape_get(c->t, 0, "token"), at = JSON_NO_NODE;
	size_t lists = shape_get(c->t, 0, "lists");
	char text[64];
	uint64_t uses = shape_number(c->t, token, "uses", UINT64_MAX);

	if (token != JSON_NO_NODE && is_request(c, token)) {
		give_token(c, all, file, token);
		return;
	}
	(void)snprintf(text, sizeof(text), "token-%llu",
	    (unsigned long long)all->tokens[file]);
	if (all->tokens[file] > 0 && all->uses[file]++ < uses)
		c->token = text;
	if (find_wrong(c, 0, "auth") != JSON_NO_NODE) {
		answer(c, shape_get(c->t, 0, "refused"));
		return;
	}
	while (lists != JSON_NO_NODE &&
	       (at = json_next(c->t, lists, at)) != JSON_NO_NODE)
		if (is_request(c, at)) {
			c->list = at;
			give_page(c);
			return;
		}
	answer(c, shape_get(c->t, 0, "missing"));
}

/* Take the request's body apart, as JSON or as a form. */
static void
read_body(struct shape_call *c, struct buf *text)
{
	struct error ignored;

	buf_byte(text, '?');
	buf_put(text, c->req->body, c->req->body_len);
	buf_byte(text, 0);
	if (c->req->body_len > 0 &&
	    json_parse(&c->body, (const char *)text->data + 1,
		c->req->body_len, DEPTH_MAX, &ignored) != 0)
		c->body.n = 0;
	if (c->req->body_len > 0 && c->body.n == 0)
		target_parse(&c->form, (const char *)text->data);
}

bool
shape_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	struct shape_call c = { .m = m, .req = req, .resp = resp,
		.list = JSON_NO_NODE };
	struct buf text = buf_make(1 << 20);
	struct error e;
	size_t file = find_file(req->target.path, &c.path);
	struct json_tree *tree;

	if (file == LEN(files))
		return false;
	if (m->shapes == NULL)
		m->shapes = mem_new(1, sizeof(*m->shapes));
	tree = &m->shapes->trees[file];
	if (tree->n == 0 && json_parse(tree, files[file].text,
		    (size_t)(files[file].end - files[file].text), DEPTH_MAX,
		    &e) != 0) {
		reply_error(resp, 500, e.text);
		return true;
	}
	c.t = tree;
	read_body(&c, &text);
	route(&c, m->shapes, file);
	json_tree_free(&c.body);
	target_free(&c.form);
	buf_free(&text);
	return true;
}

void
shape_free(struct mock *m)
{
	size_t i;

	for (i = 0; m->shapes != NULL && i < LEN(files); i++)
		json_tree_free(&m->shapes->trees[i]);
	mem_free(m->shapes);
	m->shapes = NULL;
}
