/* A table is made where nothing else is, and a link leads nowhere else. */
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "lake/location_check.h"
#include "sinkfiles.h"

/* What is in the way of the table, or "" for nothing. */
static const char *
look(const char *table)
{
	static char text[sizeof(e.text)];
	struct folder f = { .path = mem_str("out") };
	char *found = NULL;
	int rc;

	f.dir = open("out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = location_check(&f, table, &found, &e);
	(void)snprintf(text, sizeof(text), "%s",
	    rc < 0 ? e.text : rc == 1 ? found : "");
	mem_free(found);
	mem_free(f.path);
	(void)close(f.dir);
	return text;
}

int
main(void)
{
	(void)mkdir("out", 0777);
	(void)mkdir("away", 0777);
	CHECK_STR(look("none"), "", "what is not there is free");
	(void)mkdir("out/t", 0777);
	(void)mkdir("out/t/sub", 0777);
	(void)mkdir("out/t/.git", 0777);
	write_file("out/t/.git/x", "x");
	CHECK_STR(look("t"), "", "so are empty folders and hidden files");
	CHECK(symlink("../../away", "out/t/link") == 0, "a link in it");
	CHECK_STR(look("t"), "t/link", "is in the way");
	(void)unlink("out/t/link");
	write_file("out/t/sub/a\nb", "x");
	CHECK_STR(look("t"), "t/sub/a\nb", "as is a file of any name");
	CHECK(symlink("../away", "out/whole") == 0, "a link for a table");
	CHECK_STR(look("whole"), "whole", "is one, too, wherever it leads");
	CHECK(symlink("nowhere", "out/torn") == 0, "one that leads nowhere");
	CHECK_STR(look("torn"), "torn", "as well");
	return tap_done();
}
