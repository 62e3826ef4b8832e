/* outcome: what the end of an exchange means; see outcome.h. */
#include "http/outcome.h"

#include <string.h>

#include <curl/curl.h>

enum outcome
outcome_of_code(int code)
{
	switch (code) {
	case CURLE_UNSUPPORTED_PROTOCOL: /* an answer that is not HTTP */
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_PARTIAL_FILE:
	case CURLE_WRITE_ERROR:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_HTTP2_STREAM:
	case CURLE_HTTP3:
	case CURLE_PROXY:
		return OUTCOME_AGAIN;
	case CURLE_SSL_ENGINE_NOTFOUND:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return OUTCOME_STOP;
	default:
		return OUTCOME_FAILED;
	}
}

bool
outcome_is_slow(int code)
{
	return code == CURLE_OPERATION_TIMEDOUT;
}

enum outcome
outcome_of_status(int status, const struct retry_set *retry_on, bool limited)
{
	if (status == 429 || (status == 403 && limited))
		return OUTCOME_LIMITED;
	/*
	 * A part was not asked for, so something on the way cut it; and what
	 * is not a status comes from something broken.
	 */
	if (status < 200 || status > 599 || status == 206 ||
	    retry_set_has(retry_on, status))
		return OUTCOME_AGAIN;
	if (status >= 200 && status <= 299)
		return OUTCOME_DONE;
	switch (status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return OUTCOME_REDIRECT;
	case 401:
	case 403:
		return OUTCOME_AUTH;
	default:
		return OUTCOME_REFUSED;
	}
}

enum outcome
outcome_of_tunnel(int status)
{
	return status >= 500 || status == 408 || status == 429 ? OUTCOME_AGAIN :
								 OUTCOME_STOP;
}

/*
 * A handshake that fails since the other side went away passes; one that it
 * refuses, or does not understand, does not.
 */
static bool
is_handshake_lost(const char *why)
{
	return strstr(why, "SSL routines") == NULL ||
	    strstr(why, "unexpected eof") != NULL;
}

bool
outcome_is_outage(enum outcome o, int code, int status, const char *why)
{
	if (o == OUTCOME_LIMITED)
		return true;
	if (o != OUTCOME_AGAIN)
		return false;
	if (status == 408 || status == 429 || (status >= 500 && status <= 599))
		return true;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return true;
	case CURLE_SSL_CONNECT_ERROR:
		return is_handshake_lost(why);
	default:
		return false;
	}
}

const char *
outcome_advice(enum outcome o, int code, int status, const char *why)
{
	if (o == OUTCOME_LIMITED)
		return "run again later, or with a lower --rate";
	if (o == OUTCOME_AUTH)
		return "check the key";
	if (o == OUTCOME_AGAIN)
		return "run again later";
	if (status == 407)
		return "check the proxy's user name and password";
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
	    (strstr(why, "has expired") != NULL ||
		strstr(why, "not yet valid") != NULL))
		return "if that is not so, this machine's clock is wrong";
	/* No other authority helps where the certificate is another host's. */
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
	    strstr(why, "subject name") != NULL)
		return NULL;
	if (code == CURLE_PEER_FAILED_VERIFICATION ||
	    code == CURLE_SSL_CACERT_BADFILE)
		return "CURL_CA_BUNDLE names a file of other authorities to "
		       "trust";
	return NULL;
}
