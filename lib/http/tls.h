/*
 * tls: where the certificates of trusted authorities are.
 *
 * libcurl itself knows only its default; the variables that users set for
 * other programs are read here, as curl(1) reads them.
 *
 * Layer: http.
 */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include <stdbool.h>

/* Either may be NULL; when both are, libcurl's defaults hold. */
struct tls_authorities {
	const char *file; /* PEM */
	const char *dir;  /* hashed, as c_rehash(1) makes them */
};

/*
 * ca_file when it is not NULL; else $CURL_CA_BUNDLE; else $SSL_CERT_FILE and
 * $SSL_CERT_DIR; else, where libcurl's defaults are not on this machine, the
 * file that its distribution has: programs that are linked statically run
 * elsewhere than they were built.  Empty variables do not count, nor those that
 * name what libcurl takes anyway.  The strings are borrowed, from the
 * environment or for ever.
 */
struct tls_authorities tls_authorities(const char *ca_file);

/*
 * The first of the places (paths, NULL after the last) that is there to be
 * read, when neither of the defaults is; else NULL.
 */
const char *tls_search(struct tls_authorities usual, const char *const *places);

/*
 * Reading libcurl's default file of all authorities takes some 25 ms, as long
 * as all else that a short run does; its default folder, where there is one
 * as well, gives the one that is needed at once.  So the folder is asked
 * first and, should a certificate not be trusted then, the file.
 */

/* Those defaults, borrowed for ever; NULL: none, or not known. */
struct tls_authorities tls_defaults(void);

#endif
