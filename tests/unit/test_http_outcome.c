/* Codes and statuses lead where they should. */
#include <stdlib.h>

#include <curl/curl.h>

#include "base/cc.h"
#include "http/outcome.h"
#include "http/tls.h"
#include "tap.h"

static void
test_codes(void)
{
	static const int again[] = { 5, 6, 7, 8, 16, 18, 28, 35, 52, 55, 56,
		92, 95 };
	static const int stop[] = { CURLE_PEER_FAILED_VERIFICATION,
		CURLE_SSL_CACERT_BADFILE };
	size_t i;

	for (i = 0; i < LEN(again); i++)
		CHECK_INT(outcome_of_code(again[i]), OUTCOME_AGAIN,
		    "libcurl's %d passes", again[i]);
	for (i = 0; i < LEN(stop); i++)
		CHECK_INT(outcome_of_code(stop[i]), OUTCOME_STOP,
		    "libcurl's %d ends everything", stop[i]);
	CHECK_INT(outcome_of_code(CURLE_OUT_OF_MEMORY), OUTCOME_FAILED,
	    "any other is a failure");
	CHECK(outcome_of_tunnel(407) == OUTCOME_STOP &&
		outcome_of_tunnel(403) == OUTCOME_STOP &&
		outcome_of_tunnel(503) == OUTCOME_AGAIN,
	    "a proxy refuses, or is in trouble");
	CHECK(outcome_is_slow(28) && !outcome_is_slow(56),
	    "running out of time shows a slow server");
}

static void
test_statuses(void)
{
	static const struct {
		int status;
		bool limited;
		enum outcome want;
	} cases[] = {
		{ 200, false, OUTCOME_DONE },
		{ 204, false, OUTCOME_DONE },
		{ 200, true, OUTCOME_DONE },
		{ 206, false, OUTCOME_AGAIN },
		{ 301, false, OUTCOME_REDIRECT },
		{ 302, false, OUTCOME_REDIRECT },
		{ 303, false, OUTCOME_REDIRECT },
		{ 307, false, OUTCOME_REDIRECT },
		{ 308, false, OUTCOME_REDIRECT },
		{ 300, false, OUTCOME_REFUSED },
		{ 304, false, OUTCOME_REFUSED },
		{ 400, false, OUTCOME_REFUSED },
		{ 401, false, OUTCOME_AUTH },
		{ 401, true, OUTCOME_AUTH },
		{ 403, false, OUTCOME_AUTH },
		{ 403, true, OUTCOME_LIMITED },
		{ 404, false, OUTCOME_REFUSED },
		{ 407, false, OUTCOME_REFUSED },
		{ 408, false, OUTCOME_AGAIN },
		{ 429, false, OUTCOME_LIMITED },
		{ 429, true, OUTCOME_LIMITED },
		{ 500, false, OUTCOME_AGAIN },
		{ 501, false, OUTCOME_REFUSED },
		{ 503, true, OUTCOME_AGAIN },
		{ 599, false, OUTCOME_REFUSED },
		{ 101, false, OUTCOME_AGAIN },
		{ 0, false, OUTCOME_AGAIN },
		{ 999, false, OUTCOME_AGAIN },
	};
	struct retry_set set = retry_set_make();
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		CHECK_INT(outcome_of_status(cases[i].status, &set,
			      cases[i].limited),
		    cases[i].want, "%d%s leads where it should",
		    cases[i].status, cases[i].limited ? " (limited)" : "");
}

