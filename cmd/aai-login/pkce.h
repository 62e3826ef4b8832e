/*
 * pkce: what proves that who began a login is who ends it.
 *
 * Format facts: RFC 7636, sections 4.1 (verifier) and 4.2 (S256); RFC 4648,
 * section 5 (base64url, here without padding).
 *
 * Layer: aai-login.
 */
#ifndef AAI_LOGIN_PKCE_H
#define AAI_LOGIN_PKCE_H

#include "base/error.h"

/* 32 bytes in base64url, with a NUL. */
#define PKCE_TEXT 44

/* 32 random bytes of the system.  -1 with *e (FAILED) when it has none. */
int pkce_random(char text[PKCE_TEXT], struct error *e) MUST_CHECK;

/* The challenge that goes first, to a verifier that is shown later. */
void pkce_challenge(const char *verifier, char challenge[PKCE_TEXT]);

#endif
