/*
 * secret: the header that deliveries must carry.
 *
 * Its value comes from a file or from the environment, never from argv, and
 * is in no message.  There may be several values, one a line: any of them is
 * taken, so that a value can be changed without a gap.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_SECRET_H
#define AAI_LISTEN_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define SECRET_ENV "AAI_WEBHOOK_AUTH"

/* A zeroed struct asks for nothing. */
struct secret {
	const char *header; /* its name; borrowed; NULL: nothing is asked for */
	char *text;         /* the values, each with its NUL; owned */
	size_t len;
};

/*
 * Read the values of the header from the file, or (file NULL) from the
 * environment's SECRET_ENV, which is then wiped.  header NULL asks for
 * nothing; a value without a header is ERROR_USAGE, a header without a value
 * ERROR_AUTH.
 */
int secret_open(struct secret *s, const char *header, const char *file,
    struct error *e) MUST_CHECK;

/*
 * Read the secrets of a service's signatures, which have no header: from the
 * file, or from the environment's variable env, which is wiped in any case, or
 * from the file of that name in systemd's credentials folder; NULL for each
 * that there is not.  ERROR_AUTH when there is none.
 */
int secret_open_signing(struct secret *s, const char *file, const char *env,
    const char *credential, struct error *e) MUST_CHECK;

/*
 * Whether value (NULL for none) is one of those.  The time it takes depends
 * on the lengths alone.
 */
bool secret_fits(const struct secret *s, const char *value);

/* Wipe and release; a zeroed struct is accepted. */
void secret_close(struct secret *s);

#endif
