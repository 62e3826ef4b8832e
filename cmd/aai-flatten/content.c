/* content: records that are known by their content; see content.h. */
#include "aai-flatten/content.h"

#include "base/hash.h"

/* Memory that is kept from record to record. */
#define CANON_KEPT ((size_t)4 << 20)

void
content_id(struct flatten *f, struct buf *out)
{
	struct canonical *c = &f->canonical;
	size_t len = (size_t)(f->line + f->len - f->body);
	char hex[33];

	/* What is not JSON is found by walking; its id is of no account. */
	if (len >= f->options.hold) {
		(void)canonical_hash(f->body, f->options.max_depth, hex);
		buf_str(out, hex);
		return;
	}
	if (!canonical_object(c, f->body, len, f->options.max_depth))
		c->len = 0;
	hash_hex128(c->text, c->len, hex);
	buf_str(out, hex);
	/* A record that was rather long need not be remembered for ever. */
	if (c->cap > CANON_KEPT)
		canonical_free(c);
}
