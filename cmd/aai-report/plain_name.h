/*
 * plain_name: names of others in a grammar that does not take all of them.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_PLAIN_NAME_H
#define AAI_REPORT_PLAIN_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/map.h"

/* Names, none of them twice.  A zeroed struct has none. */
struct plain_names {
	struct map names;
};

/*
 * Add a name, and return it as it is written: each character that takes() says
 * no to is "_", and where that name is there already, "_2" and so on follows.
 * Borrowed as long as the names live.  *same: it is the name itself.
 */
const char *plain_name_add(struct plain_names *n, const char *s, size_t len,
    bool (*takes)(uint32_t cp), bool *same);

/* A letter of ASCII, a digit or "_". */
bool plain_name_is_word(uint32_t cp);

/* What may stand in quotes: all that is printable but quotes, backslashes,
 * percent signs and characters of markup. */
bool plain_name_is_quoted(uint32_t cp);

void plain_name_free(struct plain_names *n);

#endif
