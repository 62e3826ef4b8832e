/* A reader sees what a pending commit will make, and changes nothing. */
#include "tap.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink/folder_view.h"
#include "sinkfiles.h"

#define LIST                                                                   \
	"aai-commit 1\nrename 0 a.csv\nrename 1 t/part.csv\nrename 2 new.csv\n" \
	"remove old.csv\nremove u/part.csv\nlink 3 l/log/1\nmanifest 4\nend\n"

/* A folder of a writer that died with its list written. */
static void
lay(const char *path, const char *list)
{
	char name[128];
	const char *const folders[] = { "", "/t", "/u", "/.aai",
		"/.aai/stage" };
	const char *const staged[] = { "zero\n", "one\n", "two\n", "three\n",
		"aai-manifest 1\n" };
	size_t i;

	for (i = 0; i < 5; i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, folders[i]);
		if (mkdir(name, 0777) != 0)
			tap_note("cannot make %s", name);
	}
	for (i = 0; i < 5; i++) {
		(void)snprintf(
		    name, sizeof(name), "%s/.aai/stage/%zu", path, i);
		write_file(name, staged[i]);
	}
	(void)snprintf(name, sizeof(name), "%s/a.csv", path);
	write_file(name, "before\n");
	(void)snprintf(name, sizeof(name), "%s/old.csv", path);
	write_file(name, "old\n");
	(void)snprintf(name, sizeof(name), "%s/u/part.csv", path);
	write_file(name, "old\n");
	(void)snprintf(name, sizeof(name), "%s/.aai/commit", path);
	write_file(name, list);
}

static bool
reads(const struct folder_view *v, const char *name, const char *text)
{
	struct buf b = buf_make(1 << 20);
	int fd = folder_view_file(v, name);
	bool same = fd >= 0 && fd_slurp(fd, name, &b, &e) == 0 &&
	    buf_is(&b, text);

	if (fd >= 0)
		(void)close(fd);
	buf_free(&b);
	return same;
}

static bool
is_gone(const struct folder_view *v, const char *name)
{
	struct stat st;

	return folder_view_file(v, name) == -1 && errno == ENOENT &&
	    folder_view_stat(v, name, &st) == -1 && errno == ENOENT;
}

/* The names in the folder, as one text. */
static const char *
list(const struct folder_view *v, const char *folder)
{
	static char text[256];
	struct map names = { 0 };
	size_t i, len = 0;

	if (folder_view_list(v, folder, &names) != 0)
		return "none";
	text[0] = '\0';
	for (i = 0; i < names.n; i++)
		if (names.entries[i].key[0] != '.')
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s ", names.entries[i].key);
	map_free(&names);
	return text;
}

static bool
lists(const struct folder_view *v, const char *folder, const char *name)
{
	char want[64];

	(void)snprintf(want, sizeof(want), "%s ", name);
	return strstr(list(v, folder), want) != NULL;
}

/* The folder is as lay() has made it. */
static bool
is_whole(const char *path)
{
	char name[128];
	bool whole;

	(void)snprintf(name, sizeof(name), "%s/a.csv", path);
	whole = holds(name, "before\n");
	(void)snprintf(name, sizeof(name), "%s/old.csv", path);
	whole = whole && holds(name, "old\n");
	(void)snprintf(name, sizeof(name), "%s/.aai/commit", path);
	whole = whole && there(name);
	(void)snprintf(name, sizeof(name), "%s/.aai/lock", path);
	return whole && !there(name);
}

static void
check_after(const struct folder_view *v, const char *when)
{
	CHECK(reads(v, "a.csv", "zero\n") && reads(v, "t/part.csv", "one\n") &&
	    reads(v, "new.csv", "two\n") && reads(v, "l/log/1", "three\n"),
	    "%s, new files are seen", when);
	CHECK(is_gone(v, "old.csv") && is_gone(v, "u/part.csv"),
	    "%s, what goes is not", when);
	CHECK(lists(v, "", "new.csv") && lists(v, "", "l") &&
	    lists(v, "", "a.csv") && !lists(v, "", "old.csv") &&
	    lists(v, "t", "part.csv") && lists(v, "l/log", "1"),
	    "%s, folders list the same", when);
	CHECK_STR(list(v, "u"), "", "%s, one that is going to be empty is",
	    when);
	CHECK_STR(list(v, "x"), "none", "%s, one that is not there is not",
	    when);
}

static void
test_pending(void)
{
	struct folder_view v;
	struct stat st;

	lay("dead", LIST);
	CHECK_INT(folder_view_open(&v, "dead", false, &e), 0, "a folder");
	check_after(&v, "before the list is carried out");
	CHECK(folder_view_stat(&v, "l/log", &st) == 0 && S_ISDIR(st.st_mode),
	    "a folder that is going to be made is one");
	folder_view_close(&v);
	CHECK(is_whole("dead"), "nothing was changed");

	/* A list that is half done. */
	if (rename("dead/.aai/stage/0", "dead/a.csv") != 0 ||
	    unlink("dead/old.csv") != 0)
		tap_note("cannot go on with the list");
	CHECK_INT(folder_view_open(&v, "dead", false, &e), 0, "again");
	check_after(&v, "in the middle of it");
	folder_view_close(&v);
}

