/* common_options: options of all programs that take rows in; see
 * common_options.h. */
#include "sink/common_options.h"

#include <string.h>

#include "base/cc.h"
#include "io/lines.h"

#define MEMORY_DEFAULT ((uint64_t)256 << 20)
#define MEMORY_MIN     ((uint64_t)8 << 20)

struct common_options
common_options_make(void)
{
	struct common_options b = { .memory = MEMORY_DEFAULT,
		.max_line = LINES_MAX_DEFAULT };

	return b;
}

size_t
common_options_put(struct common_options *b, struct opt *to)
{
	const struct opt opts[] = {
		OPT_SIZE(0, "memory", &b->memory, "size",
		    "hold at most this (256M)", MEMORY_MIN, UINT64_MAX),
		OPT_SIZE(0, "max-line", &b->max_line, "size",
		    "refuse longer lines (256M)", 1, UINT32_MAX),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts) + cli_common_put(&b->cli, true, to + LEN(opts));
}
