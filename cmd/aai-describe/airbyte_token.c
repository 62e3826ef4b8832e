/* airbyte_token: tokens that are asked for; see airbyte.h. */
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "json/text.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int
put_form(struct airbyte_stream *st, size_t node, struct source_members *form)
{
	static const char *const names[][2] = { { "client_id", "client_id" },
		{ "client_secret", "client_secret" },
		{ "refresh_token", "refresh_token" } };
	const char *as;
	size_t i, extra = document_get(st->d, node, "refresh_request_body");
	size_t scopes = document_get(st->d, node, "scopes");
	size_t at = JSON_NO_NODE;
	struct buf b = buf_make(SIZE_MAX / 2);

	if (airbyte_auth_part(st, node, "grant_type", form, "grant_type") != 0)
		return -1;
	if (same(source_member(form, "grant_type"), "\"\""))
		source_put_text(form, "grant_type", "refresh_token");
	for (i = 0; i < LEN(names); i++) {
		if (document_get(st->d, node, names[i][0]) == JSON_NO_NODE ||
		    (i == 2 && strstr(source_member(form, "grant_type"),
				   "refresh_token") == NULL))
			continue;
		as = document_text(st->d, node,
		    airbyte_text(st, "%s_name", names[i][0]));
		if (airbyte_auth_part(st, node, names[i][0], form,
			as != NULL ? as : names[i][1]) != 0)
			return -1;
	}
	while (document_kind(st->d, scopes) == JSON_ARRAY &&
	       (at = document_next(st->d, scopes, at)) != JSON_NO_NODE) {
		const char *scope = document_string(st->d, at);

		if (b.len > 0)
			buf_byte(&b, ' ');
		buf_str(&b, scope != NULL ? scope : "");
	}
	if (b.len > 0) {
		buf_byte(&b, '\0');
		source_put_text(form, "scopes", (const char *)b.data);
	}
	buf_free(&b);
	at = JSON_NO_NODE;
	while (document_kind(st->d, extra) == JSON_OBJECT &&
	       (at = document_next(st->d, extra, at)) != JSON_NO_NODE)
		if (airbyte_auth_part(st, extra, document_string(st->d, at),
			form, document_string(st->d, at)) != 0)
			return -1;
	return 0;
}

static int
put_token_headers(
    struct airbyte_stream *st, size_t headers, struct source_members *request)
{
	struct source_members one = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2), line = buf_make(SIZE_MAX / 2);
	size_t at = JSON_NO_NODE;
	struct airbyte_value v;
	int rc = 0;

	buf_byte(&b, '[');
	while (rc == 0 && document_kind(st->d, headers) == JSON_OBJECT &&
	       (at = document_next(st->d, headers, at)) != JSON_NO_NODE) {
		buf_reset(&line);
		buf_printf(&line, "%s: ", document_string(st->d, at));
		st->secretly = true;
		rc = airbyte_node(st, at + 1, &v);
		if (rc == 0)
			rc = airbyte_put_template(st, &v, &line);
		st->secretly = false;
		airbyte_comma(&b, 1);
		json_quote((const char *)line.data, line.len, &b);
	}
	buf_byte(&b, ']');
	if (rc == 0 && b.len > 2)
		source_put_buf(request, "headers", &b);
	buf_free(&b);
	buf_free(&line);
	source_members_free(&one);
	return rc;
}

/* The secret that a new refresh token takes the place of. */
static void
put_rotating(struct airbyte_stream *st, size_t node, struct source_members *c)
{
	const char *text = document_text(st->d, node, "refresh_token");
	const char *prefix, *secret;

	if (source_member(c, "refresh") != NULL && text != NULL &&
	    airbyte_secret_text(st, text, true, &prefix, &secret))
		source_put_text(c, "rotates", secret);
}

