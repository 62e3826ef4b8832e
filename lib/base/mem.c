/* mem: allocation that checks and ends the program; see mem.h. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "aai";

static NO_RETURN void
out_of_memory(void)
{
	static const char text[] = ": out of memory\n";
	ssize_t ignored;

	ignored = write(STDERR_FILENO, program, strlen(program));
	ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)ignored;
	_exit(1);
}

/* n * size, or the end of the program when that is not a size. */
static size_t
product(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX)
		out_of_memory();
	return bytes;
}

void *
mem_new(size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *p = calloc(bytes > 0 ? bytes : 1, 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *q = realloc(p, bytes > 0 ? bytes : 1);

	if (q == NULL)
		out_of_memory();
	return q;
}

void *
mem_grow(void *p, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap;

	if (want <= n)
		return p;
	n += n / 2;
	if (n < want)
		n = want;
	if (n < 16)
		n = 16;
	p = mem_resize(p, n, size);
	*cap = n;
	return p;
}

char *
mem_dup(const char *s, size_t len)
{
	char *p = mem_resize(NULL, len + 1, 1);

	if (len > 0)
		memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *
mem_str(const char *s)
{
	return mem_dup(s, strlen(s));
}

size_t
mem_limit(uint64_t n)
{
	return n < PTRDIFF_MAX ? (size_t)n : PTRDIFF_MAX;
}

void
mem_free(void *p)
{
	free(p);
}

void
mem_program(const char *name)
{
	program = name;
}
