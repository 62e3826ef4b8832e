/* deletion_vector_place: where a deletion vector is; see deletion_vector.h. */
#include "lake/deletion_vector.h"

#include <string.h>

#include "base/mem.h"

/* Characters of a UUID in Z85. */
#define UUID_CHARS 20

/* No file has more rows. */
#define ROWS_MAX ((int64_t)1 << 53)

/* The value of a character of Z85, or -1. */
static int
z85_value(uint8_t c)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     ".-:+=^!/*?&<>()[]{}@%$#";
	const char *at = c != 0 ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* Append what Z85 stands for: four bytes for each five characters. */
static bool
put_z85(const uint8_t *s, size_t len, struct buf *out)
{
	uint64_t word;
	size_t i;
	int v, k;

	if (len % 5 != 0)
		return false;
	for (i = 0; i < len; i += 5) {
		word = 0;
		for (k = 0; k < 5; k++) {
			v = z85_value(s[i + (size_t)k]);
			if (v < 0)
				return false;
			word = word * 85 + (uint64_t)v;
		}
		if (word > UINT32_MAX)
			return false;
		for (k = 24; k >= 0; k -= 8)
			buf_byte(out, (uint8_t)(word >> k));
	}
	return true;
}

/* The path that a UUID stands for, after what is a folder's name; or NULL. */
static char *
uuid_path(const struct buf *text)
{
	struct buf id = buf_make(16), path = buf_make(SIZE_MAX);
	size_t prefix = text->len - UUID_CHARS, i;

	if (text->len < UUID_CHARS ||
	    !put_z85(text->data + prefix, UUID_CHARS, &id)) {
		buf_free(&id);
		return NULL;
	}
	buf_put(&path, text->data, prefix);
	buf_printf(&path, "%sdeletion_vector_", prefix > 0 ? "/" : "");
	for (i = 0; i < id.len; i++)
		buf_printf(&path, "%s%02x",
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
		    id.data[i]);
	buf_str(&path, ".bin");
	buf_free(&id);
	return buf_take(&path);
}

/* Take in the text that says where it is, or that it is. */
static bool
take_text(struct deletion_vector_place *p, const struct json_tree *t,
    size_t kind, const struct buf *text)
{
	struct buf bytes = buf_make(SIZE_MAX);
	bool whole = text->len > 0 &&
		     memchr(text->data, '\0', text->len) == NULL;

	if (json_equals(t, kind, "i")) {
		if (put_z85(text->data, text->len, &bytes) &&
		    bytes.len >= p->size && bytes.len - p->size < 4)
			p->inlined = buf_take(&bytes);
		buf_free(&bytes);
	} else if (whole && json_equals(t, kind, "u")) {
		p->path = uuid_path(text);
		p->relative = true;
	} else if (whole && json_equals(t, kind, "p")) {
		p->path = mem_dup((const char *)text->data, text->len);
	}
	return p->inlined != NULL || p->path != NULL;
}

int
deletion_vector_describe(struct deletion_vector_place *p,
    const struct json_tree *t, size_t node, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX);
	size_t offset = json_get(t, node, "offset");
	int64_t size, rows, at = 0;
	bool ok;

	memset(p, 0, sizeof(*p));
	ok = json_i64(t, json_get(t, node, "sizeInBytes"), 0, INT32_MAX,
		 &size) &&
	     json_i64(t, json_get(t, node, "cardinality"), 0, ROWS_MAX,
		 &rows) &&
	     (offset == JSON_NO_NODE || t->nodes[offset].kind == JSON_NULL ||
		 json_i64(t, offset, 0, INT32_MAX, &at)) &&
	     json_string(t, json_get(t, node, "pathOrInlineDv"), &text);
	if (ok) {
		p->given = true;
		p->size = (uint64_t)size;
		p->rows = (uint64_t)rows;
		p->offset = (uint64_t)at;
		ok = take_text(p, t, json_get(t, node, "storageType"), &text);
	}
	buf_free(&text);
	if (ok)
		return 0;
	error_set(e, ERROR_INPUT, "a deletion vector is not told of as it "
				  "should be");
	return -1;
}

bool
deletion_vector_id(const struct json_tree *t, size_t node, struct buf *out)
{
	size_t offset;
	int64_t at;

	if (t->nodes[node].kind != JSON_OBJECT ||
	    !json_string(t, json_get(t, node, "storageType"), out) ||
	    !json_string(t, json_get(t, node, "pathOrInlineDv"), out))
		return false;
	offset = json_get(t, node, "offset");
	if (offset == JSON_NO_NODE || t->nodes[offset].kind == JSON_NULL)
		return true;
	if (!json_i64(t, offset, 0, INT64_MAX, &at))
		return false;
	buf_printf(out, "@%lld", (long long)at);
	return true;
}

void
deletion_vector_place_free(struct deletion_vector_place *p)
{
	mem_free(p->path);
	mem_free(p->inlined);
	memset(p, 0, sizeof(*p));
}
