/* msg: the exit status that a failure leads to. */
#include "io/msg.h"

#include <fcntl.h>
#include <unistd.h>

#include "tap.h"

int
main(void)
{
	struct error e = { 0 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	CHECK(null >= 0 && dup2(null, STDERR_FILENO) >= 0, "nothing is shown");
	CHECK_INT(msg_fail(&e), ERROR_FAILED,
	    "what failed without a reason does not end with 0");
	error_set(&e, ERROR_LIMIT, "a limit");
	CHECK_INT(msg_fail(&e), ERROR_LIMIT, "a reason's kind is the status");
	return tap_done();
}