int
airbyte_oauth(struct airbyte_stream *st, size_t node)
{
	struct source_members c = { 0 }, request = { 0 }, form = { 0 };
	const char *token = document_text(st->d, node, "access_token_name");
	const char *expires = document_text(st->d, node, "expires_in_name");
	size_t updater = document_get(st->d, node, "refresh_token_updater");
	const char *refresh =
	    document_text(st->d, updater, "refresh_token_name");
	const char *url = document_text(st->d, node, "token_refresh_endpoint");
	int rc;

	if (url == NULL)
		return airbyte_fail(st, "a token that is not asked for");
	source_put_text(&c, "kind", "token");
	rc = airbyte_auth_part(st, node, "token_refresh_endpoint", &request, "url");
	if (rc == 0)
		rc = put_form(st, node, &form);
	if (rc == 0)
		rc = put_token_headers(st,
		    document_get(st->d, node, "refresh_request_headers"),
		    &request);
	source_put_members(&request, "form", &form);
	source_put_members(&c, "request", &request);
	source_put_text(&c, "token", token != NULL ? token : "access_token");
	if (document_get(st->d, node, "token_expiry_date_format") ==
	    JSON_NO_NODE)
		source_put_text(&c, "expires_in",
		    expires != NULL ? expires : "expires_in");
	if (updater != JSON_NO_NODE)
		source_put_text(&c, "refresh",
		    refresh != NULL ? refresh : "refresh_token");
	put_rotating(st, node, &c);
	if (rc == 0)
		airbyte_auth_put(st, &c);
	source_members_free(&c);
	source_members_free(&request);
	source_members_free(&form);
	return rc;
}

/* Seconds of "PT1H", as a lifetime. */
static void
put_lifetime(struct airbyte_stream *st, size_t node, struct source_members *c)
{
	const char *text = document_text(st->d, node, "expiration_duration");
	struct airbyte_value v;

	if (airbyte_duration(text, &v) == 0 && v.months == 0 && v.seconds > 0)
		source_put_text(
		    c, "lifetime", airbyte_text(st, "%llds", (long long)v.seconds));
	else if (text != NULL && v.months > 0)
		source_put_text(c, "lifetime",
		    airbyte_text(st, "%lldd", (long long)v.months * 28));
}

/* A key in a header of the login. */
static int
put_login_key(
    struct airbyte_stream *st, size_t auth, struct source_members *request)
{
	size_t option = document_get(st->d, auth, "inject_into");
	const char *into = document_text(st->d, option, "inject_into");
	const char *name = document_text(st->d, option, "field_name");
	const char *text = document_text(st->d, auth, "api_token");
	const char *old = source_member(request, "headers");
	const char *prefix, *secret;
	struct buf b = buf_make(SIZE_MAX / 2);

	if (into == NULL)
		name = document_text(st->d, auth, "header");
	if (name == NULL || text == NULL ||
	    (into != NULL && !same(into, "header")) ||
	    !airbyte_secret_text(st, text, true, &prefix, &secret))
		return airbyte_fail(st, "a login that is authenticated itself");
	buf_str(&b, old != NULL ? old : "[]");
	b.len--;
	airbyte_comma(&b, 1);
	buf_printf(&b, "\"%s: %s{secret.%s}\"]", name, prefix, secret);
	source_put_buf(request, "headers", &b);
	return 0;
}

static int
put_login(struct airbyte_stream *st, size_t login, struct source_members *c)
{
	struct source_members request = { 0 };
	size_t body = document_get(st->d, login, "request_body_json");
	size_t form = document_get(st->d, login, "request_body_data");
	size_t auth = document_get(st->d, login, "authenticator");
	const char *method = document_text(st->d, login, "http_method");
	struct buf b = buf_make(SIZE_MAX / 2), url = buf_make(SIZE_MAX / 2);
	int rc;

	st->secretly = true;
	rc = airbyte_url(st, login, &url);
	source_put_text(&request, "url",
	    airbyte_text(st, "%.*s", (int)url.len, url.data));
	source_put_text(&request, "method", method != NULL ? method : "GET");
	if (rc == 0 && (body != JSON_NO_NODE || form != JSON_NO_NODE)) {
		rc = airbyte_put_body(
		    st, body != JSON_NO_NODE ? body : form, &b);
		source_put_buf(&request,
		    body != JSON_NO_NODE ? "body" : "form", &b);
	}
	st->secretly = false;
	if (rc == 0)
		rc = put_token_headers(st,
		    document_get(st->d, login, "request_headers"), &request);
	if (rc == 0 && same(airbyte_type(st, auth), "BasicHttpAuthenticator")) {
		struct source_members basic = { 0 };

		rc = airbyte_auth_part(st, auth, "username", &basic, "user");
		if (rc == 0)
			rc = airbyte_auth_part(st, auth, "password", &basic, "password");
		source_put_members(&request, "basic", &basic);
		source_members_free(&basic);
	} else if (rc == 0 && same(airbyte_type(st, auth),
				  "ApiKeyAuthenticator")) {
		rc = put_login_key(st, auth, &request);
	} else if (rc == 0 && auth != JSON_NO_NODE &&
		   !same(airbyte_type(st, auth), "NoAuth")) {
		rc = airbyte_fail(st, "a login that is authenticated itself");
	}
	if (document_count(
		st->d, document_get(st->d, login, "request_parameters")) > 0)
		rc = airbyte_fail(st, "a login with parameters");
	source_put_members(c, "request", &request);
	source_members_free(&request);
	buf_free(&b);
	buf_free(&url);
	return rc;
}

