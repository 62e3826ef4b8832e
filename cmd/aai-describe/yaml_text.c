/* yaml_text: a YAML text before it is read; see yaml_text.h. */
#include "aai-describe/yaml_text.h"

#include <string.h>

#include "base/mem.h"

/* The length of a control character that YAML does not have; 0: none. */
static size_t
control(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;

	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	if (c == 0x7f)
		return 1;
	/* C1, but for NEL, which ends a line. */
	return c == 0xc2 && end - p > 1 && (unsigned char)p[1] < 0xa0 &&
		       (unsigned char)p[1] >= 0x80 &&
		       (unsigned char)p[1] != 0x85
		   ? 2
		   : 0;
}

char *
yaml_text_plain(const char *text, size_t len)
{
	const char *end = text + len;
	char *copy = NULL;
	size_t i, n;

	if (len >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 ||
			    memcmp(text, "\xfe\xff", 2) == 0))
		return NULL;
	for (i = 0; i<len; i += n> 0 ? n : 1) {
		n = control(text + i, end);
		if (n == 0)
			continue;
		if (copy == NULL)
			copy = mem_dup(text, len);
		memset(copy + i, ' ', n);
	}
	return copy;
}
