/* Several secrets go out; one that is refused is replaced while others fly. */
#include "base/cc.h"
#include "base/mem.h"
#include "http/auth.h"
#include "http/engine.h"

#include "httpd.h"
#include "httpget.h"
#include "tap.h"

/* The second key is good; the first one was, a moment ago. */
static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	bool good = strstr(request, "\r\nX-Key: second-key\r\n") != NULL;

	(void)nth;
	if (strncmp(path, "/never", 6) == 0)
		httpd_reply(fd, 401, "", "no");
	else if (strncmp(path, "/forbidden", 10) == 0)
		httpd_reply(fd, 403, "", "no");
	else if (strncmp(path, "/turn", 5) == 0)
		httpd_reply(fd, 307, "Location: /data/turned\r\n", "");
	else if (strncmp(path, "/data", 5) == 0 && !good)
		httpd_reply(fd, 401, "", "old first-key");
	else
		httpd_reply(fd, 200, "", request);
	return true;
}

static struct httpd server;
static struct auth secrets;
static unsigned renewed;
static bool can_renew;

static bool
renew(void *arg, const struct engine_response *r, struct error *e)
{
	(void)arg;
	if (!can_renew) {
		error_set(e, ERROR_AUTH, "no other key, %d", r->status);
		return false;
	}
	renewed++;
	return auth_set(&secrets, 0, "second-key", e) == 0;
}

static struct engine *
open_engine(size_t jobs)
{
	static const struct auth_credential all[] = {
		{ ENGINE_AUTH_HEADER, "X-Key", NULL, "first-key" },
		{ ENGINE_AUTH_QUERY, "app", NULL, "app-key" },
		{ ENGINE_AUTH_QUERY, "user", NULL, "user key" },
		{ ENGINE_AUTH_BASIC, NULL, NULL, "name:pass-word" },
	};
	struct engine_options o = get_options(&server);
	struct error e;
	size_t i;

	auth_close(&secrets);
	renewed = 0;
	for (i = 0; i < LEN(all); i++)
		CHECK_INT(auth_add(&secrets, &all[i], &e), 0, "a secret");
	o.shared_auth = &secrets;
	o.renew = renew;
	o.jobs = jobs;
	return get_open(&o);
}

static void
test_several(void)
{
	char text[] = "first-key app-key user%20key name:pass-word pass-word "
		      "bmFtZTpwYXNzLXdvcmQ=";
	struct engine *g = open_engine(1);
	struct engine_response r = get(g, &server, "/all?a=1&app=x");
	const char *s;

	buf_byte(&r.body, 0);
	s = (const char *)r.body.data;
	CHECK(strstr(s, "GET /all?a=1&app=app-key&user=user%20key ") != NULL,
	    "parameters have their secrets");
	CHECK(strstr(s, "\r\nX-Key: first-key\r\n") != NULL &&
		strstr(s, "\r\nAuthorization: Basic bmFtZTpwYXNzLXdvcmQ=\r\n") !=
		NULL,
	    "headers, too");
	CHECK(strstr(r.url, "app") == NULL && strstr(r.url, "user") == NULL,
	    "the URL that is shown has none");
	engine_response_free(&r);
	auth_mask(&secrets, text);
	CHECK_STR(text, "*** *** *** *** *** ***", "all are covered");
	CHECK(auth_holds(&secrets, "a user+key", 10), "and found");
	engine_close(g);
}

static void
test_renewed(void)
{
	struct engine *g = open_engine(8);
	struct engine_response r;
	char path[64], text[] = "first-key second-key";
	unsigned done = 0;
	size_t i;

	can_renew = true;
	for (i = 0; i < 30; i++) {
		(void)snprintf(path, sizeof(path),
		    i % 10 == 9 ? "/turn/%zu" : "/data/%zu", i);
		get_submit(g, &server, path);
	}
	for (i = 0; i < 30; i++) {
		r = get_next(g);
		done += r.result == ENGINE_DONE && r.tries == 1;
		engine_response_free(&r);
	}
	CHECK_UINT(done, 30, "all are asked for again with the new key");
	CHECK_UINT(renewed, 1, "which was asked for once");
	CHECK(engine_stopped(g) == NULL, "nothing has ended");
	CHECK_UINT(engine_stats(g).retries, 0, "these are not repeats");
	auth_mask(&secrets, text);
	CHECK_STR(text, "*** ***", "the old key stays hidden");

	r = get(g, &server, "/never");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_AUTH,
	    "what is refused in spite of it ends all");
	CHECK_UINT(httpd_asked(&server, "/never?app=app-key&user=user%20key"),
	    5, "after four renewals");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_refused(void)
{
	struct engine *g = open_engine(8);
	struct engine_response r;

	can_renew = true;
	r = get(g, &server, "/forbidden");
	CHECK(r.error.kind == ERROR_AUTH && renewed == 0,
	    "a bare 403 asks for no other key");
	engine_response_free(&r);
	engine_close(g);
	g = open_engine(8);
	can_renew = false;
	r = get(g, &server, "/data");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_AUTH &&
		get_says(&r, "401: old ***; no other key, 401"),
	    "why there is no other key is said");
	engine_response_free(&r);
	engine_close(g);
}

/* However many there were, the last ones are hidden, and those of the start. */
static void
test_many(void)
{
	const struct auth_credential c = { ENGINE_AUTH_HEADER, "X-Key", NULL,
		"the-first" };
	struct auth a = { 0 };
	struct error e;
	char secret[32], text[] = "the-first 999-secret 0-secret long-secret";
	unsigned i;

	CHECK_INT(auth_add(&a, &c, &e), 0, "a secret");
	for (i = 0; i < 1000; i++) {
		(void)snprintf(secret, sizeof(secret), "%u-secret", i);
		if (auth_set(&a, 0, secret, &e) != 0)
			CHECK(false, "%s", e.text);
	}
	auth_hide(&a, "long-secret");
	CHECK(a.nhidden <= 202, "what was replaced long ago is forgotten");
	auth_mask(&a, text);
	CHECK_STR(text, "*** *** 0-secret ***", "not the others");
	CHECK(auth_set(&a, 0, "", &e) != 0 && e.kind == ERROR_AUTH, "none");
	auth_close(&a);
}

int
main(void)
{
	server = httpd_start(answer);
	test_several();
	test_renewed();
	test_refused();
	test_many();
	auth_close(&secrets);
	httpd_stop(&server);
	return tap_done();
}
