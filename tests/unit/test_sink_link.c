/* Names that a commit takes only while nobody else has them. */
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/fd.h"
#include "sink/commit.h"
#include "sink/folder.h"
#include "sink/stage.h"
#include "sinkfiles.h"

/* Stage a file of that content and name. */
static void
put(struct folder *f, const char *name, const char *text, enum folder_how how)
{
	struct stage s;

	if (stage_open(&s, f, &e) != 0 ||
	    stage_append(&s, text, strlen(text), &e) != 0)
		tap_note("%s", e.text);
	folder_place(f, s.number, name, how);
	stage_close(&s);
}

static void
begin(struct folder *f, const char *path)
{
	if (folder_open(f, path, &e) != 0)
		tap_note("%s", e.text);
}

static void
test_take(void)
{
	struct folder f;

	begin(&f, "take");
	put(&f, "t/log/08.json", "eight\n", FOLDER_LINK);
	put(&f, "t/part.dat", "data\n", FOLDER_DATA);
	put(&f, "t/log/hint", "8", FOLDER_THEN);
	CHECK_INT(folder_commit(&f, &e), 0, "a free name is taken");
	folder_close(&f);
	CHECK(holds("take/t/log/08.json", "eight\n") &&
		  holds("take/t/part.dat", "data\n") &&
		  holds("take/t/log/hint", "8"),
	    "the files are there, with folders made for them");
	CHECK(holds("take/.aai/manifest", "aai-manifest 1\n"),
	    "the manifest lists none of them");
	CHECK(!there("take/.aai/stage"), "the staged file is gone");
}

static void
test_conflict(void)
{
	struct folder f;

	begin(&f, "take");
	put(&f, "t/log/08.json", "EIGHT\n", FOLDER_LINK);
	put(&f, "t/other.dat", "data\n", FOLDER_DATA);
	put(&f, "u/log/00.json", "zero\n", FOLDER_LINK);
	put(&f, "t/log/hint", "x", FOLDER_THEN);
	CHECK_INT(folder_commit(&f, &e), -1, "a taken name is not");
	CHECK_INT(e.kind, ERROR_TEMPORARY, "which may be better next time");
	CHECK(strstr(e.text, "'take/t/log/08.json'") != NULL &&
		  strstr(e.text, "nothing is published") != NULL,
	    "it is told: %s", e.text);
	folder_close(&f);
	CHECK(holds("take/t/log/08.json", "eight\n"), "its file is as it was");
	CHECK(!there("take/t/other.dat") && !there("take/u"),
	    "nothing else of the list is done");
	CHECK(!there("take/.aai/commit") && !there("take/.aai/stage"),
	    "and nothing of it is left");
}

static void
test_next(void)
{
	struct folder f;

	write_file("take/t/log/09.json", "{\"add\":1}\n");
	write_file("take/t/log/10.json", "{\"add\":2}\n");
	begin(&f, "take");
	folder_mark(&f, "\"metaData\"");
	put(&f, "t/log/09.json", "mine\n", FOLDER_NEXT);
	CHECK_INT(folder_commit(&f, &e), 0, "the next free number is taken");
	folder_close(&f);
	CHECK(holds("take/t/log/11.json", "mine\n") &&
		  holds("take/t/log/09.json", "{\"add\":1}\n"),
	    "after those of others");

	write_file("take/t/log/12.json", "{\"metaData\":1}\n");
	begin(&f, "take");
	folder_mark(&f, "\"metaData\"");
	put(&f, "t/log/12.json", "more\n", FOLDER_NEXT);
	CHECK_INT(folder_commit(&f, &e), -1, "a marked file is not passed");
	CHECK(strstr(e.text, "12.json") != NULL, "it is named: %s", e.text);
	folder_close(&f);
	CHECK(!there("take/t/log/13.json"), "nothing is after it");
}

/* A file that is read in pieces, with the text on each side of their ends. */
static void
write_long(const char *name, const char *text)
{
	struct buf b = buf_make((size_t)1 << 20);
	size_t half = strlen(text) / 2;

	while (b.len < ((size_t)64 << 10) - half)
		buf_byte(&b, ' ');
	buf_str(&b, text);
	while (b.len < ((size_t)200 << 10))
		buf_byte(&b, ' ');
	buf_byte(&b, 0);
	write_file(name, (const char *)b.data);
	buf_free(&b);
}

static void
test_marks(void)
{
	struct folder f;

	write_long("take/t/log/13.json", "\"metaData\"");
	begin(&f, "take");
	folder_mark(&f, "\"metaData\"");
	put(&f, "t/log/13.json", "more\n", FOLDER_NEXT);
	CHECK_INT(folder_commit(&f, &e), -1, "nor one wherever the mark is");
	folder_close(&f);

	write_file("take/t/log/99", "all\n");
	begin(&f, "take");
	put(&f, "t/log/99", "more\n", FOLDER_NEXT);
	CHECK_INT(folder_commit(&f, &e), -1, "a number has its digits only");
	folder_close(&f);
}

