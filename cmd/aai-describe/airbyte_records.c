/* airbyte_records: records of answers, and errors; see airbyte.h. */
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
put_format(struct airbyte_stream *st, size_t decoder)
{
	static const char *const formats[][2] = { { "JsonDecoder", "" },
		{ "JsonParser", "" }, { "", "" }, { "JsonlDecoder", "jsonl" },
		{ "JsonLineParser", "jsonl" }, { "CsvDecoder", "csv" },
		{ "CsvParser", "csv" } };
	static const char *const inner[] = { "decoder", "parser",
		"inner_parser" };
	const char *type = airbyte_type(st, decoder), *delimiter;
	size_t i;

	if (same(type, "GzipDecoder") || same(type, "GzipParser") ||
	    same(type, "CompositeRawDecoder"))
		for (i = 0; i < LEN(inner); i++)
			if (document_get(st->d, decoder, inner[i]) !=
			    JSON_NO_NODE)
				return put_format(st,
				    document_get(st->d, decoder, inner[i]));
	for (i = 0; i < LEN(formats); i++) {
		if (!same(formats[i][0], type))
			continue;
		if (*formats[i][1] != '\0')
			source_put_text(
			    &st->members, "format", formats[i][1]);
		delimiter = document_text(st->d, decoder, "delimiter");
		if (delimiter != NULL && !same(delimiter, ","))
			return airbyte_fail(st, "fields between '%s'", delimiter);
		return 0;
	}
	return airbyte_fail(st, "answers that need %s", type);
}

static int
put_field_path(struct airbyte_stream *st, size_t path)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t at = JSON_NO_NODE, next, n = document_count(st->d, path);
	struct airbyte_value v;
	int rc = 0;

	if (n == 0)
		return 0;
	while (rc == 0 &&
	       (at = document_next(st->d, path, at)) != JSON_NO_NODE) {
		next = document_next(st->d, path, at);
		rc = airbyte_node(st, at, &v);
		if (rc == 0 && airbyte_constant(&v) == NULL)
			rc = airbyte_fail(st, "a path that is computed");
		else if (rc == 0 && same(airbyte_constant(&v), "*"))
			/* objects by name at the end, items of lists within */
			buf_str(&b, next == JSON_NO_NODE ? "{}" : "[]");
		else if (rc == 0) {
			if (b.len > 0)
				buf_byte(&b, '.');
			airbyte_put_name(&b, airbyte_constant(&v));
		}
	}
	if (rc == 0)
		source_put_text(&st->members, "records",
		    airbyte_text(st, "%.*s", (int)b.len, b.data));
	if (rc == 0 && strchr("}]", (char)b.data[b.len - 1]) != NULL)
		source_note(&st->unsure,
		    "records are the values of an object, as \"*\" ends the "
		    "path; of a list it would be without {}");
	buf_free(&b);
	return rc;
}

static int
put_filter(struct airbyte_stream *st, size_t filter)
{
	const char *text = document_text(st->d, filter, "condition");
	struct buf jq = buf_make(SIZE_MAX / 2), b = buf_make(SIZE_MAX / 2);
	struct jinja j = { 0 };
	size_t at = 0, from, len, root;
	bool expression, statement;
	struct error e = { 0 };
	int rc = 0;

	if (document_kind(st->d, filter) != JSON_OBJECT)
		return 0;
	if (airbyte_is_custom(st, filter) || text == NULL)
		return airbyte_fail(st, "a filter of its own");
	if (*text == '\0')
		return 0;
	if (!jinja_part(text, &at, &from, &len, &expression, &statement) ||
	    !expression || strspn(text + at, " \n") != strlen(text + at) ||
	    jinja_parse(&j, text + from, len, &root, &e) != 0)
		rc = airbyte_fail(st, "it is not one expression: %.200s", text);
	if (rc == 0)
		rc = airbyte_jq(st, &j, root, "record", &jq);
	if (rc == 0) {
		buf_str(&jq, "|(.!=null and .!=false and .!=\"\" and .!=0 and "
			     ".!=[] and .!={})");
		buf_str(&b, "[{\"jq\":");
		json_quote((const char *)jq.data, jq.len, &b);
		buf_str(&b, "}]");
		source_put_buf(&st->members, "filter", &b);
	}
	jinja_free(&j);
	buf_free(&jq);
	buf_free(&b);
	return rc;
}

