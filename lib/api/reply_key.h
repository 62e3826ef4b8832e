/*
 * reply_key: links in records that carry the key, as servers write them which
 * are asked with it in the query.
 *
 * Layer: api.
 */
#ifndef API_REPLY_KEY_H
#define API_REPLY_KEY_H

#include <stdbool.h>

#include "api/client.h"
#include "base/buf.h"
#include "json/span.h"

/*
 * Look at a record for the resource of this name.  Where the key is in the
 * query and stands in the record, that is reported once; or, with drop_key,
 * the record without the strings that have it is appended to out, and true
 * returned.  In lists null takes their place.  O(length).
 */
bool reply_key_drop(struct client *c, const char *name, struct span record,
    struct buf *out);

#endif
