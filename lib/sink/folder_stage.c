/* folder_stage: a new file in a folder's stage; see folder_stage.h. */
#include "sink/folder_stage.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "sink/hidden.h"

struct folder_number
folder_number_of(size_t n)
{
	struct folder_number name;

	(void)snprintf(name.text, sizeof(name.text), "%zu", n);
	return name;
}

int
folder_stage_as(
    struct folder *f, mode_t mode, size_t *number, struct error *e)
{
	size_t n = f->nstaged;
	int fd = beneath_create(f->stage, folder_number_of(n).text, mode);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		(void)hidden_failed(f->path, "make a file in", "", e);
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	f->staged = mem_grow(
	    f->staged, &f->staged_cap, n + 1, sizeof(*f->staged));
	f->staged[n] = (struct folder_staged){ .how = FOLDER_FILE,
		.dev = st.st_dev, .ino = st.st_ino };
	f->nstaged = n + 1;
	*number = n;
	return fd;
}
