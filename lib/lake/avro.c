/* avro: values and files in Avro's binary form; see avro.h. */
#include "lake/avro.h"

#include <string.h>

#include "base/hash.h"
#include "base/le.h"
#include "json/text.h"

#define MAGIC "Obj\x01"

void
avro_put_long(struct buf *out, int64_t v)
{
	buf_varint(out, le_zigzag(v));
}

void
avro_put_bytes(struct buf *out, const void *p, size_t n)
{
	avro_put_long(out, (int64_t)n);
	buf_put(out, p, n);
}

void
avro_put_string(struct buf *out, const char *s)
{
	avro_put_bytes(out, s, strlen(s));
}

void
avro_put_optional(struct buf *out, const int64_t *v)
{
	avro_put_long(out, v != NULL);
	if (v != NULL)
		avro_put_long(out, *v);
}

/* What parts the blocks, and ends them: any bytes, so a name of the content. */
static void
make_sync(const struct buf *values, uint8_t sync[AVRO_SYNC])
{
	le_put64(sync, hash_64(values->data, values->len, 0));
	le_put64(sync + 8, hash_64(values->data, values->len, 1));
}

void
avro_put_file(struct buf *out, const char *schema,
    const struct avro_pair *pairs, size_t npairs, size_t count,
    const struct buf *values)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	uint8_t sync[AVRO_SYNC];
	size_t i;

	json_compact(schema, strlen(schema), &text);
	make_sync(values, sync);
	buf_str(out, MAGIC);
	avro_put_long(out, (int64_t)npairs + 2);
	avro_put_string(out, "avro.schema");
	avro_put_bytes(out, text.data, text.len);
	buf_free(&text);
	avro_put_string(out, "avro.codec");
	avro_put_string(out, "null");
	for (i = 0; i < npairs; i++) {
		avro_put_string(out, pairs[i].key);
		avro_put_string(out, pairs[i].value);
	}
	avro_put_long(out, 0);
	buf_put(out, sync, sizeof(sync));
	if (count == 0)
		return;
	avro_put_long(out, (int64_t)count);
	avro_put_bytes(out, values->data, values->len);
	buf_put(out, sync, sizeof(sync));
}
