/* engine: its options, its making and its end; see engine.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "http/engine.h"
#include "http/engine_internal.h"
#include "http/field.h"
#include "http/mask.h"
#include "http/tls.h"
#include "http/url.h"
#include "io/clock.h"

#define MAX_JOBS 1000

/* Before libcurl 8.0 a body cut on a shared HTTP/2 connection could pass for
 * a whole one. */
#define SAFE_HTTP2 0x080000u

void
engine_defaults(struct engine_options *o)
{
	memset(o, 0, sizeof(*o));
	o->user_agent = "aai/" AAI_VERSION;
	o->jobs = 16;
	o->max_response = 256u << 20;
	o->connect_ms = 10000;
	o->stall_ms = 60000;
	o->total_ms = 300000;
	o->retries = 5;
	o->retry_budget = 200;
	o->retry_on = retry_set_make();
	o->retry_base_ms = 500;
	o->retry_cap_ms = 60000;
	o->retry_after_max_ms = 300000;
	o->down_ms = 300000;
	o->bear = true;
}

static char *
copy(const char *s)
{
	return s == NULL ? NULL : mem_str(s);
}

static int
check_options(const struct engine_options *o, struct error *e)
{
	const char *const *line = o->headers;

	if (o->base_url == NULL) {
		error_set(e, ERROR_USAGE, "there is no base URL");
		return -1;
	}
	if (url_check(o->base_url, o->allow_http, e) != 0)
		return -1;
	for (; line != NULL && *line != NULL; line++)
		if (!field_is_line(*line)) {
			error_set(e, ERROR_USAGE,
			    "a header is not a line that may be added");
			return -1;
		}
	if (!field_is_value(o->user_agent)) {
		error_set(e, ERROR_USAGE, "the user agent holds control bytes");
		return -1;
	}
	return 0;
}

/* The engine's own copies, and numbers brought into their ranges. */
static void
copy_options(struct engine *g, const struct engine_options *o)
{
	struct tls_authorities ca = tls_authorities(o->ca_file);

	g->o = *o;
	if (g->o.jobs < 1)
		g->o.jobs = 1;
	if (g->o.jobs > MAX_JOBS)
		g->o.jobs = MAX_JOBS;
	g->o.base_url = g->base_url = mem_str(o->base_url);
	g->o.user_agent = g->user_agent = mem_str(o->user_agent);
	g->o.auth_advice = g->auth_advice = copy(o->auth_advice);
	g->ca_file = copy(ca.file);
	g->ca_dir = copy(ca.dir);
	g->cert = copy(o->cert);
	g->cert_key = copy(o->cert_key);
	g->passphrase = copy(o->passphrase);
	/* What auth.c holds copies of. */
	g->o.auth_secret = g->o.auth_name = g->o.auth_prefix = NULL;
	g->o.ca_file = g->o.cert = g->o.cert_key = g->o.passphrase = NULL;
}

/* Whether the environment has a proxy for some requests, as libcurl reads it.
 */
static bool
has_proxy(void)
{
	static const char *const names[] = { "http_proxy", "https_proxy",
		"HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
	const char *value;
	size_t i;

	for (i = 0; i < LEN(names); i++) {
		value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return true;
	}
	return false;
}

static void
set_up_transfers(struct engine *g)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	struct tls_authorities usual = tls_defaults();
	struct transfer_options *t = &g->transfer;

	t->user_agent = g->user_agent;
	t->ca_file = g->ca_file;
	t->ca_dir = g->ca_dir;
	t->ca_lazy = g->ca_file == NULL && g->ca_dir == NULL &&
	    usual.file != NULL && usual.dir != NULL;
	t->cert = g->cert;
	t->cert_key = g->cert_key;
	t->passphrase = g->passphrase != NULL ? g->passphrase : "";
	t->auth = g->auth;
	t->headers = g->o.headers;
	t->http2 = g->o.http2 == ENGINE_HTTP2_ON ||
	    (g->o.http2 == ENGINE_HTTP2_AUTO &&
		curl->version_num >= SAFE_HTTP2);
	t->no_proxy = url_is_loopback(g->base_url);
	/* A proxy's address says nothing of where it leads to. */
	g->near = t->no_proxy;
	t->near = t->no_proxy || !has_proxy() ? &g->near : NULL;
	t->max_response = g->o.max_response;
	t->connect_ms = g->o.connect_ms;
	t->stall_ms = g->o.stall_ms;
	t->total_ms = g->o.total_ms;
	g->transfers = mem_new(g->o.jobs, sizeof(*g->transfers));
	g->idle = mem_new(g->o.jobs, sizeof(struct transfer *));
}

