/*
 * commit: any bytes as a commit list.  What is taken for one has names that lie
 * in the folder, and numbers for staged files, in every step.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/beneath.h"
#include "sink/commit_list.h"
#include "sink/hidden.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_step(const struct commit_step *s)
{
	if (s->number != NULL &&
	    (s->number[0] == '\0' || strlen(s->number) > COMMIT_DIGITS ||
		s->number[strspn(s->number, "0123456789")] != '\0'))
		abort();
	if (s->name == NULL && s->number == NULL)
		abort();
	if (s->name != NULL && s->kind != COMMIT_DO_MARK &&
	    (!beneath_name(s->name) ||
		strncmp(s->name, HIDDEN_FOLDER "/", 5) == 0))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct commit_list list = { .text = buf_make(HIDDEN_MAX) };
	struct commit_step s;
	struct error e = { 0 };
	size_t n = 0, again = 0;

	buf_put(&list.text, data, size);
	if (commit_list_parse(&list, "out", &e) == 0) {
		while (commit_list_next(&list, &s)) {
			check_step(&s);
			n++;
		}
		commit_list_rewind(&list);
		while (commit_list_next(&list, &s))
			again++;
		if (n != again || n > size)
			abort();
	} else if (e.text[0] == '\0') {
		abort();
	}
	commit_list_free(&list);
	return 0;
}
