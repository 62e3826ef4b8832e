/* error_object: errors that came with status 200; see error_object.h. */
#include "api/error_object.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"

#define WORDS_MAX 300

/* Members that say it by being there. */
static const char *const errors[] = { "error", "errors", "fault", "exception",
	"error_message", "errorMessage", "errorMessages", "error_description",
	"error_msg", "errmsg", "error_code", "errorCode", "errcode", "errno",
	"err", "error_summary", "errorSummary", "error_type", "errorType",
	"exceptionMessage", "odata.error", "faultstring", "faultcode" };

/* Members that may say it, or that all is well. */
static const char *const messages[] = { "message", "msg", "detail", "details",
	"title", "reason", "description" };

/* Members that say how it went. */
static const char *const codes[] = { "code", "status", "statusCode",
	"status_code", "errcode", "error_code", "errorCode" };

/* Others that stand beside them in errors. */
static const char *const company[] = { "type", "name", "ok", "success",
	"documentation_url", "help", "instance", "path", "timestamp", "time",
	"request_id", "requestId", "trace_id", "traceId", "trace", "needed",
	"provided", "warning", "retry_after", "data", "result", "results",
	"target", "innererror", "extensions", "request" };

/* Some write them in capitals. */
static bool
is_among(struct span name, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strlen(names[i]) == name.len &&
		    strncasecmp(name.p, names[i], name.len) == 0)
			return true;
	return false;
}

#define AMONG(name, names) is_among(name, names, LEN(names))

/* Whether a value says anything: not null, false, 0 or empty. */
static bool
is_said(struct span value)
{
	struct span_walk s;
	struct span name, item;

	switch (span_kind(value)) {
	case JSON_STRING:
		return value.len > 2;
	case JSON_NUMBER:
		return value.len != 1 || *value.p != '0';
	case JSON_TRUE:
		return true;
	case JSON_ARRAY:
		s = span_list(value);
		return span_item(&s, &item);
	case JSON_OBJECT:
		s = span_object(value);
		return span_member(&s, &name, &item);
	default:
		return false;
	}
}

/* The status that a number, or a text of digits, is; 0 when it is none. */
static uint64_t
code_of(struct span value)
{
	uint64_t n;

	if (span_kind(value) == JSON_STRING && value.len > 2)
		value = (struct span){ value.p + 1, value.len - 2 };
	else if (span_kind(value) != JSON_NUMBER)
		return 0;
	return num_u64(value.p, value.len, 0, INT64_MAX, &n) ? n : 0;
}

/* Whether a value of codes[] is that of an error. */
static bool
is_bad_code(struct span value)
{
	static const char *const words[] = { "error", "fail", "failed",
		"failure", "fault" };
	uint64_t n = code_of(value);

	if (span_kind(value) == JSON_STRING &&
	    AMONG(((struct span){ value.p + 1, value.len - 2 }), words))
		return true;
	return (n >= 400 && n <= 599) || n >= 10000;
}

static bool
is_refusal(struct span name, struct span value)
{
	static const char *const names[] = { "ok", "success", "isSuccess",
		"is_success", "succeeded" };

	return span_kind(value) == JSON_FALSE && AMONG(name, names);
}

bool
error_object_is(struct span object, bool message)
{
	struct span_walk s = span_object(object);
	struct span name, value;

	while (span_member(&s, &name, &value)) {
		if (AMONG(name, errors) && is_said(value))
			return true;
		if (AMONG(name, codes) && is_bad_code(value))
			return true;
		if (is_refusal(name, value))
			return true;
		if (message && AMONG(name, messages) && is_said(value))
			return true;
	}
	return false;
}

bool
error_object_is_all(struct span object)
{
	struct span_walk s = span_object(object);
	struct span name, value;

	while (span_member(&s, &name, &value))
		if (span_kind(value) != JSON_NULL && !AMONG(name, errors) &&
		    !AMONG(name, messages) && !AMONG(name, codes) &&
		    !AMONG(name, company))
			return false;
	return error_object_is(object, true);
}

/* The first item of a list; what is not a list is itself. */
static struct span
first_of(struct span value)
{
	struct span_walk s;
	struct span item;

	if (span_kind(value) != JSON_ARRAY)
		return value;
	s = span_list(value);
	return span_item(&s, &item) ? item : (struct span){ NULL, 0 };
}

/* The member of that name, in any case. */
static struct span
member(struct span object, const char *name)
{
	struct span_walk s = span_object(object);
	struct span key, value;

	while (span_member(&s, &key, &value))
		if (is_among(key, &name, 1))
			return value;
	return (struct span){ NULL, 0 };
}

