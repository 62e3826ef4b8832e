/* session: what programs that ask an API have in common; see session.h. */
#include "api/session.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "api/client_auth.h"
#include "api/report.h"
#include "api/token.h"
#include "base/cc.h"
#include "base/mem.h"
#include "http/url.h"
#include "io/cli.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/sig.h"
#include "json/stats.h"

static const char *const progress_names[] = { "auto", "always", "never",
	NULL };

void
session_defaults(struct session_options *o)
{
	client_defaults(&o->client);
}

size_t
session_opt_put(struct session_options *o, struct opt *to)
{
	const struct opt opts[] = {
		OPT_LIST('p', "param", &o->params, "name=value",
		    "ask with this parameter (see the description)"),
		OPT_FLAG('n', "dry-run", &o->dry_run,
		    "print the requests, send none"),
		OPT_FLAG(0, "strict", &o->strict,
		    "what is left out or no Unicode is an error"),
		OPT_CHOICE(0, "progress", &o->progress, "when",
		    "show progress: auto, always or never", progress_names),
		OPT_FLAG(0, "live", &o->live,
		    "write each line at once, hold nothing back"),
	};

	const struct opt verbose[] = {
		OPT_FLAG('v', "verbose", &o->verbose,
		    "say what is asked again, and why"),
	};
	size_t n = LEN(opts);

	memcpy(to, opts, sizeof(opts));
	n += cli_common_put(&o->common, true, to + n);
	memcpy(to + n, verbose, sizeof(verbose));
	return n + LEN(verbose);
}

int
session_settle(struct session_options *o, struct request_params *params,
    struct error *e)
{
	size_t i;

	cli_common_apply(&o->common);
	msg_verbose(o->verbose);
	o->asked = params;
	for (i = 0; i < o->params.n; i++)
		if (request_set(params, o->params.values[i], e) != 0)
			return -1;
	return 0;
}

/* A line of the list: what the description says of it, or whose it is. */
static void
say_resource(const struct desc_resource *r)
{
	if (r->about == NULL && r->nparents > 0)
		msg_error("  %-20s what there is below each of %s", r->name,
		    r->parents[0].table);
	else
		msg_error("  %-20s %s", r->name,
		    r->about != NULL ? r->about : "");
}

int
session_list(const struct session_options *o, const char *question,
    bool of_parents)
{
	const struct desc_resource *r;
	struct error e = { 0 };
	struct client client;
	size_t i;

	if (client_open(&client, &o->client, NULL, &e) != 0) {
		client_close(&client);
		return msg_fail(&e);
	}
	msg_error("%s %s has", question, client.desc->name);
	for (i = 0; i < client.desc->nresources; i++) {
		r = &client.desc->resources[i];
		if (r->nparents > 0 || !of_parents)
			say_resource(r);
	}
	client_close(&client);
	return ERROR_USAGE;
}

int
session_open(struct session *s, const struct session_options *o,
    const struct session_parts *parts, struct error *e)
{
	memset(s, 0, sizeof(*s));
	s->o = o;
	s->parts = *parts;
	fd_widen_pipe(STDOUT_FILENO);
	out_open(&s->out, STDOUT_FILENO, "standard output", !o->dry_run,
	    o->live || isatty(STDOUT_FILENO) == 1);
	return client_open(&s->client, &o->client, o->asked, e);
}

static void
say_notice(void *arg, const char *text, bool outage)
{
	const struct session *s = arg;

	/* Nobody wants mail of cron about what has passed. */
	if (outage && !s->o->verbose && isatty(STDERR_FILENO) == 1)
		msg_warn("%s", text);
	else
		msg_debug("%s", text);
}

/* What others have written may have the key in it. */
static void
say_warning(void *arg, const char *text)
{
	const struct session *s = arg;
	char *shown = mem_str(text);

	client_mask(&s->client, shown);
	msg_warn("%s", shown);
	mem_free(shown);
}

