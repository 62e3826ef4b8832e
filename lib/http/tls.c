/* tls: where the certificates of trusted authorities are; see tls.h. */
#include "http/tls.h"

#include <stdlib.h>

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || *value == '\0' ? NULL : value;
}

struct tls_authorities
tls_authorities(const char *ca_file)
{
	struct tls_authorities a = { ca_file, NULL };

	if (a.file == NULL)
		a.file = variable("CURL_CA_BUNDLE");
	if (a.file == NULL) {
		a.file = variable("SSL_CERT_FILE");
		a.dir = variable("SSL_CERT_DIR");
	}
	return a;
}
