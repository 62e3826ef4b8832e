/*
 * identifier: names as makers of APIs write them: order_id, orderId, OrderID.
 *
 * Layer: aai-describe.  Thread-safe.
 */
#ifndef AAI_DESCRIBE_IDENTIFIER_H
#define AAI_DESCRIBE_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Whether both are the same but for case, "_" and "-". */
bool identifier_same(const char *a, const char *b);

/* The place in list, which NULL ends, of one that is the same; -1: none. */
int identifier_find(const char *name, const char *const *list);

/* Append in small letters, with "_" between words: orderId gives order_id. */
void identifier_put_snake(struct buf *out, const char *s, size_t len);

/*
 * Take the ending of the plural off what out has from byte from on: companies,
 * boxes, orders.
 */
void identifier_make_singular(struct buf *out, size_t from);

/* Whether word is a word of name: updated of lastUpdatedAt.  word is small. */
bool identifier_have(const char *name, const char *word);

/* The same of a text for people, at the beginnings of its words. */
bool identifier_say(const char *text, const char *word);

#endif
