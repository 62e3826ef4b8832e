/*
 * key: where the API key comes from, and how it leaves no trace.
 *
 * In this order: a file the user names, a command the user names, the
 * description's environment variable, systemd's credentials folder.  Blanks
 * and line ends around it are taken off.  The variable is wiped from the
 * process's memory and environment as soon as it is read, whatever is used, so
 * that neither commands nor jq programs nor /proc show it.
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
};

/*
 * The key, to be wiped with key_free(); NULL with *e: AUTH when there is none
 * and one is needed, USAGE for two sources, FAILED when one cannot be read.
 * NULL without an error (kind NONE) when the API needs none.  *warning, when
 * not "", is for the user.
 */
char *key_read(const struct desc *d, const struct key_sources *from,
    char warning[256], struct error *e);

/* Wipe and release; NULL is accepted. */
void key_free(char *key);

#endif
