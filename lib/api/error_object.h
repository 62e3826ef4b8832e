/*
 * error_object: whether a JSON object that came with status 200 is an error in
 * the place of data, and what it says.
 *
 * APIs write errors in many ways, and some send them with status 200:
 * {"ok":false,"error":"invalid_auth"}, {"message":"API rate limit exceeded"},
 * {"errors":[{"code":17,"detail":"try later"}]}.  Nothing here decides alone
 * that there is an error: it is asked about bodies that lack what was expected.
 *
 * Layer: api.
 */
#ifndef API_ERROR_OBJECT_H
#define API_ERROR_OBJECT_H

#include <stdbool.h>

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"
#include "json/span.h"

/*
 * Whether the object says that something failed: a member such as "error" or
 * "errors" that is not empty, "ok" or "success" that is false, a "status" or
 * "code" of an error.  A "message" alone may as well say that all is well, so
 * it counts only with message.
 */
bool error_object_is(struct span object, bool message);

/*
 * Whether it has nothing but members of which errors are made, and is one:
 * for records that have no key to be known by.
 */
bool error_object_is_all(struct span object);

/*
 * Append its words: the text at the description's error_text (which may be
 * NULL or empty), else the first text in its usual places, else its start.
 */
void error_object_words(struct span object, const struct path *error_text,
    struct buf *out);

/*
 * What can be done about it: AUTH where a key is refused, TEMPORARY where it
 * says that it will pass (a rate limit, a timeout), FAILED otherwise.
 */
enum error_kind error_object_kind(struct span object,
    const struct path *error_text);

#endif
