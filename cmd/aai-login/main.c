/*
 * aai-login: log in to an API, and keep its token for the other programs.
 */
#include <string.h>
#include <unistd.h>

#include "aai-login/login.h"
#include "api/client.h"
#include "api/request.h"
#include "api/token.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "http/engine.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/sig.h"

#define NAME "aai-login"

#define TIMEOUT_MS	300000
#define OWN_OPTIONS_MAX 10

struct settings {
	struct client_options client;
	struct cli_common common;
	struct opt_list spelled; /* -p, as given */
	struct request_params params;
	bool device;
	int64_t timeout_ms;
};

static const char examples[] =
    NAME " --api crm.json\n"
    NAME " --api crm.json --device -p site=eu\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	const char *const libraries[] = { engine_library(), NULL };
	struct client_options *c = &s->client;
	struct opt opts[OWN_OPTIONS_MAX + CLI_COMMON_MAX];
	const struct opt own[] = {
		OPT_STR(0, "api", &c->api, "file",
		    "describe the API by this file ($AAI_API)"),
		OPT_FLAG(0, "device", &s->device,
		    "log in by a code that is typed on another device"),
		OPT_DURATION(0, "timeout", &s->timeout_ms, "time",
		    "wait for the person at most this long (5m)", 1000,
		    INT64_MAX / 1000),
		OPT_LIST('p', "param", &s->spelled, "name=value",
		    "with this parameter of the API (see the description)"),
		OPT_STR(0, "base-url", &c->base_url, "url",
		    "of the API on this server"),
		OPT_STR(0, "region", &c->region, "name",
		    "of the API in this region"),
		OPT_LIST(0, "secret", &c->key.files, "name=file",
		    "read this secret of the description from file"),
		OPT_STR(0, "token-file", &c->token_file, "file",
		    "keep the token in file"),
		OPT_STR(0, "ca-file", &c->ca_file, "file",
		    "trust these certificates (PEM)"),
		OPT_FLAG(0, "allow-http", &c->allow_http,
		    "speak unencrypted beyond this machine"),
	};
	struct opt_program program = { .name = NAME,
		.purpose = "log in to an API, and keep its token",
		.operands = "",
		.examples = examples,
		.libraries = libraries,
		.opts = opts };

	memcpy(opts, own, sizeof(own));
	program.nopts = LEN(own) +
	    cli_common_put(&s->common, false, opts + LEN(own));
	return cli_parse(&program, argc, argv, NULL, e);
}

static void
say(const char *text)
{
	msg_info("%s", text);
}

static int
log_in(struct settings *s, struct client *c, struct out *out, struct error *e)
{
	struct login l = { .c = c, .out = out, .device = s->device,
		.timeout_ms = s->timeout_ms, .say = say };
	size_t i;

	for (i = 0; i < s->spelled.n; i++)
		if (request_set(&s->params, s->spelled.values[i], e) != 0)
			return -1;
	if (client_open(c, &s->client, &s->params, e) != 0 ||
	    login_run(&l, e) != 0)
		return -1;
	msg_info("logged in: the token is in '%s'", token_path(c->token));
	return out_finish(out, e);
}

static int
run(struct settings *s, struct error *e)
{
	struct client c = { 0 };
	struct out out;
	int rc;

	out_open(&out, STDOUT_FILENO, "standard output", true, true);
	rc = log_in(s, &c, &out, e);
	if (rc != 0)
		client_mask(&c, e->text);
	client_close(&c);
	out_close(&out);
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .timeout_ms = TIMEOUT_MS };
	struct error e = { 0 };
	int rc;

	cli_begin(NAME);
	client_defaults(&s.client);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.common);
	sig_open();
	if (rc == 0) {
		s.client.api = desc_choose(s.client.api);
		rc = run(&s, &e);
	}
	request_params_free(&s.params);
	opt_list_free(&s.spelled);
	opt_list_free(&s.client.key.files);
	return cli_end(rc, rc != 0 ? sig_stopped() : 0, &e);
}
