/* Tests of aai-login/pkce. */
#include "aai-login/pkce.h"

#include "tap.h"

int
main(void)
{
	char challenge[PKCE_TEXT], one[PKCE_TEXT], other[PKCE_TEXT];
	struct error e;

	/* RFC 7636, appendix B. */
	pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
	    challenge);
	CHECK_STR(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
	    "the challenge of the standard's example");
	CHECK_INT(pkce_random(one, &e), 0, "random bytes");
	CHECK_INT(pkce_random(other, &e), 0, "and others");
	CHECK(strcmp(one, other) != 0, "are not the same");
	CHECK_UINT(strlen(one), 43, "43 characters have 32 bytes");
	CHECK_UINT(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789-_"),
	    43, "that may stand in a URL");
	return tap_done();
}
