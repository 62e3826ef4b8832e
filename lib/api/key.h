/*
 * key: where the API key and other secrets come from, and how they leave no
 * trace.
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
#include "base/opt.h"

struct key_sources {
	/* Of the secret "key". */
	const char *file;    /* --key-file, or NULL */
	const char *command; /* --key-command, or NULL */
	const char *env;     /* --key-env, or NULL */
	struct opt_list files; /* --secret: "NAME=FILE", of any secret */
};

/* A secret that was read; to be released with key_close(). */
struct key {
	char *value;	   /* NULL: there is none */
	char warning[256]; /* for the user, when not "" */
	char source[256];  /* when not "": what of the environment or of the
			      credentials it is that the description chose */
};

enum key_need {
	KEY_UNUSED, /* its variable is wiped, nothing is read */
	KEY_OPTIONAL,
	KEY_NEEDED,
};

/* Whether what the user names is known and there once.  -1 with *e (USAGE). */
int key_check_sources(const struct desc *d, const struct key_sources *from,
    struct error *e) MUST_CHECK;

/*
 * Read the description's i-th secret.  -1 with *e: AUTH when there is none and
 * it is needed, USAGE for two sources, FAILED when one cannot be read.
 */
int key_read(const struct desc *d, size_t i, enum key_need need,
    const struct key_sources *from, struct key *k, struct error *e) MUST_CHECK;

/*
 * What the key command prints now, to be wiped with key_free(); NULL with *e
 * (AUTH, FAILED).
 */
char *key_again(const struct key_sources *from, struct error *e) MUST_CHECK;

/* Append what the user can do about a secret that is missing. */
void key_advise(const struct desc *d, size_t i, struct buf *out);

/* Wipe and release. */
void key_close(struct key *k);

/*
 * The passphrase of a client certificate's key, from AAI_CERT_PASSPHRASE, which
 * is gone from the environment afterwards; NULL when there is none.  To be
 * wiped with key_free().
 */
char *key_passphrase(void);

/* Wipe and release; NULL is accepted. */
void key_free(char *key);

#endif
