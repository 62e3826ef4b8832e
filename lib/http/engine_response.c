/* engine_response: what came of a request; see engine_response.h. */
#include "http/engine_response.h"

#include <string.h>

#include "base/mem.h"
#include "http/transfer.h"

void
engine_response_free(struct engine_response *r)
{
	mem_free(r->url);
	buf_free(&r->body);
	buf_free(&r->headers);
	memset(r, 0, sizeof(*r));
}

char *
engine_response_header(const struct engine_response *r, const char *name)
{
	struct buf all = buf_make(2 * r->headers.len + 2);
	const char *value;
	size_t at = 0, len;
	bool found = false;

	while ((value = transfer_header(&r->headers, name, &at, &len)) !=
	    NULL) {
		if (found)
			buf_str(&all, ", ");
		found = true;
		buf_put(&all, value, len);
	}
	return found ? buf_take(&all) : NULL;
}