int
airbyte_records(struct airbyte_stream *st, size_t retriever)
{
	const char *place = st->place;
	size_t selector = document_get(st->d, retriever, "record_selector");
	size_t extractor = document_get(st->d, selector, "extractor");

	st->place = airbyte_at(st, place, "decoder");
	if (put_format(st, document_get(st->d, retriever, "decoder")) != 0)
		return -1;
	st->place = airbyte_at(st, place, "record_selector.extractor");
	if (airbyte_is_custom(st, extractor) ||
	    (*airbyte_type(st, extractor) != '\0' &&
		!same(airbyte_type(st, extractor), "DpathExtractor")))
		return airbyte_fail(
		    st, "records by %s", airbyte_type(st, extractor));
	if (put_field_path(
		st, document_get(st->d, extractor, "field_path")) != 0)
		return -1;
	st->place = airbyte_at(st, place, "record_selector.record_filter");
	if (put_filter(st,
		document_get(st->d, selector, "record_filter")) != 0)
		return -1;
	st->place = place;
	return 0;
}

/* What an action means; NULL: as it would without. */
static const char *
meaning(struct airbyte_stream *st, size_t filter)
{
	const char *action = document_text(st->d, filter, "action");

	if (action == NULL || same(action, "FAIL"))
		return "fail";
	if (same(action, "RETRY"))
		return "retry";
	if (same(action, "RATE_LIMITED"))
		return "limit";
	return same(action, "IGNORE") ? "absent" : NULL;
}

static int
put_predicate(struct airbyte_stream *st, const char *text, struct buf *b)
{
	struct buf jq = buf_make(SIZE_MAX / 2);
	struct jinja j = { 0 };
	size_t at = 0, from, len, root;
	bool expression, statement;
	struct error e = { 0 };
	int rc = 0;

	if (!jinja_part(text, &at, &from, &len, &expression, &statement) ||
	    !expression || strspn(text + at, " \n") != strlen(text + at) ||
	    jinja_parse(&j, text + from, len, &root, &e) != 0)
		rc = airbyte_fail(st, "it is not one expression: %.200s", text);
	if (rc == 0)
		rc = airbyte_jq(st, &j, root, "response", &jq);
	if (rc == 0) {
		buf_str(&jq, "|(.!=null and .!=false and .!=\"\" and .!=0 and "
			     ".!=[] and .!={})");
		buf_str(b, "\"at\":{\"jq\":");
		json_quote((const char *)jq.data, jq.len, b);
		buf_str(b, "},\"is\":[true],");
	}
	jinja_free(&j);
	buf_free(&jq);
	return rc;
}

/*
 * The statuses that a rule is about, appended.  Returns whether one of them
 * says that all is well.
 */
static bool
put_statuses(
    struct airbyte_stream *st, size_t filter, const char *text, struct buf *b)
{
	size_t codes = document_get(st->d, filter, "http_codes");
	size_t at = JSON_NO_NODE;
	bool well = false, first = true;
	int64_t code;

	if (document_count(st->d, codes) == 0) {
		if (text != NULL)
			buf_str(b, "\"status\":[\"4xx\",\"5xx\"],");
		return text == NULL;
	}
	buf_str(b, "\"status\":[");
	while ((at = document_next(st->d, codes, at)) != JSON_NO_NODE) {
		if (!document_int(st->d, at, 100, 599, &code))
			continue;
		if (!first)
			buf_byte(b, ',');
		buf_i64(b, code);
		first = false;
		well = well || code < 400;
	}
	buf_str(b, "],");
	return well;
}

