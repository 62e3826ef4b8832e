/* tls: where the certificates of trusted authorities are; see tls.h. */
#include "http/tls.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

/* Where distributions have the file of all authorities. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Arch, Gentoo */
	"/etc/pki/tls/certs/ca-bundle.crt", /* Fedora, RHEL */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
	"/etc/ssl/ca-bundle.pem", /* openSUSE */
	"/etc/ssl/cert.pem", /* Alpine, BSDs, macOS */
	"/usr/local/share/certs/ca-root-nss.crt", /* FreeBSD */
	NULL,
};

struct tls_authorities
tls_defaults(void)
{
	struct tls_authorities a = { NULL, NULL };
#if LIBCURL_VERSION_NUM >= 0x074600
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

	a.file = curl->cainfo;
	a.dir = curl->capath;
#endif
	return a;
}

/* The value of a variable, NULL when it says nothing but the default. */
static const char *
variable(const char *name, const char *usual)
{
	const char *value = getenv(name);

	if (value == NULL || *value == '\0' ||
	    (usual != NULL && strcmp(value, usual) == 0))
		return NULL;
	return value;
}

const char *
tls_search(struct tls_authorities usual, const char *const *places)
{
	if (usual.file != NULL && access(usual.file, R_OK) == 0)
		return NULL;
	if (usual.dir != NULL && access(usual.dir, R_OK) == 0)
		return NULL;
	while (*places != NULL && access(*places, R_OK) != 0)
		places++;
	return *places;
}

struct tls_authorities
tls_authorities(const char *ca_file)
{
	struct tls_authorities a = { ca_file, NULL }, usual = tls_defaults();

	if (a.file == NULL)
		a.file = variable("CURL_CA_BUNDLE", usual.file);
	if (a.file == NULL) {
		a.file = variable("SSL_CERT_FILE", usual.file);
		a.dir = variable("SSL_CERT_DIR", usual.dir);
	}
	if (a.file == NULL && a.dir == NULL)
		a.file = tls_search(usual, bundles);
	return a;
}
