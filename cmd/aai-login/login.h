/*
 * login: gets a token by having a person say yes, and keeps it where the other
 * programs find it.
 *
 * Format facts: RFC 6749, section 4.1 (authorization code); RFC 7636; RFC 8252,
 * section 7.3; RFC 8628 (device authorization).
 *
 * Layer: aai-login.
 */
#ifndef AAI_LOGIN_LOGIN_H
#define AAI_LOGIN_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "api/client.h"
#include "api/desc.h"
#include "base/error.h"
#include "io/out.h"

struct login {
	struct client *c; /* borrowed; its description is read */
	struct out *out;  /* borrowed; what a person has to open goes there */
	const struct desc_auth *a;
	bool device;	    /* by a code on another device */
	int64_t timeout_ms; /* for the person */
	/* Called with what a person should know. */
	void (*say)(const char *text);
};

/*
 * Log in.  -1 with *e (USAGE: the description has no such login; AUTH: it was
 * refused; TEMPORARY: nobody came; FAILED, OUTPUT).
 */
int login_run(struct login *l, struct error *e) MUST_CHECK;

#endif
