/* state_text: what states have in common as text; see state_text.h. */
#include "stream/state_text.h"

#include "json/lex.h"
#include "json/text.h"
#include "table/time.h"

#define DEPTH_MAX 16  /* of a state; ours are not nested so deep */
#define SHOWN_MAX 400 /* bytes of a selection in a message */

int
state_text_open(const char *text, size_t len, char from[33],
    struct buf *plain, struct span *whole, struct error *e)
{
	const char *end = text + len, *at = json_skip_space(text, end), *to;

	*whole = (struct span){ NULL, 0 };
	end_hash(text, len, from);
	if (at == end)
		return 0;
	to = *at == '{' ? json_value_end(at, end, DEPTH_MAX, NULL) : NULL;
	if (to == NULL || json_skip_space(to, end) != end) {
		error_set(e, ERROR_INPUT, "it is not a JSON object");
		return -1;
	}
	/* Somebody may have written it in another way. */
	end_canonical(at, (size_t)(to - at), plain);
	*whole = (struct span){ (const char *)plain->data, plain->len };
	return 0;
}

int
state_text_other(struct error *e, struct span selection)
{
	error_set(e, ERROR_USAGE,
	    "it belongs to another selection: %.*s; take another file, "
	    "or start anew with --full-refresh",
	    selection.len < SHOWN_MAX ? (int)selection.len : SHOWN_MAX,
	    selection.p != NULL ? selection.p : "");
	return -1;
}

int
state_text_damaged(struct error *e, const char *member)
{
	error_set(e, ERROR_INPUT,
	    "it is damaged: '%s' is not as it was written; take a copy of "
	    "before, or load all again with --full-refresh",
	    member);
	return -1;
}

bool
state_text_time(struct span value, int64_t *us)
{
	return span_kind(value) == JSON_STRING &&
	       time_parse_stamp(value.p + 1, value.len - 2, 0, us);
}

int
state_text_mark(struct span object, const char *member, int64_t *us,
    struct error *e)
{
	struct span value = span_get(object, member);

	if (span_kind(value) == JSON_NULL || state_text_time(value, us))
		return 0;
	return state_text_damaged(e, member);
}

int
state_text_account(struct span state, char *salt, size_t salt_size, char *key,
    size_t key_size, struct error *e)
{
	struct span account = span_get(state, "account");

	if (account.p == NULL)
		return 0;
	if (!span_hex(span_get(account, "salt"), salt, salt_size) ||
	    !span_hex(span_get(account, "key"), key, key_size))
		return state_text_damaged(e, "account");
	return 0;
}

int
state_text_each(struct span object, const char *name,
    bool (*take)(void *arg, const char *id, size_t len, struct span value),
    void *arg, struct error *e)
{
	struct span_walk walk = span_object(object);
	struct buf id = buf_make(1 << 20);
	struct span member, value;
	bool ok = span_kind(object) == JSON_OBJECT;

	while (ok && span_member(&walk, &member, &value)) {
		buf_reset(&id);
		(void)json_unescape(member.p, member.len, &id);
		ok = take(arg, (const char *)id.data, id.len, value);
	}
	buf_free(&id);
	return ok ? 0 : state_text_damaged(e, name);
}
