/* A folder changes as a whole or not at all. */
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/fd.h"
#include "sink/folder.h"
#include "sink/stage.h"
#include "sinkfiles.h"

/* Stage a file of that content and name. */
static void
put(struct folder *f, const char *name, const char *text)
{
	struct stage s;

	if (stage_open(&s, f, &e) != 0 ||
	    stage_append(&s, text, strlen(text), &e) != 0)
		tap_note("%s", e.text);
	folder_name(f, s.number, name);
	stage_close(&s);
}

static void
test_publish(void)
{
	struct folder f;

	CHECK_INT(folder_open(&f, "one/out", &e), 0, "a folder is made");
	put(&f, "a.csv", "a\n");
	put(&f, "t/part-1.csv", "t\n");
	put(&f, "x.csv", "x\n");
	CHECK(!there("one/out/a.csv"), "nothing is there before the commit");
	folder_set_note(&f, "mode", "files");
	CHECK_INT(folder_commit(&f, &e), 0, "it is committed");
	folder_close(&f);
	CHECK(holds("one/out/a.csv", "a\n") &&
		  holds("one/out/t/part-1.csv", "t\n"),
	    "the files are there");
	CHECK(!there("one/out/.aai/commit") && !there("one/out/.aai/stage"),
	    "nothing of the commit is left");

	write_file("one/out/foreign", "f\n");
	CHECK_INT(folder_open(&f, "one/out/", &e), 0, "the next load");
	CHECK_STR(folder_note(&f, "mode"), "files", "finds the note");
	CHECK_UINT(f.files.n, 3, "and the manifest");
	folder_remove_all(&f);
	put(&f, "a.csv", "new\n");
	CHECK_INT(folder_commit(&f, &e), 0, "it replaces");
	folder_close(&f);
	CHECK(holds("one/out/a.csv", "new\n"), "the file is the new one");
	CHECK(!there("one/out/x.csv") && !there("one/out/t"),
	    "what the load does not have is gone");
	CHECK(holds("one/out/foreign", "f\n"), "what is not ours stays");
}

static void
test_abandon(void)
{
	struct folder f;

	CHECK_INT(folder_open(&f, "fresh", &e), 0, "a new folder");
	put(&f, "a.csv", "a\n");
	folder_close(&f);
	CHECK(!there("fresh"), "goes again when nothing is published");

	CHECK_INT(folder_open(&f, "one/out", &e), 0, "an old folder");
	put(&f, "a.csv", "bad\n");
	folder_close(&f);
	CHECK(holds("one/out/a.csv", "new\n"), "keeps what it had");
	CHECK(!there("one/out/.aai/stage"), "and is rid of what was staged");
}

static void
test_lock(void)
{
	struct folder f, g;

	CHECK_INT(folder_open(&f, "one/out", &e), 0, "one writer");
	CHECK_INT(folder_open(&g, "one/out", &e), -1, "shuts another out");
	CHECK_INT(e.kind, ERROR_TEMPORARY, "for the time being");
	folder_close(&g);
	folder_close(&f);
	CHECK_INT(folder_open(&g, "one/out", &e), 0, "then it may");
	folder_close(&g);
}

/* What a writer leaves that died with its commit list written. */
static void
leave_list(const char *list)
{
	(void)mkdir("dead", 0777);
	(void)mkdir("dead/.aai", 0777);
	(void)mkdir("dead/.aai/stage", 0777);
	write_file("dead/.aai/stage/0", "zero\n");
	write_file("dead/.aai/stage/1", "one\n");
	write_file("dead/.aai/stage/2", "aai-manifest 1\nfile a.csv\n");
	write_file("dead/old.csv", "old\n");
	write_file("dead/.aai/commit", list);
}

#define LIST                                                                   \
	"aai-commit 1\nrename 0 a.csv\nrename 1 t/part.csv\nremove old.csv\n"  \
	"manifest 2\nend\n"

