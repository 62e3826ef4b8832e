/* verify_load: what verifying reads, and says; see verify_internal.h. */
#include "parquet/verify_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"
#include "io/fd.h"

int
verify_wrong(const struct verifier *v, struct error *e, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (v->column < v->r.ncolumns)
		error_set(e, ERROR_FAILED,
		    "'%s' is wrong: row group %zu, column '%.*s': %s",
		    v->r.name, v->group, (int)v->r.columns[v->column].name.len,
		    (const char *)v->r.columns[v->column].name.p, text);
	else
		error_set(e, ERROR_FAILED, "'%s' is wrong: %s", v->r.name,
		    text);
	return -1;
}

void
verify_stretch(struct verifier *v, int64_t at, int64_t len)
{
	if (len == 0)
		return;
	v->stretches = mem_grow(v->stretches, &v->stretches_cap,
	    v->nstretches + 1, sizeof(*v->stretches));
	v->stretches[v->nstretches].at = at;
	v->stretches[v->nstretches++].len = len;
}

int
verify_load(struct verifier *v, int64_t at, int64_t len, struct buf *to,
    struct error *e)
{
	uint8_t *p;

	buf_reset(to);
	if (at < 4 || len < 1 || at > v->r.footer_at ||
	    len > v->r.footer_at - at)
		return verify_wrong(v, e, "an index or filter outside of the file");
	p = buf_reserve(to, (size_t)len);
	if (p == NULL || fd_pread_all(v->r.fd, p, (size_t)len, at) != 0)
		return verify_wrong(v, e, "an index or filter cannot be read");
	to->len = (size_t)len;
	verify_stretch(v, at, len);
	return 0;
}
