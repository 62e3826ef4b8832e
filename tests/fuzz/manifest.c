/*
 * manifest: any bytes as a manifest.  What is taken for one names files that
 * lie in the folder, and no others.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "sink/hidden.h"
#include "sink/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = buf_make(HIDDEN_MAX);
	struct folder f = { .path = mem_str("out") };
	struct error e = { 0 };
	size_t i;

	buf_put(&text, data, size);
	if (manifest_parse(&f, &text, &e) == 0) {
		for (i = 0; i < f.files.n; i++)
			if (!beneath_name(f.files.entries[i].key) ||
			    strlen(f.files.entries[i].key) !=
				f.files.entries[i].len ||
			    strncmp(f.files.entries[i].key,
				HIDDEN_FOLDER "/", 5) == 0)
				abort();
		for (i = 0; i < f.notes.n; i++)
			if (strpbrk(f.texts[i].text, "\n") != NULL ||
			    strpbrk(f.notes.entries[i].key, "\n\t") != NULL)
				abort();
	} else if (e.text[0] == '\0') {
		abort();
	}
	buf_free(&text);
	folder_close(&f);
	return 0;
}
