/*
 * yaml: any bytes as YAML; what is made of it is JSON, and its values are
 * found.
 */
#include <stdint.h>
#include <stdlib.h>

#include "aai-describe/document.h"
#include "aai-describe/yaml_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
walk(struct document *d, size_t node, unsigned depth)
{
	size_t at = JSON_NO_NODE;
	bool object = document_kind(d, node) == JSON_OBJECT;
	const char *name;

	if (depth == 0)
		return;
	while ((at = document_next(d, node, at)) != JSON_NO_NODE) {
		name = object ? document_string(d, at) : NULL;
		if (name != NULL && document_get(d, node, name) == JSON_NO_NODE)
			abort();
		walk(d, object ? at + 1 : at, depth - 1);
	}
	(void)document_scalar(d, node);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf b = buf_make((size_t)1 << 20);
	struct document d = { 0 };
	struct error e = { 0 };

	if (yaml_read((const char *)data, size, 20, &b, &e) == 0) {
		if (document_read(&d, (const char *)b.data, b.len,
			(size_t)64 << 20, &e) != 0)
			abort();
		walk(&d, 0, 6);
	} else if (e.kind == ERROR_NONE) {
		abort();
	}
	document_free(&d);
	buf_free(&b);
	return 0;
}