int
airbyte_session(struct airbyte_stream *st, size_t node)
{
	struct source_members c = { 0 }, send = { 0 };
	size_t path = document_get(st->d, node, "session_token_path");
	size_t way = document_get(st->d, node, "request_authentication");
	size_t option = document_get(st->d, way, "inject_into"), at;
	const char *into = document_text(st->d, option, "inject_into");
	const char *name = document_text(st->d, option, "field_name");
	struct buf b = buf_make(SIZE_MAX / 2);
	int rc;

	source_put_text(&c, "kind", "token");
	rc = put_login(st, document_get(st->d, node, "login_requester"), &c);
	for (at = document_next(st->d, path, JSON_NO_NODE); at != JSON_NO_NODE;
	     at = document_next(st->d, path, at)) {
		if (b.len > 0)
			buf_byte(&b, '.');
		airbyte_put_name(&b, document_string(st->d, at));
	}
	source_put_text(
	    &c, "token", airbyte_text(st, "%.*s", (int)b.len, b.data));
	put_lifetime(st, node, &c);
	if (same(airbyte_type(st, way), "ApiKey")) {
		source_put_text(&send, "kind",
		    into != NULL && same(into, "request_parameter") ? "query"
								    : "header");
		source_put_text(&send, "name", name != NULL ? name : "");
		source_put_members(&c, "send", &send);
		if (into == NULL || strstr(into, "body") != NULL)
			rc = airbyte_fail(st, "a token in the body");
	}
	if (rc == 0)
		airbyte_auth_put(st, &c);
	source_members_free(&c);
	source_members_free(&send);
	buf_free(&b);
	return rc;
}

/* The oldest kind: a POST of both, whose answer has the token. */
int
airbyte_legacy(struct airbyte_stream *st, size_t node, size_t requester)
{
	struct source_members c = { 0 }, request = { 0 }, body = { 0 },
			      send = { 0 };
	struct buf url = buf_make(SIZE_MAX / 2);
	const char *path = document_text(st->d, node, "login_url");
	const char *header = document_text(st->d, node, "header");
	const char *key =
	    document_text(st->d, node, "session_token_response_key");
	struct airbyte_value v;
	int rc = path != NULL && header != NULL && key != NULL
		     ? 0
		     : airbyte_fail(st, "a login that is not said");

	if (rc == 0)
		rc = airbyte_node(
		    st, document_get(st->d, requester, "url_base"), &v);
	if (rc == 0)
		rc = airbyte_put_template(st, &v, &url);
	if (rc == 0)
		buf_printf(&url, "%s%s", url.len > 0 &&
			url.data[url.len - 1] != '/' && path[0] != '/' ? "/" : "",
		    path);
	source_put_text(&c, "kind", "token");
	source_put_text(&request, "url",
	    airbyte_text(st, "%.*s", (int)url.len, url.data));
	if (rc == 0)
		rc = airbyte_auth_part(st, node, "username", &body, "username");
	if (rc == 0)
		rc = airbyte_auth_part(st, node, "password", &body, "password");
	source_put_members(&request, "body", &body);
	source_put_members(&c, "request", &request);
	source_put_text(&c, "token", key != NULL ? key : "id");
	source_put_text(&send, "kind", "header");
	source_put_text(&send, "name", header != NULL ? header : "");
	source_put_members(&c, "send", &send);
	if (rc == 0)
		airbyte_auth_put(st, &c);
	source_members_free(&c);
	source_members_free(&request);
	source_members_free(&body);
	source_members_free(&send);
	buf_free(&url);
	return rc;
}