static void
test_outages(void)
{
	static const struct {
		enum outcome outcome;
		int code, status;
		const char *why;
		bool want;
	} cases[] = {
		{ OUTCOME_AGAIN, CURLE_COULDNT_CONNECT, 0, "refused", true },
		{ OUTCOME_AGAIN, CURLE_COULDNT_RESOLVE_HOST, 0, "", true },
		{ OUTCOME_AGAIN, CURLE_COULDNT_RESOLVE_PROXY, 0, "", true },
		{ OUTCOME_AGAIN, CURLE_OPERATION_TIMEDOUT, 0, "", true },
		{ OUTCOME_AGAIN, CURLE_OPERATION_TIMEDOUT, 200, "", true },
		{ OUTCOME_AGAIN, CURLE_GOT_NOTHING, 0, "", true },
		{ OUTCOME_AGAIN, CURLE_RECV_ERROR, 0, "", true },
		{ OUTCOME_AGAIN, CURLE_SSL_CONNECT_ERROR, 0,
		    "OpenSSL SSL_connect: Connection reset by peer", true },
		{ OUTCOME_AGAIN, CURLE_SSL_CONNECT_ERROR, 0,
		    "error:0A000126:SSL routines::unexpected eof while reading",
		    true },
		{ OUTCOME_AGAIN, CURLE_SSL_CONNECT_ERROR, 0,
		    "error:0A00010B:SSL routines::wrong version number",
		    false },
		{ OUTCOME_AGAIN, CURLE_UNSUPPORTED_PROTOCOL, 0, "", false },
		{ OUTCOME_AGAIN, CURLE_PARTIAL_FILE, 200, "", false },
		{ OUTCOME_AGAIN, CURLE_WRITE_ERROR, 200, "", false },
		{ OUTCOME_AGAIN, CURLE_WRITE_ERROR, 503, "", true },
		{ OUTCOME_AGAIN, CURLE_OK, 500, "", true },
		{ OUTCOME_AGAIN, CURLE_OK, 524, "", true },
		{ OUTCOME_AGAIN, CURLE_OK, 408, "", true },
		{ OUTCOME_AGAIN, CURLE_OK, 404, "", false },
		{ OUTCOME_AGAIN, CURLE_OK, 200, "", false },
		{ OUTCOME_AGAIN, CURLE_OK, 206, "", false },
		{ OUTCOME_LIMITED, CURLE_OK, 429, "", true },
		{ OUTCOME_LIMITED, CURLE_OK, 403, "", true },
		{ OUTCOME_REFUSED, CURLE_OK, 501, "", false },
		{ OUTCOME_STOP, CURLE_PEER_FAILED_VERIFICATION, 0, "", false },
		{ OUTCOME_FAILED, CURLE_OUT_OF_MEMORY, 0, "", false },
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		CHECK_INT(outcome_is_outage(cases[i].outcome, cases[i].code,
			      cases[i].status, cases[i].why),
		    cases[i].want, "libcurl's %d with %d%s%s may be an outage: "
				   "%s",
		    cases[i].code, cases[i].status,
		    *cases[i].why != '\0' ? ", " : "", cases[i].why,
		    cases[i].want ? "yes" : "no");
}

static void
test_authorities(void)
{
	struct tls_authorities a;

	(void)setenv("CURL_CA_BUNDLE", "", 1);
	(void)setenv("SSL_CERT_FILE", "", 1);
	(void)setenv("SSL_CERT_DIR", "", 1);
	a = tls_authorities(NULL);
	CHECK(a.file == NULL && a.dir == NULL, "empty variables do not count");
	if (tls_defaults().file != NULL) {
		(void)setenv("CURL_CA_BUNDLE", tls_defaults().file, 1);
		a = tls_authorities(NULL);
		CHECK(a.file == NULL && a.dir == NULL,
		    "one that names the default does not either");
		(void)setenv("CURL_CA_BUNDLE", "", 1);
	}
	(void)setenv("SSL_CERT_FILE", "/f", 1);
	(void)setenv("SSL_CERT_DIR", "/d", 1);
	a = tls_authorities(NULL);
	CHECK_STR(a.file, "/f", "SSL_CERT_FILE counts");
	CHECK_STR(a.dir, "/d", "so does SSL_CERT_DIR");
	(void)setenv("CURL_CA_BUNDLE", "/b", 1);
	a = tls_authorities(NULL);
	CHECK(a.file != NULL && strcmp(a.file, "/b") == 0 && a.dir == NULL,
	    "CURL_CA_BUNDLE counts more");
	a = tls_authorities("/o");
	CHECK(a.file != NULL && strcmp(a.file, "/o") == 0 && a.dir == NULL,
	    "an option counts most");
}

int
main(void)
{
	test_codes();
	test_statuses();
	test_outages();
	test_authorities();
	return tap_done();
}
