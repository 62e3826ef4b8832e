/* csv_header: names of columns as members; see header.h. */
#include "csv/header.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "json/text.h"

void
csv_header_add(struct csv_header *h, const char *name, size_t len)
{
	struct buf text = buf_make(SIZE_MAX / 2), member = text;
	bool added = false;

	if (len > 0) {
		buf_put(&text, name, len);
		(void)map_add(&h->seen, name, len, &added);
	} else {
		buf_str(&text, "column");
	}
	h->changed += !added;
	while (!added) {
		buf_printf(&text, "_%zu", h->n + 1);
		(void)map_add(&h->seen, (const char *)text.data, text.len,
		    &added);
	}
	json_quote((const char *)text.data, text.len, &member);
	buf_byte(&member, ':');
	h->names = mem_grow(h->names, &h->cap, h->n + 1, sizeof(*h->names));
	h->names[h->n++] = buf_take(&member);
	buf_free(&text);
}

void
csv_header_free(struct csv_header *h)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		mem_free(h->names[i]);
	mem_free(h->names);
	map_free(&h->seen);
	memset(h, 0, sizeof(*h));
}
