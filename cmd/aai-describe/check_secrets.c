/* check_secrets: which secret goes where; see check_secrets.h. */
#include "aai-describe/check_secrets.h"

#include "api/client_auth.h"
#include "api/token.h"
#include "base/buf.h"
#include "http/url.h"

static void
put_origin(const char *url, struct buf *out)
{
	struct error ignored;

	if (url_origin(url, out, &ignored) != 0)
		buf_str(out, "nowhere");
}

/* As what the credential goes out. */
static void
put_way(const struct desc_auth *a, struct buf *out)
{
	switch (a->kind) {
	case ENGINE_AUTH_HEADER:
		buf_printf(out, " in the header %s", a->name);
		break;
	case ENGINE_AUTH_QUERY:
		buf_printf(out, " as the parameter %s", a->name);
		break;
	case ENGINE_AUTH_BASIC:
		buf_str(out, " as a user with a password");
		break;
	case ENGINE_AUTH_NONE:
		break;
	}
}

static void
check_secret(const struct client *c, size_t i, struct check_report *report)
{
	const struct desc_secret *s = &c->desc->secrets[i];
	struct buf where = buf_make(1 << 16);
	bool sent = client_auth_is_sent(c, i);
	bool asked = c->token != NULL && client_auth_is_asked_with(c, i);
	size_t k;

	if (sent) {
		put_origin(c->base_url, &where);
		for (k = 0; k < c->desc->nauths; k++)
			if (c->desc->nauths == 1 ||
			    c->desc->auths[k].secret == i)
				put_way(&c->desc->auths[k], &where);
	}
	if (asked) {
		buf_str(&where, sent ? ", and for a token to " : "");
		put_origin(token_origin(c->token), &where);
		buf_str(&where, sent ? "" : ", for a token");
	}
	buf_byte(&where, 0);
	if (sent || asked)
		check_report_ok(report, "%s goes to %s", s->name,
		    (const char *)where.data);
	else
		check_report_ok(report, "%s is not sent", s->name);
	buf_free(&where);
}

void
check_secrets(const struct client *client, struct check_report *report)
{
	size_t i;

	report->subject = "secrets";
	for (i = 0; i < client->desc->nsecrets; i++)
		check_secret(client, i, report);
}
