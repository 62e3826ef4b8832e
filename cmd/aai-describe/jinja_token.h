/*
 * jinja_token: the tokens of template expressions.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_JINJA_TOKEN_H
#define AAI_DESCRIBE_JINJA_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum jinja_token_kind {
	JINJA_TOKEN_END,
	JINJA_TOKEN_WORD,
	JINJA_TOKEN_NUMBER,
	JINJA_TOKEN_STRING, /* with its quotes */
	JINJA_TOKEN_SIGN,
	JINJA_TOKEN_WRONG /* what begins none */
};

struct jinja_token {
	enum jinja_token_kind kind;
	const char *s;
	size_t len;
};

struct jinja_tokens {
	const char *at;
	const char *end;
	struct jinja_token now;
};

/* The tokens of text[0..len), which a NUL follows.  now is the first one. */
void jinja_begin(struct jinja_tokens *t, const char *text, size_t len);

/* Go on to the next one. */
void jinja_advance(struct jinja_tokens *t);

/* Whether now is s, a word or a sign; then go on. */
bool jinja_take(struct jinja_tokens *t, const char *s);

/* The same of two words; none is taken where the second is another. */
bool jinja_take_two(struct jinja_tokens *t, const char *a, const char *b);

/* Append what a string means. */
void jinja_unquote(const struct jinja_token *t, struct buf *out);

#endif
