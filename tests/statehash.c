/*
 * statehash: print the hash of the state on standard input, as the end record
 * of the next load has it.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/fd.h"
#include "stream/end.h"

int
main(void)
{
	struct buf text = buf_make((size_t)1 << 30);
	struct error e;
	char hex[33];

	if (fd_slurp(STDIN_FILENO, "standard input", &text, &e) != 0) {
		fprintf(stderr, "statehash: %s\n", e.text);
		return 1;
	}
	end_hash((const char *)text.data, text.len, hex);
	printf("%s\n", hex);
	buf_free(&text);
	return 0;
}