/* The first text in its usual places, at most this deep. */
static struct span
find_text(struct span object, int depth)
{
	static const char *const places[] = { "error_description",
		"error_message", "errorMessage", "errorMessages",
		"exceptionMessage", "error_msg", "errmsg", "errorSummary",
		"error_summary", "faultstring", "message", "msg", "detail",
		"value", "error", "errors", "odata.error", "err", "fault",
		"exception", "title", "reason", "description", "details",
		"code", "error_code", "errorCode", "error_type", "errorType",
		"faultcode" };
	struct span value;
	size_t i;

	if (span_kind(object) == JSON_STRING)
		return object.len > 2 ? object : (struct span){ NULL, 0 };
	if (span_kind(object) != JSON_OBJECT || depth == 0)
		return (struct span){ NULL, 0 };
	for (i = 0; i < LEN(places); i++) {
		value = find_text(first_of(member(object, places[i])),
		    depth - 1);
		if (value.p != NULL)
			return value;
	}
	return (struct span){ NULL, 0 };
}

static void
put_start(struct buf *out, const char *s, size_t len)
{
	size_t i, n = len <= WORDS_MAX ? len : utf8_floor(s, len, WORDS_MAX);

	for (i = 0; i < n; i++)
		buf_byte(out, (uint8_t)s[i] < 0x20 ? ' ' : (uint8_t)s[i]);
	if (n < len)
		buf_str(out, "...");
}

void
error_object_words(struct span object, const struct path *error_text,
    struct buf *out)
{
	struct span said = { NULL, 0 };
	char *text = NULL;
	size_t len;

	if (error_text != NULL && error_text->n > 0)
		said = span_at(object, error_text);
	if (span_kind(said) != JSON_STRING || said.len <= 2)
		said = find_text(object, 3);
	if (said.p != NULL)
		text = span_take(said, &len);
	if (text != NULL)
		put_start(out, text, len);
	else
		put_start(out, object.p, object.len);
	mem_free(text);
}

/* Whether the text has one of the words, in any case. */
static bool
has_word(const char *text, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcasestr(text, words[i]) != NULL)
			return true;
	return false;
}

/* Whether a member named so has this status, here or in the error within. */
static bool
has_code(struct span object, uint64_t from, uint64_t to, int depth)
{
	static const char *const within[] = { "error", "errors" };
	struct span value;
	uint64_t n;
	size_t i;

	for (i = 0; i < LEN(codes); i++) {
		n = code_of(member(object, codes[i]));
		if (n >= from && n <= to)
			return true;
	}
	for (i = 0; depth > 0 && i < LEN(within); i++) {
		value = first_of(member(object, within[i]));
		if (span_kind(value) == JSON_OBJECT &&
		    has_code(value, from, to, depth - 1))
			return true;
	}
	return false;
}

enum error_kind
error_object_kind(struct span object, const struct path *error_text)
{
	/* A key that is not a key, not one that may not do this or that. */
	static const char *const refused[] = { "invalid_auth", "not_authed",
		"invalid auth", "unauthorized", "unauthorised",
		"unauthenticated", "not authenticated", "authentication fail",
		"authentication error", "authentication_error",
		"authentication_failed", "authentication required",
		"authentication_required", "authenticationerror",
		"invalid_token", "invalid token", "invalid access token",
		"token_revoked", "token_expired", "token expired",
		"token has expired", "token is invalid", "bad credentials",
		"invalid credentials", "invalid_credentials",
		"invalid api key", "invalid_api_key", "invalid apikey",
		"incorrect api key", "api key is invalid",
		"api key not valid", "invalid key", "account_inactive" };
	static const char *const passing[] = { "rate limit", "rate_limit",
		"ratelimit", "too many requests", "throttl", "quota exceeded",
		"try again", "try later", "retry", "timeout", "timed out",
		"time out", "temporar", "unavailable", "overload", "busy",
		"internal error", "internal_error", "internal server error",
		"service_error", "server error" };
	struct buf b = buf_make(1 << 12);
	enum error_kind kind = ERROR_FAILED;
	char *text;

	error_object_words(object, error_text, &b);
	/* The code may say more than the words beside it. */
	buf_byte(&b, ' ');
	error_object_words(object, NULL, &b);
	text = buf_take(&b);
	if (has_code(object, 401, 401, 1) ||
	    has_word(text, refused, LEN(refused)))
		kind = ERROR_AUTH;
	else if (has_code(object, 429, 429, 1) ||
	    has_code(object, 500, 599, 1) ||
	    has_word(text, passing, LEN(passing)))
		kind = ERROR_TEMPORARY;
	mem_free(text);
	return kind;
}