int
session_fail(const struct session *s, const struct error *e)
{
	struct error shown = *e;

	client_mask(&s->client, shown.text);
	return msg_fail(&shown);
}

/* A status line, drawn or told. */
static void
tick(void *arg, bool asked)
{
	struct session *s = arg;
	struct buf line;
	char *text;

	if (!asked && !progress_due(&s->progress))
		return;
	line = buf_make(512);
	s->parts.line(s->parts.arg, &line);
	report_line(&s->client, &line);
	text = buf_take(&line);
	progress_show(&s->progress, text, asked);
	mem_free(text);
}

static void
say_origin(const struct client *c, const char *what, const char *url)
{
	struct buf origin = buf_make(SIZE_MAX / 2);
	struct error ignored;

	if (url_origin(url, &origin, &ignored) == 0)
		msg_info("%s is for %.*s, as %s says", what, (int)origin.len,
		    (const char *)origin.data, c->desc->source);
	buf_free(&origin);
}

/* What a description that is not built in takes, and where it sends it. */
static void
say_where(const struct client *c, size_t i)
{
	const char *source = c->keys[i].source;
	bool sent = client_auth_is_sent(c, i);

	if (source[0] == '\0' || c->desc->builtin || c->desc->own ||
	    c->options.offline)
		return;
	if (sent)
		say_origin(c, source, c->base_url);
	if (c->token != NULL && client_auth_is_asked_with(c, i) &&
	    (!sent || !url_same_origin(token_origin(c->token), c->base_url)))
		say_origin(c, source, token_origin(c->token));
}

/* A token comes from one place, and goes to another perhaps. */
static void
say_token(const struct client *c)
{
	struct buf what = buf_make(SIZE_MAX / 2);
	char *s;

	if (c->token == NULL || c->options.offline ||
	    url_same_origin(token_origin(c->token), c->base_url))
		return;
	buf_printf(&what, "the token of %s", token_origin(c->token));
	s = buf_take(&what);
	say_origin(c, s, c->base_url);
	mem_free(s);
}

static void
say_secrets(void *arg)
{
	const struct session *s = arg;
	const struct client *c = &s->client;
	size_t i;

	for (i = 0; i < c->desc->nsecrets; i++) {
		if (c->keys[i].warning[0] != '\0')
			msg_warn("%s", c->keys[i].warning);
		say_where(c, i);
	}
}

int
session_connect(struct session *s, const struct buf *selection,
    struct error *e)
{
	s->client.notice = say_notice;
	s->client.warn = say_warning;
	s->client.secrets_read = say_secrets;
	s->client.notice_arg = s;
	if (client_connect(&s->client, (const char *)selection->data,
		selection->len, e) != 0)
		return -1;
	s->connected = true;
	say_token(&s->client);
	progress_open(&s->progress, (enum progress_when)s->o->progress,
	    s->o->common.quiet);
	return 0;
}

struct observer
session_observer(struct session *s)
{
	return (struct observer){ tick, say_warning, s };
}

int
session_report(struct session *s, int status)
{
	struct buf text = buf_make(1 << 20);
	struct error e;

	if (s->o->common.stats == NULL)
		return status;
	stats_begin(&text, s->parts.program);
	buf_byte(&text, ',');
	s->parts.stats(s->parts.arg, &text);
	report_put(&text, &s->client);
	stats_end(&text, status);
	if (stats_write(&s->o->common, &text, &e) != 0 && status == 0)
		status = msg_fail(&e);
	buf_free(&text);
	return status;
}

void
session_rest(struct session *s, int rc)
{
	int signo = sig_stopped();

	progress_close(&s->progress);
	if (signo == 0 && s->out.broken_pipe)
		signo = SIGPIPE;
	if (rc == 0 || signo == 0)
		return;
	if (s->connected)
		(void)session_report(s, 128 + signo);
	if (signo == SIGPIPE)
		sig_pipe();
	sig_raise(signo);
}

void
session_end(struct session *s)
{
	client_close(&s->client);
	out_close(&s->out);
}