/* libcurl's part.  TLS is set up only where it will be spoken. */
static int
open_multi(struct engine *g, struct error *e)
{
	long jobs = (long)g->o.jobs;
	long flags = g->transfer.no_proxy &&
		strncmp((char *)g->origin.data, "http:", 5) == 0
	    ? CURL_GLOBAL_NOTHING : CURL_GLOBAL_SSL;

	if (curl_global_init(flags) != CURLE_OK) {
		error_set(e, ERROR_FAILED, "libcurl cannot be set up");
		return -1;
	}
	g->global = true;
	g->multi = curl_multi_init();
	if (g->multi == NULL) {
		error_set(e, ERROR_FAILED, "libcurl is out of memory");
		return -1;
	}
	loop_open(&g->loop, g->multi);
	(void)curl_multi_setopt(g->multi, CURLMOPT_MAX_HOST_CONNECTIONS, jobs);
	(void)curl_multi_setopt(g->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, jobs);
	(void)curl_multi_setopt(g->multi, CURLMOPT_MAXCONNECTS, jobs);
	return 0;
}

struct engine *
engine_open(const struct engine_options *o, struct error *e)
{
	struct engine *g;
	int64_t now_us = clock_mono_us();
	size_t i;

	if (check_options(o, e) != 0)
		return NULL;
	g = mem_new(1, sizeof(*g));
	g->last = &g->first;
	g->url = buf_make(SIZE_MAX);
	g->origin = buf_make(SIZE_MAX);
	g->limited_us = INT64_MIN;
	copy_options(g, o);
	g->auth = o->shared_auth != NULL ? o->shared_auth : &g->own_auth;
	if (auth_open(&g->own_auth, o, e) != 0 ||
	    url_origin(g->base_url, &g->origin, e) != 0)
		goto fail;
	buf_byte(&g->origin, 0);
	g->rate_limit = rate_limit_make(g->o.rate, g->o.jobs);
	for (i = 0; i < g->o.nwindows; i++)
		rate_limit_add_window(&g->rate_limit, g->o.windows[i].count,
		    g->o.windows[i].span_ms * 1000);
	g->budget = retry_budget_make(g->o.retry_budget);
	g->recovered_us = clock_mono_us();
	g->unavailable = NULL_JOB;
	g->rng = rng_make(o->seed != 0 ? o->seed : (uint64_t)now_us);
	g->deadline_us = INT64_MAX;
	if (g->o.max_time_ms > 0 &&
	    g->o.max_time_ms < (INT64_MAX - now_us) / 1000)
		g->deadline_us = now_us + g->o.max_time_ms * 1000;
	set_up_transfers(g);
	if (open_multi(g, e) != 0)
		goto fail;
	return g;
fail:
	engine_close(g);
	return NULL;
}

/* Drop what is finished and was never taken. */
static void
drop_finished(struct engine *g)
{
	struct job *job;

	while ((job = g->first) != NULL) {
		g->first = job->next;
		engine_response_free(&job->response);
		mem_free(job->first_url);
		mem_free(job->bare_url);
		mem_free(job);
	}
}

void
engine_close(struct engine *g)
{
	struct error why = { .kind = ERROR_FAILED };
	size_t i;

	if (g == NULL)
		return;
	engine_halt(g, &why);
	drop_finished(g);
	for (i = 0; i < g->ntransfers; i++)
		transfer_close(&g->transfers[i]);
	if (g->multi != NULL)
		(void)curl_multi_cleanup(g->multi);
	loop_close(&g->loop);
	if (g->global)
		curl_global_cleanup();
	mem_free(g->transfers);
	mem_free(g->idle);
	heap_free(&g->ready);
	heap_free(&g->later);
	auth_close(&g->own_auth);
	if (g->url.data != NULL)
		mask_wipe(g->url.data, g->url.cap);
	buf_free(&g->url);
	buf_free(&g->origin);
	mem_free(g->base_url);
	mem_free(g->user_agent);
	mem_free(g->auth_advice);
	mem_free(g->ca_file);
	mem_free(g->ca_dir);
	mem_free(g->cert);
	mem_free(g->cert_key);
	if (g->passphrase != NULL)
		mask_wipe(g->passphrase, strlen(g->passphrase));
	mem_free(g->passphrase);
	mem_free(g);
}

const char *
engine_library(void)
{
	static char text[160];
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

	(void)snprintf(text, sizeof(text), "libcurl %s (%s, zlib/%s)",
	    curl->version,
	    curl->ssl_version == NULL ? "no TLS" : curl->ssl_version,
	    curl->libz_version == NULL ? "none" : curl->libz_version);
	return text;
}
