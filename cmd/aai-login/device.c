/* device: log in by a code that is typed on another device; see device.h. */
#include "aai-login/device.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/clock.h"
#include "io/sig.h"

/* Of a device's code, unless its server says otherwise; in seconds. */
#define INTERVAL_S 5
#define SLOWER_S   5

/* What a device's server says, for as long as it says to wait. */
struct device {
	char *code; /* secret */
	int64_t interval_s;
	int64_t deadline_ms;
};

static int64_t
seconds_of(const struct engine_response *r, const char *name, int64_t usual)
{
	char *text = flow_member(r, name);
	int64_t n = usual;

	if (text != NULL && !num_i64(text, strlen(text), 1, 86400, &n))
		n = usual;
	mem_free(text);
	return n;
}

/* Show where to go, and what to type there. */
static int
show_device(const struct flow *f, const struct engine_response *r,
    struct error *e)
{
	char *whole = flow_member(r, "verification_uri_complete");
	char *url = flow_member(r, "verification_uri");
	char *code = flow_member(r, "user_code"), text[256];
	int rc = -1;

	if (url == NULL)
		url = flow_member(r, "verification_url"); /* as Google has it */
	if (url == NULL || code == NULL) {
		error_set(e, ERROR_FAILED, "the answer has no 'user_code' or "
					   "'verification_uri'");
	} else {
		(void)snprintf(text, sizeof(text),
		    "open this address on any device, and type %.100s there",
		    code);
		rc = flow_show(f, whole != NULL ? whole : url, e);
		if (rc == 0)
			rc = flow_show(f, code, e);
		if (rc == 0)
			f->l->say(text);
	}
	mem_free(whole);
	mem_free(url);
	mem_free(code);
	return rc;
}

static int
begin_device(const struct flow *f, struct device *v, struct error *e)
{
	static const char *const nothing[] = { NULL };
	struct buf form = buf_make(FLOW_URL_MAX);
	struct engine_response r = { 0 };
	char *url = flow_put(f, &f->d->device_url, true, e), *value;
	size_t i;
	int rc;

	if (url == NULL)
		return -1;
	flow_put_field(&form, "client_id", f->client_id);
	flow_put_field(&form, "scope", f->d->scope);
	for (i = 0; i < f->d->nparams; i++) {
		value = flow_put(f, &f->d->params[i].text, false, e);
		flow_put_field(&form, f->d->params[i].name, value);
		mem_free(value);
	}
	rc = flow_send(f, url, &form, nothing, &r, e);
	mem_free(url);
	if (rc == 0 && r.result == ENGINE_REFUSED)
		rc = flow_refuse(&r, e);
	if (rc == 0)
		rc = show_device(f, &r, e);
	if (rc == 0) {
		v->code = flow_member(&r, "device_code");
		v->interval_s = seconds_of(&r, "interval", INTERVAL_S);
		v->deadline_ms = clock_mono_ms() + f->l->timeout_ms;
		if (v->code == NULL) {
			error_set(e, ERROR_FAILED,
			    "the answer has no 'device_code'");
			rc = -1;
		}
	}
	engine_response_free(&r);
	return rc;
}

/* Whether the person has said nothing yet: 1; 0: more slowly; -1 with *e. */
static int
is_pending(const struct engine_response *r, struct error *e)
{
	char *error = flow_member(r, "error");
	int rc = -1;

	if (error != NULL && strcmp(error, "authorization_pending") == 0)
		rc = 1;
	else if (error != NULL && strcmp(error, "slow_down") == 0)
		rc = 0;
	else
		(void)flow_refuse(r, e);
	mem_free(error);
	return rc;
}

/* Ask once: 1: kept; 0: not yet; -1 with *e. */
static int
poll_device(const struct flow *f, struct device *v, struct error *e)
{
	const char *hidden[] = { v->code, f->client_secret, NULL };
	struct buf form = buf_make(FLOW_URL_MAX);
	struct engine_response r = { 0 };
	int rc;

	flow_put_field(&form, "grant_type",
	    "urn:ietf:params:oauth:grant-type:device_code");
	flow_put_field(&form, "device_code", v->code);
	flow_put_field(&form, "client_id", f->client_id);
	flow_put_field(&form, "client_secret", f->client_secret);
	rc = flow_send(f, f->token_url, &form, hidden, &r, e);
	if (rc == 0 && r.result == ENGINE_REFUSED) {
		rc = is_pending(&r, e);
		v->interval_s += rc == 0 ? SLOWER_S : 0;
		rc = rc < 0 ? -1 : 0;
	} else if (rc == 0) {
		rc = flow_keep(f, &r, e) == 0 ? 1 : -1;
	}
	engine_response_free(&r);
	return rc;
}

int
device_run(const struct flow *f, struct error *e)
{
	struct device v = { 0 };
	int rc = begin_device(f, &v, e);

	while (rc == 0) {
		if (clock_mono_ms() >= v.deadline_ms) {
			error_set(e, ERROR_TEMPORARY,
			    "nobody has logged in within the time allowed "
			    "(--timeout)");
			break;
		}
		clock_sleep_ms(v.interval_s * 1000);
		if (sig_stopped() != 0) {
			error_set(e, ERROR_FAILED, "stopped by a signal");
			break;
		}
		rc = poll_device(f, &v, e);
	}
	key_free(v.code);
	return rc == 1 ? 0 : -1;
}