static void
test_recovery(void)
{
	struct folder f;

	leave_list(LIST);
	CHECK_INT(folder_open(&f, "dead", &e), 0, "a writer opens the folder");
	folder_close(&f);
	CHECK(
	    holds("dead/a.csv", "zero\n") && holds("dead/t/part.csv", "one\n"),
	    "and carries the list out");
	CHECK(
	    !there("dead/old.csv") && !there("dead/.aai/commit"), "to its end");

	leave_list(LIST);
	(void)rename("dead/.aai/stage/0", "dead/a.csv");
	CHECK_INT(folder_open(&f, "dead", &e), 0, "a half done list is done");
	CHECK(holds("dead/a.csv", "zero\n") && !there("dead/old.csv"),
	    "by the next writer");
	CHECK_UINT(f.files.n, 1, "who sees the manifest that came with it");
	folder_close(&f);

	leave_list("aai-commit 1\nrename 0 b.csv\nrena");
	CHECK_INT(folder_open(&f, "dead", &e), -1, "a damaged list is told");
	CHECK_INT(e.kind, ERROR_OUTPUT, "as a failure of the output");
	folder_close(&f);
	CHECK(!there("dead/b.csv"), "before its first step");
	write_file("dead/.aai/commit", LIST);
	CHECK_INT(folder_open(&f, "dead", &e), 0, "nothing was lost by it");
	folder_close(&f);
}

/* The writer dies by SIGKILL after every one of its steps. */
static void
test_kill_between(void)
{
	pid_t pid = fork();
	struct folder f;
	int status;

	if (pid == 0) {
		if (folder_open(&f, "killed", &e) != 0)
			_exit(1);
		put(&f, "a.csv", "a\n");
		(void)kill(getpid(), SIGKILL);
	}
	(void)waitpid(pid, &status, 0);
	CHECK(WIFSIGNALED(status), "a writer is killed");
	CHECK(there("killed/.aai/stage/0"), "what it staged is left");
	CHECK_INT(folder_open(&f, "killed", &e), 0, "the next one");
	CHECK(!there("killed/.aai/stage/0"), "clears it");
	folder_close(&f);
}

static void
test_obstacles(void)
{
	struct folder f;

	(void)mkdir("obstacle", 0777);
	(void)mkdir("obstacle/a.csv", 0777);
	write_file("obstacle/t", "");
	CHECK_INT(folder_open(&f, "obstacle", &e), 0, "a folder with others");
	put(&f, "b.csv", "b\n");
	put(&f, "a.csv", "a\n");
	CHECK_INT(folder_commit(&f, &e), -1, "a folder is not replaced");
	CHECK(!there("obstacle/b.csv"), "and nothing else is published");
	folder_close(&f);
	CHECK_INT(folder_open(&f, "obstacle", &e), 0, "again");
	put(&f, "b.csv", "b\n");
	put(&f, "t/part-1.csv", "a\n");
	CHECK_INT(folder_commit(&f, &e), -1, "nor is a file made a folder");
	CHECK(!there("obstacle/b.csv"), "and nothing else is published");
	folder_close(&f);
	CHECK_INT(folder_open(&f, "obstacle/t", &e), -1, "a file is none");
	folder_close(&f);
}

static void
test_stage(void)
{
	struct stage s;
	char text[8];
	int fds[2];

	CHECK_INT(stage_open(&s, NULL, &e), 0, "a temporary file");
	CHECK_INT(stage_append(&s, "hello ", 6, &e), 0, "takes bytes");
	CHECK_INT(stage_append(&s, "world", 5, &e), 0, "and more");
	CHECK_INT(stage_read(&s, text, 5, 3, &e), 0, "and gives them back");
	CHECK_MEM(text, 5, "lo wo", 5, "as they were");
	CHECK_INT(stage_read(&s, text, 5, 8, &e), -1, "but none past its end");
	if (pipe(fds) == 0) {
		CHECK_INT(
		    stage_copy(&s, fds[1], "a pipe", &e), 0, "it is copied");
		CHECK_INT(read(fds[0], text, 8), 8, "whole");
		(void)close(fds[0]);
		(void)close(fds[1]);
	}
	stage_drop(&s);
	stage_drop(&s);
}

