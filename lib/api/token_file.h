/*
 * token_file: where the programs of a pipe, and those of tomorrow, find the
 * token of today.
 *
 * A file of one JSON object, which is its owner's alone (0600), is replaced as
 * a whole and flushed before what is in it is used.  Who asks for a token holds
 * the lock beside it, so that a refresh token is used once.
 *
 * It may be a stranger's, as one in a folder that is open to all: then it is
 * refused.
 *
 * Layer: api.
 */
#ifndef API_TOKEN_FILE_H
#define API_TOKEN_FILE_H

#include <stdint.h>

#include "api/account.h"
#include "api/desc.h"
#include "api/request.h"
#include "base/error.h"

/* What a token's answer has given.  A zeroed struct is none. */
struct token_grant {
	char *access;	   /* owned, as are all of these; NULL: none */
	char *refresh;	   /* NULL: the secret that is rotated holds */
	char *base_url;	   /* NULL: the description's */
	int64_t begun_s;   /* since 1970, by the clock of this machine */
	int64_t expires_s; /* 0: not known */
	char salt[ACCOUNT_SALT_MAX]; /* of the next two */
	char account[ACCOUNT_MAX];   /* of the secrets it was asked for with */
	char chain[ACCOUNT_MAX];     /* of the secret that was rotated first */
	char login[ACCOUNT_SALT_MAX]; /* tells the login that began it from
					 others; "": there was none */
};

/*
 * The usual place, owned: a file of $XDG_STATE_HOME/aai, or
 * $HOME/.local/state/aai, named by the description, its base URL and the
 * parameters of the API.  NULL: there is no such folder.
 */
char *token_file_path(const struct desc *d, const char *base_url,
    const struct request_params *params) MUST_CHECK;

/*
 * Lock the file, which need not be there; the folder of the usual place is made
 * (make).  An fd to be closed; -1 with *e (OUTPUT, TEMPORARY: somebody else has
 * had it for a minute, FAILED: a signal).
 */
int token_file_lock(const char *path, bool make, struct error *e) MUST_CHECK;

/*
 * Read it.  1 with *g; 0: there is none; -1 with *e (FAILED: it is not ours, or
 * no token file).
 */
int token_file_read(const char *path, struct token_grant *g,
    struct error *e) MUST_CHECK;

/* Write it, flushed.  -1 with *e (OUTPUT). */
int token_file_write(const char *path, const struct token_grant *g,
    struct error *e) MUST_CHECK;

/* Wipe and release. */
void token_grant_free(struct token_grant *g);

#endif
