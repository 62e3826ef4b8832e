/* reply_completeness: texts that may have been cut; see
 * reply_completeness.h. */
#include "api/reply_completeness.h"

#include <string.h>

#include "base/hash.h"

/* Whether the text ends before its last character does. */
static bool
ends_within(const uint8_t *s, size_t len)
{
	size_t n = 0, want;

	while (n < 4 && n < len && (s[len - 1 - n] & 0xc0) == 0x80)
		n++;
	if (n == len || s[len - 1 - n] < 0xc0)
		return false;
	want = s[len - 1 - n] >= 0xf0 ? 4 : s[len - 1 - n] >= 0xe0 ? 3 : 2;
	return n + 1 < want;
}

/* What speaks against it, or NULL; what lies in a spool was believed. */
static const char *
why(const struct desc_resource *of, const struct engine_response *r)
{
	if (r->tries == 0)
		return NULL;
	/* Lines and rows there may be none of, when the answer says so. */
	if (r->body.len == 0 && (of->kind == DESC_SUBTITLES || !r->framed))
		return "the body is empty";
	if (ends_within(r->body.data, r->body.len))
		return "the body ends within a character";
	if (!r->framed)
		return "the body ended with the connection, and cannot be "
		       "seen to be whole";
	return NULL;
}

/* How often a body has to come; a last line that is whole speaks for it. */
static uint32_t
enough(const struct engine_response *r)
{
	uint8_t last = r->body.len > 0 ? r->body.data[r->body.len - 1] : 0;

	return last == '\n' || last == '\r' ? 2 : 3;
}

int
reply_completeness(struct reply_completeness *d, const struct desc_resource *r,
    const struct engine_response *answer, struct error *e)
{
	const char *what = r->kind != DESC_JSON ? why(r, answer) : NULL;
	size_t len = answer->body.len;
	uint64_t hash;

	if (what == NULL)
		return 0;
	hash = hash_64(answer->body.data, len, 0);
	if (d->times == 0 || len > d->len)
		*d = (struct reply_completeness){ 0, len, hash };
	if (len == d->len && hash == d->hash && ++d->times >= enough(answer))
		return 0;
	error_set(e, ERROR_TEMPORARY, "%s", what);
	return -1;
}
