/* cell: a value of a row as it is shown; see cell.h. */
#include "view/cell.h"

#include <string.h>

#include "base/utf8.h"
#include "json/lex.h"
#include "json/text.h"

#define DEPTH_MAX 10000

void
cell_check_json(struct show_cell *c)
{
	if (c->kind != SHOW_JSON)
		return;
	if (c->len == 0 || json_kind_of(c->s[0]) == JSON_NONE ||
	    json_value_end(c->s, c->s + c->len, DEPTH_MAX, NULL) !=
		c->s + c->len)
		c->kind = SHOW_TEXT;
}

/* Text that is not UTF-8. */
static size_t
put_mended(const char *text, size_t len, struct buf *out)
{
	struct buf repaired = buf_make(SIZE_MAX / 2);
	size_t good, replaced = 0;

	while (len > 0) {
		good = utf8_valid(text, len);
		buf_put(&repaired, text, good);
		text += good;
		len -= good;
		if (len == 0)
			break;
		good = utf8_bad(text, len);
		buf_str(&repaired, "\xef\xbf\xbd");
		replaced++;
		text += good;
		len -= good;
	}
	json_quote((const char *)repaired.data, repaired.len, out);
	buf_free(&repaired);
	return replaced;
}

size_t
cell_put_json(const struct show_cell *c, struct buf *out)
{
	if (c->kind == SHOW_NULL) {
		buf_str(out, "null");
	} else if (c->kind == SHOW_TOKEN) {
		buf_put(out, c->s, c->len);
	} else if (c->kind == SHOW_JSON) {
		/* A line is a line. */
		if (memchr(c->s, '\n', c->len) == NULL)
			buf_put(out, c->s, c->len);
		else
			json_compact(c->s, c->len, out);
	} else if (utf8_valid(c->s, c->len) == c->len) {
		json_quote(c->s, c->len, out);
	} else {
		return put_mended(c->s, c->len, out);
	}
	return 0;
}
