/*
 * pem: a server's certificate and key, read from their files.
 *
 * A key is read into one piece of memory, which is wiped before it is given
 * back.
 *
 * Layer: serve.
 */
#ifndef SERVE_PEM_H
#define SERVE_PEM_H

#include "base/buf.h"
#include "base/error.h"
#include "serve/serve.h"

/* A zeroed struct holds nothing. */
struct pem {
	struct buf cert;
	struct buf key;
};

/*
 * Read both files, of less than 1 MiB each, and point cert and key of the
 * configuration at their texts, which p owns.  cert_file NULL: nothing to do.
 * -1 with *e (FAILED: a file cannot be read; INPUT: it is too long); p is to be
 * released then, too.
 */
int pem_read(struct pem *p, const char *cert_file, const char *key_file,
    struct serve_config *to, struct error *e) MUST_CHECK;

/* Wipe and release; serve_open() has copies by then. */
void pem_free(struct pem *p);

#endif
