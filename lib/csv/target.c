/* target: where CSV goes; see target.h. */
#include "csv/target.h"

#include <string.h>

void
csv_target_open(struct csv_target *t, struct stage *to, bool compressed)
{
	memset(t, 0, sizeof(*t));
	t->to = to;
	t->out = buf_make(SIZE_MAX / 2);
	t->packed = buf_make(SIZE_MAX / 2);
	t->compressed = compressed;
	t->open = true;
	if (compressed)
		gzip_open(&t->gzip, GZIP_LEVEL_DEFAULT);
}

int
csv_target_flush(struct csv_target *t, bool now, struct error *e)
{
	struct buf *from = &t->out;

	if (t->hold || (!now && t->out.len < CSV_TARGET_FLUSH))
		return 0;
	if (t->to == NULL) {
		buf_reset(&t->out);
		return 0;
	}
	if (t->compressed) {
		if (gzip_put(
			&t->gzip, t->out.data, t->out.len, &t->packed, e) != 0)
			return -1;
		from = &t->packed;
	}
	if (from->len > 0 && stage_append(t->to, from->data, from->len, e) != 0)
		return -1;
	buf_reset(&t->packed);
	buf_reset(&t->out);
	return 0;
}

int
csv_target_finish(struct csv_target *t, struct error *e)
{
	if (csv_target_flush(t, true, e) != 0)
		return -1;
	if (!t->compressed)
		return 0;
	if (gzip_finish(&t->gzip, &t->packed, e) != 0)
		return -1;
	return stage_append(t->to, t->packed.data, t->packed.len, e);
}

void
csv_target_close(struct csv_target *t)
{
	if (!t->open)
		return;
	if (t->compressed)
		gzip_close(&t->gzip);
	buf_free(&t->out);
	buf_free(&t->packed);
	memset(t, 0, sizeof(*t));
}
