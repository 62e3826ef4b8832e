/* trust: whose bookkeeping a writer goes by; see trust.h. */
#include "sink/trust.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/beneath.h"
#include "sink/hidden.h"

#define TRIAL "mode"

/*
 * Whether the file system has modes of its own.  Some (FAT, some network and
 * host folders of virtual machines) let everybody write everything, whatever a
 * file is made with; what keeps strangers out of them is elsewhere.
 */
static bool
has_modes(int hidden)
{
	int fd = beneath_renew(hidden, TRIAL, 0600);
	struct stat st;
	bool has;

	if (fd < 0)
		return true;
	has = fstat(fd, &st) != 0 || (st.st_mode & S_IWOTH) == 0;
	(void)close(fd);
	(void)beneath_unlink(hidden, TRIAL);
	return has;
}

int
trust_check(int dir, int hidden, int fd, const char *path, const char *name,
    struct error *e)
{
	const char *slash = name[0] != '\0' ? "/" : "";
	struct stat folder, st;
	bool open;

	if (fstat(dir, &folder) != 0 || fstat(fd, &st) != 0)
		return hidden_failed(path, "look at", HIDDEN_FOLDER, e);
	open = (st.st_mode & S_IWOTH) != 0;
	if (open && !has_modes(hidden)) {
		open = false;
		st.st_mode &= ~(mode_t)S_IWOTH;
	}
	if (beneath_trusted(&folder, &st))
		return 0;
	if (open)
		error_set(e, ERROR_OUTPUT,
		    "everybody may write '%s/" HIDDEN_FOLDER "%s%s', so it is "
		    "not known whose load it speaks of: if nobody else has, "
		    "chmod -R o-w '%s/" HIDDEN_FOLDER "'",
		    path, slash, name, path);
	else
		error_set(e, ERROR_OUTPUT,
		    "'%s/" HIDDEN_FOLDER "%s%s' belongs to user %ju, who has "
		    "not '%s' and is not you, so what it says is not done: if "
		    "it is to be trusted, chown -R it to the folder's owner; "
		    "otherwise publish into another folder (-o)",
		    path, slash, name, (uintmax_t)st.st_uid, path);
	return -1;
}
