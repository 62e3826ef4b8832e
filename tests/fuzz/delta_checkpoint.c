/* Any bytes as a checkpoint of a Delta table's log: actions, or an error. */
#include <sys/mman.h>
#include <unistd.h>

#include "io/fd.h"
#include "json/tree.h"
#include "lake/delta_checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* What is given is an object of one member. */
static int
take(void *to, const char *json, size_t len, struct error *e)
{
	struct json_tree *t = to;

	if (json_parse(t, json, len, JSON_DEPTH_DEFAULT, e) != 0 ||
	    t->nodes[0].kind != JSON_OBJECT || t->nodes[0].n != 1)
		__builtin_trap();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct json_tree t = { 0 };
	struct error e;
	int fd = memfd_create("fuzz", 0);

	if (fd < 0 || (n > 0 && fd_write_all(fd, p, n) != 0))
		return 0;
	if (delta_checkpoint_read(fd, "fuzz", (size_t)8 << 20, take, &t, &e) !=
	    0)
		e.text[0] = 0;
	json_tree_free(&t);
	(void)close(fd);
	return 0;
}
