/* plain_name: names in a grammar that does not take all; see plain_name.h. */
#include "aai-report/plain_name.h"

#include <string.h>

#include "base/printable.h"

/* Longer names are cut: no tool draws them. */
#define NAME_MAX_LEN 400

bool
plain_name_is_word(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= '0' && cp <= '9') || cp == '_';
}

bool
plain_name_is_quoted(uint32_t cp)
{
	return printable(cp) && cp != 0xfffd &&
	       (cp > 0x7f || strchr("\"'\\%<>&`#;{}", (int)cp) == NULL);
}

const char *
plain_name_add(struct plain_names *n, const char *s, size_t len,
    bool (*takes)(uint32_t cp), bool *same)
{
	struct buf name = buf_make(NAME_MAX_LEN + 32);
	struct printable_char c;
	size_t at, plain;
	unsigned number = 1;
	bool added;

	for (at = 0; at < len && name.len < NAME_MAX_LEN; at += c.taken) {
		printable_next(&c, s + at, len - at);
		if (!c.escaped && takes(c.cp))
			buf_put(&name, c.s, c.len);
		else
			buf_byte(&name, '_');
	}
	if (name.len == 0)
		buf_byte(&name, '_');
	plain = name.len;
	at = map_add(&n->names, (const char *)name.data, name.len, &added);
	while (!added) {
		name.len = plain;
		buf_printf(&name, "_%u", ++number);
		at = map_add(
		    &n->names, (const char *)name.data, name.len, &added);
	}
	*same = name.len == len && memcmp(name.data, s, len) == 0;
	buf_free(&name);
	return n->names.entries[at].key;
}

void
plain_name_free(struct plain_names *n)
{
	map_free(&n->names);
}