/* Missing rights that count as no records are easily taken for none. */
static void
note_rights(struct airbyte_stream *st, size_t filter)
{
	size_t codes = document_get(st->d, filter, "http_codes");
	size_t at = JSON_NO_NODE;
	int64_t code;

	while (document_kind(st->d, codes) == JSON_ARRAY &&
	       (at = document_next(st->d, codes, at)) != JSON_NO_NODE)
		if (document_int(st->d, at, 401, 403, &code) && code != 402)
			source_note(&st->unsure,
			    "what is refused with %d counts as not there, as "
			    "the manifest ignores it",
			    (int)code);
}

static int
put_rule(struct airbyte_stream *st, size_t filter, struct buf *out)
{
	const char *text =
	    document_text(st->d, filter, "error_message_contains");
	const char *predicate = document_text(st->d, filter, "predicate");
	const char *means = meaning(st, filter);
	struct buf b = buf_make(SIZE_MAX / 2);
	bool well;
	int rc = 0;

	if (airbyte_is_custom(st, filter))
		source_note(&st->unsure,
		    "%s: errors are as their statuses say, and not by %s",
		    st->place, airbyte_type(st, filter));
	if (predicate != NULL && *predicate == '\0')
		predicate = NULL;
	if (means == NULL ||
	    (predicate == NULL && text == NULL &&
		document_count(
		    st->d, document_get(st->d, filter, "http_codes")) == 0))
		return 0;
	buf_byte(&b, '{');
	well = put_statuses(st, filter, text, &b);
	if (predicate != NULL)
		rc = put_predicate(st, predicate, &b);
	if (rc == 0 && text != NULL && *text != '\0') {
		buf_str(&b, "\"text\":");
		json_quote(text, strlen(text), &b);
		buf_byte(&b, ',');
	}
	buf_printf(&b, "\"means\":\"%s\"}", means);
	if (rc == 0) {
		airbyte_comma(out, 1);
		buf_put(out, b.data, b.len);
		if (same(means, "absent"))
			note_rights(st, filter);
	} else if (!well && !same(means, "absent")) {
		/* its status says that it fails, whatever the rule */
		source_leave_out(st->a->m,
		    airbyte_text(st, "%s, a rule of errors", st->name),
		    st->place, "%s", st->e.text);
		st->e.kind = ERROR_NONE;
		rc = 0;
	}
	buf_free(&b);
	return rc;
}

static int
put_handler(struct airbyte_stream *st, size_t handler, struct buf *out)
{
	size_t list = document_get(st->d, handler, "error_handlers");
	size_t filters = document_get(st->d, handler, "response_filters");
	size_t at = JSON_NO_NODE, i = 0;
	const char *place = st->place;

	if (airbyte_is_custom(st, handler))
		source_note(&st->unsure,
		    "%s: errors are as their statuses say, and not by %s",
		    place, airbyte_type(st, handler));
	for (; document_kind(st->d, list) == JSON_ARRAY &&
	       (at = document_next(st->d, list, at)) != JSON_NO_NODE;
	     i++) {
		st->place = airbyte_text(
		    st, "%s.error_handlers[%zu]", place, i);
		if (put_handler(st, at, out) != 0)
			return -1;
	}
	at = JSON_NO_NODE;
	i = 0;
	for (; document_kind(st->d, filters) == JSON_ARRAY &&
	       (at = document_next(st->d, filters, at)) != JSON_NO_NODE;
	     i++) {
		st->place = airbyte_text(
		    st, "%s.response_filters[%zu]", place, i);
		if (put_rule(st, at, out) != 0)
			return -1;
	}
	st->place = place;
	return 0;
}

int
airbyte_errors(struct airbyte_stream *st, size_t requester)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t handler = document_get(st->d, requester, "error_handler");
	const char *place = st->place;
	int rc;

	buf_byte(&b, '[');
	st->place = airbyte_at(st, place, "error_handler");
	rc = put_handler(st, handler, &b);
	buf_byte(&b, ']');
	if (rc == 0) {
		st->place = place;
		if (b.len > 2)
			source_put_buf(&st->members, "errors", &b);
	}
	buf_free(&b);
	return rc;
}