/* What a writer leaves that dies behind the list. */
static void
leave(const char *list)
{
	CHECK_INT(mkdir("dead", 0777), 0, "a folder");
	(void)mkdir("dead/.aai", 0777);
	(void)mkdir("dead/.aai/stage", 0777);
	write_file("dead/.aai/stage/0", "zero\n");
	write_file("dead/.aai/stage/1", "one\n");
	write_file("dead/.aai/stage/2", "aai-manifest 1\n");
	write_file("dead/.aai/commit", list);
}

#define LIST                                                                   \
	"aai-commit 1\nlink 0 a/0.json\nlink 1 b/0.json\nthen 1 b/hint\n"      \
	"manifest 2\nend\n"

static void
test_dead(void)
{
	struct folder f;

	leave(LIST);
	(void)mkdir("dead/a", 0777);
	CHECK_INT(linkat(AT_FDCWD, "dead/.aai/stage/0", AT_FDCWD,
		      "dead/a/0.json", 0),
	    0, "a list that was half done is done to its end");
	begin(&f, "dead");
	folder_close(&f);
	CHECK(holds("dead/b/0.json", "one\n") && holds("dead/b/hint", "one\n"),
	    "by whoever comes next");

	(void)rename("dead", "old1");
	leave(LIST);
	(void)mkdir("dead/a", 0777);
	write_file("dead/a/0.json", "zero\n");
	begin(&f, "dead");
	folder_close(&f);
	CHECK(holds("dead/b/0.json", "one\n"),
	    "a copied folder has copies, which count as done");

	(void)rename("dead", "old2");
	leave(LIST);
	(void)mkdir("dead/b", 0777);
	write_file("dead/b/0.json", "theirs\n");
	begin(&f, "dead");
	CHECK_STR(f.gave_up, "b/0.json", "a taken name is told");
	folder_close(&f);
	CHECK(!there("dead/a") && !there("dead/.aai"),
	    "and the list is dropped while none of its links is made");

	(void)rename("dead", "old3");
	leave(LIST);
	(void)mkdir("dead/a", 0777);
	(void)mkdir("dead/b", 0777);
	write_file("dead/b/0.json", "theirs\n");
	CHECK_INT(linkat(AT_FDCWD, "dead/.aai/stage/0", AT_FDCWD,
		      "dead/a/0.json", 0),
	    0, "with a link made");
	begin(&f, "dead");
	CHECK_STR(f.gave_up, "b/0.json", "it is told too");
	folder_close(&f);
	CHECK(holds("dead/a/0.json", "zero\n") &&
		  holds("dead/b/0.json", "theirs\n") && !there("dead/b/hint"),
	    "only that table is left as it was");
	CHECK(!there("dead/.aai/manifest"), "the manifest claims nothing");
}

/* What the notes are when one of two tables could not be published. */
static void
test_partly(void)
{
	struct folder f;

	begin(&f, "partly");
	folder_set_note(&f, "kept", "before");
	folder_set_partly(&f, "kept", "not before");
	put(&f, "t/log/0.json", "zero\n", FOLDER_LINK);
	CHECK_INT(folder_commit(&f, &e), 0, "a commit with notes");
	folder_close(&f);
	begin(&f, "partly");
	CHECK_STR(folder_note(&f, "kept"), "before", "leaves them");
	folder_set_note(&f, "kept", "now");
	folder_set_note(&f, "broken", NULL);
	folder_set_partly(&f, "broken", "yes");
	put(&f, "t/log/1.json", "one\n", FOLDER_LINK);
	put(&f, "u/log/1.json", "one\n", FOLDER_LINK);
	write_file("partly/t/log/1.json", "one\n");
	(void)mkdir("partly/u", 0777);
	(void)mkdir("partly/u/log", 0777);
	write_file("partly/u/log/1.json", "theirs\n");
	CHECK_INT(folder_commit(&f, &e), -1, "one that is half in place");
	CHECK(strstr(e.text, "all but that table") != NULL,
	    "says so: %s", e.text);
	folder_close(&f);
	begin(&f, "partly");
	CHECK_STR(folder_note(&f, "kept"), "before", "leaves what was noted");
	CHECK_STR(folder_note(&f, "broken"), "yes", "and what it is to leave");
	folder_set_note(&f, "broken", NULL);
	put(&f, "u/log/2.json", "two\n", FOLDER_LINK);
	CHECK_INT(folder_commit(&f, &e), 0, "a whole one");
	folder_close(&f);
	CHECK(holds("partly/.aai/manifest",
		  "aai-manifest 1\nnote kept\tbefore\n"),
	    "takes it away again");
}

int
main(void)
{
	test_take();
	test_conflict();
	test_partly();
	test_next();
	test_marks();
	test_dead();
	return tap_done();
}