/* A writer carries the list out, and another comes, while one reads. */
static void
test_live(void)
{
	struct folder_view v;

	lay("live", LIST);
	CHECK_INT(folder_view_open(&v, "live", false, &e), 0, "a folder");
	if (rename("live/.aai/stage/0", "live/a.csv") != 0 ||
	    rename("live/.aai/stage/1", "live/t/part.csv") != 0 ||
	    unlink("live/.aai/commit") != 0)
		tap_note("cannot carry the list out");
	write_file("live/.aai/stage/0", "half of");
	CHECK(reads(&v, "a.csv", "zero\n") && reads(&v, "t/part.csv", "one\n"),
	    "another load's staged files are not taken for this one's");
	folder_view_close(&v);
}

static void
test_taken(void)
{
	struct folder_view v;

	lay("taken", "aai-commit 1\nrename 0 a.csv\nlink 1 t/log\nend\n");
	write_file("taken/t/log", "another's\n");
	CHECK_INT(folder_view_open(&v, "taken", false, &e), 0, "a folder");
	CHECK(reads(&v, "a.csv", "before\n") &&
	    reads(&v, "t/log", "another's\n"),
	    "a list that is going to be dropped changes nothing");
	folder_view_close(&v);
	write_file("taken/.aai/commit",
	    "aai-commit 1\nlink 0 l/log\nlink 1 t/log\nthen 2 t/hint\n"
	    "rename 3 a.csv\nend\n");
	(void)mkdir("taken/l", 0777);
	write_file("taken/l/log", "zero\n");
	CHECK_INT(folder_view_open(&v, "taken", false, &e), 0, "another list");
	CHECK(reads(&v, "a.csv", "three\n") && reads(&v, "l/log", "zero\n") &&
	    reads(&v, "t/log", "another's\n") && is_gone(&v, "t/hint"),
	    "one that is begun leaves out the table that is another's");
	folder_view_close(&v);
}

static void
test_hostile(void)
{
	static const char *const lists_of[] = { "remove ../home/x",
		"rename ../../../home/x a.csv", "rename 0 ../home/x",
		"rename 0 .aai/lock", "rename 0", "odd 0 a.csv", "" };
	struct folder_view v;
	char text[128];
	size_t i;

	(void)mkdir("home", 0777);
	write_file("home/x", "mine\n");
	lay("hostile", LIST);
	for (i = 0; i < 7; i++) {
		(void)snprintf(text, sizeof(text), "aai-commit 1\n%s\nend\n",
		    lists_of[i]);
		write_file("hostile/.aai/commit", text);
		CHECK_INT(folder_view_open(&v, "hostile", false, &e), -1,
		    "list %zu is refused", i);
		CHECK_INT(e.kind, ERROR_INPUT, "as an input");
		folder_view_close(&v);
	}
	CHECK(unlink("hostile/.aai/stage/0") == 0 &&
	    symlink("../../../home/x", "hostile/.aai/stage/0") == 0 &&
	    symlink("../home/x", "hostile/link.csv") == 0 &&
	    mkfifo("hostile/fifo.csv", 0666) == 0, "links and a pipe");
	write_file("hostile/.aai/commit", "aai-commit 1\nrename 0 b.csv\nend\n");
	CHECK_INT(folder_view_open(&v, "hostile", false, &e), 0, "a folder");
	CHECK(folder_view_file(&v, "b.csv") == -1,
	    "a staged link is not followed");
	CHECK(folder_view_file(&v, "link.csv") == -1 && errno == ELOOP &&
	    folder_view_file(&v, "fifo.csv") == -1 && errno == ENXIO,
	    "nor are others, and a pipe is not opened");
	folder_view_close(&v);
	CHECK_INT(folder_view_open(&v, "hostile", true, &e), 0, "outside");
	CHECK(reads(&v, "link.csv", "mine\n") &&
	    folder_view_file(&v, "fifo.csv") == -1 && errno == ENXIO,
	    "links are followed when that is allowed");
	folder_view_close(&v);
	CHECK(unlink("hostile/.aai/commit") == 0 &&
	    mkfifo("hostile/.aai/commit", 0666) == 0 &&
	    folder_view_open(&v, "hostile", false, &e) == -1,
	    "a pipe for a list is an error");
	folder_view_close(&v);
	CHECK(holds("home/x", "mine\n"), "what is elsewhere stays");
}

static void
test_removals(void)
{
	struct folder_view v;

	lay("removed", "aai-commit 1\nremove a.csv\nend\n");
	CHECK_INT(folder_view_open(&v, "removed", false, &e), 0, "a folder");
	CHECK(is_gone(&v, "a.csv") && reads(&v, "old.csv", "old\n"),
	    "a list may only remove");
	folder_view_close(&v);
}

static void
test_plain(void)
{
	struct folder_view v;

	CHECK_INT(folder_view_open(&v, "nowhere", false, &e), -1, "no folder");
	folder_view_close(&v);
	(void)mkdir("plain", 0777);
	write_file("plain/a.csv", "a\n");
	CHECK_INT(folder_view_open(&v, "plain", false, &e), 0,
	    "a folder without bookkeeping");
	CHECK(reads(&v, "a.csv", "a\n"), "is as it is");
	CHECK_STR(list(&v, ""), "a.csv ", "and lists what it has");
	folder_view_close(&v);
	CHECK(!there("plain/.aai"), "and gets none");
}

int
main(void)
{
	test_pending();
	test_live();
	test_taken();
	test_hostile();
	test_removals();
	test_plain();
	return tap_done();
}
