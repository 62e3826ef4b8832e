/* pem: a server's certificate and key; see pem.h. */
#include "serve/pem.h"

#include <string.h>

#include "io/fd.h"

#define PEM_MAX ((size_t)1 << 20) /* with the NUL after it */

/* Read a file as a string into b, in one piece of memory. */
static int
read_text(const char *path, struct buf *b, struct error *e)
{
	*b = buf_make(PEM_MAX);
	if (buf_reserve(b, PEM_MAX) == NULL || fd_slurp_file(path, b, e) != 0)
		return -1;
	buf_byte(b, 0);
	if (!b->failed)
		return 0;
	error_set(e, ERROR_INPUT, "'%s' is longer than %zu bytes", path,
	    PEM_MAX - 1);
	return -1;
}

int
pem_read(struct pem *p, const char *cert_file, const char *key_file,
    struct serve_config *to, struct error *e)
{
	if (cert_file == NULL)
		return 0;
	if (read_text(cert_file, &p->cert, e) != 0 ||
	    read_text(key_file, &p->key, e) != 0)
		return -1;
	to->cert = (const char *)p->cert.data;
	to->key = (const char *)p->key.data;
	return 0;
}

void
pem_free(struct pem *p)
{
	if (p->key.data != NULL)
		explicit_bzero(p->key.data, p->key.cap);
	buf_free(&p->cert);
	buf_free(&p->key);
}
