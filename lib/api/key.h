/*
 * key: where the API key comes from, and how it leaves no trace.
 *
 * In this order: a file, a command or an environment variable that the user
 * names, the description's environment variable, systemd's credentials folder.
 * Blanks and line ends around it are taken off.  The variable is wiped from the
 * process's memory and environment as soon as it is read, whatever is used, so
 * that neither commands nor jq programs nor /proc show it.
 *
 * A description may be a stranger's, so that its variable is read only when it
 * is the description's own (desc_owns()), and its credential is a plain file of
 * the folder.
 *
 * Layer: api.
 */
#ifndef API_KEY_H
#define API_KEY_H

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"

struct key_sources {
	const char *file;    /* --key-file, or NULL */
	const char *command; /* --key-command, or NULL */
	const char *env;     /* --key-env, or NULL */
};

struct key_said {
	char warning[256];
	char source[256];
};

/*
 * The key, to be wiped with key_free(); NULL with *e: AUTH when there is none
 * and one is needed, USAGE for two sources, FAILED when one cannot be read.
 * NULL without an error (kind NONE) when the API needs none.  said->warning,
 * when not "", is for the user; said->source, when not "", names what of the
 * environment or of the credentials it was that the description chose.
 */
char *key_read(const struct desc *d, const struct key_sources *from,
    struct key_said *said, struct error *e);

/*
 * The passphrase of a client certificate's key, from AAI_CERT_PASSPHRASE, which
 * is gone from the environment afterwards; NULL when there is none.  To be
 * wiped with key_free().
 */
char *key_passphrase(void);

/* Wipe and release; NULL is accepted. */
void key_free(char *key);

#endif
