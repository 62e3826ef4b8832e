/* field: header fields that a request may have; see field.h. */
#include "http/field.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"

bool
field_is_value(const char *s)
{
	for (; *s != '\0'; s++)
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
			return false;
	return true;
}

/* The length of the token of RFC 9110, section 5.6.2, that s begins with. */
static size_t
token_len(const char *s)
{
	return strspn(s, "!#$%&'*+-.^_`|~0123456789"
			 "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

/* Whether it is the program's to say, or where the request goes or ends. */
static bool
is_reserved(const char *s, size_t len)
{
	static const char *const names[] = { "Host", "Content-Length",
		"Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade",
		"TE", "Trailer", "Expect", "HTTP2-Settings",
		"Proxy-Authorization", "Proxy-Connection" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], s, len) == 0)
			return true;
	return false;
}

bool
field_is_token(const char *s)
{
	return *s != '\0' && s[token_len(s)] == '\0';
}

bool
field_is_name(const char *s)
{
	return field_is_token(s) && !is_reserved(s, strlen(s));
}

bool
field_is_line(const char *s)
{
	size_t len = token_len(s);

	return len > 0 && s[len] == ':' && !is_reserved(s, len) &&
	    field_is_value(s + len);
}
