/* input: the files that are read; see input.h. */
#include "aai-flatten/input.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-flatten/flatten.h"
#include "base/mem.h"

/* Extensions, without regard to case. */
static const char *const packed[] = { ".gz", ".zst", ".zstd", NULL };
static const char *const plain[] = { ".json", ".ndjson", ".jsonl", ".csv",
	".tsv", ".tab", ".txt", ".geojson", NULL };

/* How much of the name is left without one of the extensions. */
static size_t
strip(const char *name, size_t len, const char *const *extensions)
{
	size_t n;

	for (; *extensions != NULL; extensions++) {
		n = strlen(*extensions);
		if (len > n &&
		    strncasecmp(name + len - n, *extensions, n) == 0)
			return len - n;
	}
	return len;
}

static bool
ends_in(const char *name, size_t len, const char *extension)
{
	const char *const only[] = { extension, NULL };

	return strip(name, len, only) < len;
}

static enum input_format
format_of(const char *name, size_t len)
{
	if (ends_in(name, len, ".csv"))
		return INPUT_CSV;
	if (ends_in(name, len, ".tsv") || ends_in(name, len, ".tab"))
		return INPUT_TSV;
	return INPUT_JSON;
}

static int
cannot_open(const char *path, struct error *e)
{
	error_errno(e, ERROR_INPUT, "cannot open '%s'", path);
	return -1;
}

int
input_open(struct input *in, const char *path, enum input_format format,
    struct error *e)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	struct stat st;
	size_t len;

	memset(in, 0, sizeof(*in));
	in->fd = STDIN_FILENO;
	in->name = "standard input";
	in->format = format != INPUT_AUTO ? format : INPUT_JSON;
	if (strcmp(path, "-") == 0)
		return 0;
	in->name = path;
	in->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return cannot_open(path, e);
	in->opened = true;
	if (fstat(in->fd, &st) != 0)
		return cannot_open(path, e);
	if (S_ISDIR(st.st_mode)) {
		error_set(e, ERROR_INPUT, "'%s' is a folder: name its files",
		    path);
		return -1;
	}
	len = strip(name, strlen(name), packed);
	if (format == INPUT_AUTO)
		in->format = format_of(name, len);
	len = strip(name, len, plain);
	/* A pipe is called by a number of the shell's. */
	if (len > 0 && S_ISREG(st.st_mode))
		in->table = mem_dup(name, len);
	return 0;
}

void
input_close(struct input *in)
{
	if (in->opened)
		(void)close(in->fd); /* opened for reading */
	mem_free(in->table);
	memset(in, 0, sizeof(*in));
}

void
input_prefix(const char *name, const struct input_position *at,
    struct error *e)
{
	error_prefix(e, "%s: line %llu (byte %llu)", name,
	    (unsigned long long)at->line, (unsigned long long)at->byte);
}

int
input_pad(struct buf *text, struct error *e)
{
	uint8_t *pad = buf_reserve(text, FLATTEN_PAD + 1);

	if (pad == NULL || text->failed) {
		error_set(e, ERROR_INPUT, "it is longer than --max-line");
		return -1;
	}
	memset(pad, 0, FLATTEN_PAD + 1);
	return 0;
}
