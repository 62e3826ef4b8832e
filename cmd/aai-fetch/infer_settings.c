/* infer_settings: options that go with a URL; see infer_settings.h. */
#include "aai-fetch/infer_settings.h"

#include <string.h>
#include <unistd.h>

#include "aai-fetch/infer_load.h"
#include "api/infer_ways.h"
#include "base/cc.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/msg.h"

size_t
infer_settings_opt_put(struct infer_settings *s, struct opt *to)
{
	struct infer_options *o = &s->options;
	const struct opt opts[] = {
		OPT_LIST(0, "auth", &o->auths, "credential",
		    "authenticate to a URL: 'Authorization: Bearer $TOKEN'"),
		OPT_LIST(0, "header", &o->headers, "name: value",
		    "ask a URL with this header"),
		OPT_STR(0, "records", &o->records, "path",
		    "the records of a URL's answers are here"),
		OPT_STR(0, "next", &o->next, "how",
		    "a URL's next page is found so"),
		OPT_FLAG(0, "describe", &o->describe,
		    "print a URL's API description, and end"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

/* The first of the options that stand for something else; NULL: none. */
static const char *
find_given(const struct infer_settings *s)
{
	return s->options.auths.n > 0	    ? "--auth" :
	    s->options.headers.n > 0	    ? "--header" :
	    s->options.records != NULL	    ? "--records" :
	    s->options.next != NULL	    ? "--next" :
	    s->options.describe		    ? "--describe" :
					      NULL;
}

static const char *
find_strange(const struct session_options *session,
    const struct fetch_options *fetch)
{
	const struct client_options *c = &session->client;
	const struct {
		bool given;
		const char *name;
	} all[] = {
		{ c->api != NULL, "--api" },
		{ c->base_urls.n > 0, "--base-url" },
		{ c->region != NULL, "--region" },
		{ c->key.file != NULL, "--key-file" },
		{ c->key.command != NULL, "--key-command" },
		{ c->key.env != NULL, "--key-env" },
		{ c->key.files.n > 0, "--secret" },
		{ c->token_file != NULL, "--token-file" },
		{ fetch->state != NULL, "--state" },
		{ fetch->refresh, "--full-refresh" },
		{ fetch->start != NULL, "--start" },
		{ fetch->from != NULL, "--from" },
		{ fetch->to != NULL, "--to" },
		{ fetch->account != NULL, "--account" },
	};
	size_t i;

	for (i = 0; i < LEN(all); i++)
		if (all[i].given)
			return all[i].name;
	return NULL;
}

/* That --next is spelled well, before anything is asked. */
static int
check_next(const struct infer_options *o, struct error *e)
{
	struct infer_pages ignored = { 0 };
	int rc = 0;

	if (o->next != NULL)
		rc = infer_ways_spelled(&ignored, o->next, e);
	infer_pages_free(&ignored);
	return rc;
}

int
infer_settings_take(struct infer_settings *s, const char *operand,
    struct session_options *session, struct fetch_options *fetch,
    struct error *e)
{
	struct infer_found nothing = { 0 };
	struct buf text = buf_make(SIZE_MAX / 2);
	const char *wrong;

	s->on = infer_source_is(operand);
	wrong = s->on ? find_strange(session, fetch) : find_given(s);
	if (wrong != NULL && s->on)
		error_set(e, ERROR_USAGE,
		    "%s does not go with a URL: save what --describe prints, "
		    "and give it as --api", wrong);
	else if (wrong != NULL)
		error_set(e, ERROR_USAGE,
		    "%s goes with a URL; what it would say of a resource is in "
		    "its API description", wrong);
	else if (s->on && s->options.describe && session->dry_run)
		error_set(e, ERROR_USAGE,
		    "--describe has to ask, which --dry-run does not");
	else if (!s->on)
		return 0;
	else if (check_next(&s->options, e) == 0 &&
	    infer_source_open(&s->source, operand, &s->options,
		&fetch->params, e) == 0) {
		request_params_free(&fetch->params);
		infer_source_put(&s->source, &nothing, &text);
		s->text = buf_take(&text);
		session->client.own_text = s->text;
		return 0;
	}
	return -1;
}

int
infer_settings_load(const struct infer_settings *s, struct client *client,
    struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2), words = buf_make(1 << 16);
	char *shown;
	int rc = infer_load(client, &s->source, &s->options, &text, &words, e);

	if (rc == 0) {
		shown = buf_take(&words);
		client_mask(client, shown);
		msg_info("%s", shown);
		mem_free(shown);
	}
	/* Names that a server gives may have the key in them. */
	shown = buf_take(&text);
	client_mask(client, shown);
	if (rc == 0 && s->options.describe &&
	    fd_write_all(STDOUT_FILENO, shown, strlen(shown)) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	mem_free(shown);
	buf_free(&text);
	buf_free(&words);
	return rc;
}

void
infer_settings_close(struct infer_settings *s)
{
	opt_list_free(&s->options.auths);
	opt_list_free(&s->options.headers);
	infer_source_close(&s->source);
	mem_free(s->text);
	*s = (struct infer_settings){ 0 };
}
