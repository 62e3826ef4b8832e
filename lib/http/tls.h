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

/* Either may be NULL: libcurl's default then holds for it. */
struct tls_authorities {
	const char *file; /* PEM */
	const char *dir;  /* hashed, as c_rehash(1) makes them */
};

/*
 * ca_file when it is not NULL; else $CURL_CA_BUNDLE; else $SSL_CERT_FILE and
 * $SSL_CERT_DIR.  Empty ones do not count.  The strings are borrowed from the
 * environment.
 */
struct tls_authorities tls_authorities(const char *ca_file);

#endif