/* Who shares a folder may put a file of the user's where one is being made. */
static void
test_staged_is_ours(void)
{
	struct folder f;
	struct stage s;

	write_file("precious", "keep\n");
	CHECK_INT(folder_open(&f, "shared", &e), 0, "a folder");
	CHECK_INT(stage_open(&s, &f, &e), 0, "a staged file");
	CHECK_INT(stage_append(&s, "one\n", 4, &e), 0, "takes bytes");
	folder_name(&f, s.number, "one.csv");
	CHECK(unlink("shared/.aai/stage/0") == 0 &&
		  link("precious", "shared/.aai/stage/0") == 0,
	    "another file is put in its place");
	CHECK_INT(stage_append(&s, "two\n", 4, &e), -1, "it takes nothing");
	CHECK(strstr(e.text, "another file in the place") != NULL,
	    "and it is told: %s", e.text);
	CHECK_INT(folder_commit(&f, &e), -1, "nor is it published");
	CHECK(holds("precious", "keep\n") && !there("shared/one.csv"),
	    "nothing is written through it");
	stage_close(&s);
	folder_close(&f);
	CHECK(holds("precious", "keep\n"), "the file is as it was");
}

/* Two staged files of one name: one would be lost. */
static void
test_one_name(void)
{
	static const enum folder_how hows[] = { FOLDER_FILE, FOLDER_DATA,
		FOLDER_LINK, FOLDER_NEXT, FOLDER_THEN };
	struct folder f;
	size_t i;

	for (i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		CHECK_INT(folder_open(&f, "twice", &e), 0, "a new folder");
		put(&f, "t/a.csv", "one\n");
		put(&f, "b.csv", "b\n");
		put(&f, "c.csv", "two\n");
		folder_place(&f, 2, "t/a.csv", hows[i]);
		CHECK_INT(folder_commit(&f, &e), -1, "two files of a name");
		CHECK_INT(e.kind, ERROR_OUTPUT, "are refused");
		CHECK_STR(e.text,
		    "two files would be 'twice/t/a.csv'; nothing is published",
		    "with the reason");
		folder_close(&f);
		CHECK(!there("twice"), "and nothing is published");
	}
	CHECK_INT(folder_open(&f, "twice", &e), 0, "a new folder");
	put(&f, "a.csv", "one\n");
	put(&f, "a.csv", "two\n");
	folder_drop(&f, 0);
	CHECK_INT(folder_commit(&f, &e), 0, "one that was dropped has none");
	folder_close(&f);
	CHECK(holds("twice/a.csv", "two\n"), "the other is published");
}

/* A thread appends while others are staged, which moves their list. */
static void
test_list_moves(void)
{
	struct folder f;
	struct folder_staged *list;
	struct stage s;

	CHECK_INT(folder_open(&f, "moves", &e), 0, "a new folder");
	CHECK_INT(stage_open(&s, &f, &e), 0, "a staged file");
	list = f.staged;
	f.staged = NULL;
	CHECK(stage_append(&s, "a\n", 2, &e) == 0 && s.size == 2,
	    "is written without a look at the list");
	f.staged = list;
	folder_name(&f, s.number, "a.csv");
	stage_close(&s);
	CHECK_INT(folder_commit(&f, &e), 0, "it is committed");
	folder_close(&f);
	CHECK(holds("moves/a.csv", "a\n"), "it is published");
}

int
main(void)
{
	test_publish();
	test_abandon();
	test_lock();
	test_recovery();
	test_kill_between();
	test_obstacles();
	test_stage();
	test_staged_is_ours();
	test_one_name();
	test_list_moves();
	return tap_done();
}
