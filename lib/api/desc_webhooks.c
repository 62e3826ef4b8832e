/* desc_webhooks: what a description says of webhooks; see desc_webhooks.h. */
#include "api/desc_webhooks.h"

#include <string.h>

#include "api/desc_table.h"
#include "base/mem.h"
#include "base/num.h"

#define TOLERANCE_MS ((int64_t)300 * 1000)
#define DAY_MS       ((int64_t)86400 * 1000)

static int
read_encoding(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "hex", "base64", NULL };
	int i = json_decode_choice(l, node, names);

	*(int *)to = i;
	return i < 0 ? -1 : 0;
}

static int
read_secret_form(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "text", "base64", NULL };
	int i = json_decode_choice(l, node, names);

	*(bool *)to = i == 1;
	return i < 0 ? -1 : 0;
}

static int
read_tolerance(struct json_decoder *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && num_duration_ms(s, strlen(s), 1000, DAY_MS, to);

	mem_free(s);
	return ok ? 0 : json_decode_wrong(l, "a duration from 1s to 1d");
}

static const struct json_decode_field signature_fields[] = {
	JSON_DECODE_FIELD(desc_signature, header, "header", json_decode_str),
	JSON_DECODE_FIELD(desc_signature, prefix, "prefix", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, separator, "separator", json_decode_str),
	JSON_DECODE_FIELD(desc_signature, encoding, "encoding", read_encoding),
	JSON_DECODE_FIELD(desc_signature, time, "time", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, time_header, "time_header", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, tolerance_ms, "tolerance", read_tolerance),
	JSON_DECODE_FIELD(desc_signature, message, "message", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, secret_env, "secret_env", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, credential, "credential", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, secret_prefix, "secret_prefix", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_signature, secret_base64, "secret", read_secret_form),
};

/* How often {name} is in the text. */
static size_t
count(const char *text, const char *name)
{
	size_t n = 0;

	for (; (text = strstr(text, name)) != NULL; text += strlen(name))
		n++;
	return n;
}

/* Whether each brace opens a name and closes it. */
static bool
is_balanced(const char *text)
{
	size_t n;

	while (text[n = strcspn(text, "{}")] != '\0') {
		text += n;
		n = strcspn(text + 1, "{}");
		if (*text != '{' || n == 0 || text[n + 1] != '}')
			return false;
		text += n + 2;
	}
	return true;
}

/* A file of systemd's folder: no path, which could lead out of it. */
static bool
is_file(const char *s)
{
	return *s != '\0' && strchr(s, '/') == NULL && strcmp(s, ".") != 0 &&
	       strcmp(s, "..") != 0;
}

static int
check_signature(struct json_decoder *l, const struct desc_signature *s)
{
	bool timed = s->time != NULL || s->time_header != NULL;

	if (s->header == NULL || s->header[0] == '\0')
		return json_decode_wrong(l, "'header' with a name");
	if (s->message == NULL || count(s->message, "{body}") != 1 ||
	    !is_balanced(s->message))
		return json_decode_wrong(l, "'message' with one {body}");
	if (s->time != NULL && s->time_header != NULL)
		return json_decode_wrong(l, "one of 'time' and 'time_header'");
	if (timed != (count(s->message, "{time}") > 0))
		return json_decode_wrong(
		    l, "{time} in 'message' along with where it comes from");
	if (s->separator[0] == '\0')
		return json_decode_wrong(l, "'separator' that is not empty");
	if (s->credential != NULL && !is_file(s->credential))
		return json_decode_wrong(
		    l, "'credential' with a file's name, without a slash,");
	return 0;
}

static int
read_signature(struct json_decoder *l, size_t node, void *to)
{
	struct desc_signature *s = to;

	s->tolerance_ms = TOLERANCE_MS;
	if (json_decode_object(
		l, node, signature_fields, LEN(signature_fields), s) != 0)
		return -1;
	if (s->prefix == NULL)
		s->prefix = mem_str("");
	if (s->separator == NULL)
		s->separator = mem_str(",");
	return check_signature(l, s);
}

static const struct json_decode_field kind_fields[] = {
	JSON_DECODE_ARRAY(
	    desc_webhook_kind, has.items, has.n, "has", &desc_string_list),
	JSON_DECODE_FIELD(desc_webhook_kind, table, "table", desc_read_table),
};

static int
read_kind(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_webhook_kind *k = to;
	int rc = json_decode_object(l, node, kind_fields, LEN(kind_fields), k);

	if (k->table.name != NULL && rc == 0)
		rc = json_decode_wrong(l, "no 'name' in its table");
	mem_free(k->table.name);
	k->table.name = name;
	if (rc == 0 && (k->has.n == 0 || k->has.n > DESC_WEBHOOK_HAS_MAX))
		rc = json_decode_wrong(l, "'has' with 1 to 32 names");
	if (rc == 0 && (name[0] == '\0' || name[0] == '_'))
		rc = json_decode_wrong(l, "a kind's name without '_' first");
	if (rc != 0)
		error_prefix(l->e, "%s", name);
	return rc;
}

static const struct json_decode_array kind_members = { "an object of kinds",
	sizeof(struct desc_webhook_kind), NULL, read_kind };

static const struct json_decode_field webhooks_fields[] = {
	JSON_DECODE_FIELD(
	    desc_webhooks, signature, "signature", read_signature),
	JSON_DECODE_ARRAY(desc_webhooks, kinds, nkinds, "kinds", &kind_members),
};

int
desc_read_webhooks(struct json_decoder *l, size_t node, void *to)
{
	struct desc *d = to;

	/* A member that comes twice. */
	desc_free_webhooks(d->webhooks);
	d->webhooks = mem_new(1, sizeof(*d->webhooks));
	if (json_decode_object(l, node, webhooks_fields, LEN(webhooks_fields),
		d->webhooks) != 0)
		return -1;
	if (d->webhooks->nkinds > DESC_WEBHOOK_KINDS_MAX)
		return json_decode_wrong(l, "at most 32 kinds");
	return 0;
}

const struct desc_table *
desc_webhook_table(const struct desc_webhooks *w, const char *name, size_t len)
{
	const char *s;
	size_t i;

	for (i = 0; w != NULL && i < w->nkinds; i++) {
		s = w->kinds[i].table.name;
		if (strlen(s) == len && memcmp(s, name, len) == 0)
			return &w->kinds[i].table;
	}
	return NULL;
}

static void
free_signature(struct desc_signature *s)
{
	mem_free(s->header);
	mem_free(s->prefix);
	mem_free(s->separator);
	mem_free(s->time);
	mem_free(s->time_header);
	mem_free(s->message);
	mem_free(s->secret_env);
	mem_free(s->credential);
	mem_free(s->secret_prefix);
}

void
desc_free_webhooks(struct desc_webhooks *w)
{
	size_t i;

	if (w == NULL)
		return;
	free_signature(&w->signature);
	for (i = 0; i < w->nkinds; i++) {
		desc_free_table(&w->kinds[i].table);
		desc_free_strings(&w->kinds[i].has);
	}
	mem_free(w->kinds);
	mem_free(w);
}
