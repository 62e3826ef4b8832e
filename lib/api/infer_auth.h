/*
 * infer_auth: what the command line says of authentication, as members of an
 * API description.
 *
 *	Authorization: Bearer $TOKEN	a header; what precedes is its prefix
 *	?api_key=$KEY			a parameter of the URL
 *	Basic $USER:$PASSWORD		a user's name, which may be said, and a
 *					password, which may be empty
 *
 * Secrets are named by their variables alone, since others can see a program's
 * arguments; no error repeats what was said.
 *
 * Layer: api.
 */
#ifndef API_INFER_AUTH_H
#define API_INFER_AUTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"

/*
 * Append the values of "secrets" and "auth"; nothing where nothing is said.
 * -1 with *e (USAGE).
 */
int infer_auth(const struct opt_list *said, struct buf *secrets,
    struct buf *auths, struct error *e) MUST_CHECK;

/*
 * Whether a header's or parameter's name is one that secrets go under, or one
 * that may be and has a value like a key: "key", whose value may be a record's.
 */
bool infer_auth_is_secret(const char *name, size_t len, const char *value,
    size_t value_len) MUST_CHECK;

#endif
