/*
 * session: what the programs that ask an API have in common, from the options
 * on their command lines to the report at their end.
 *
 * A program makes a struct session, opens it, does its work over
 * session.client and session.out, and closes it with session_end().  What is
 * to be said on the way is said here, by io/msg.h, in the name that
 * msg_program() was told.
 *
 * Layer: api.
 */
#ifndef API_SESSION_H
#define API_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/client.h"
#include "api/observer.h"
#include "api/request.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"
#include "io/cli.h"
#include "io/out.h"
#include "io/progress.h"

/* What command lines say alike.  A zeroed struct, then session_defaults(). */
struct session_options {
	struct client_options client;
	struct opt_list params; /* -p, as given; the program frees it */
	const struct request_params *asked; /* the same, read; borrowed */
	struct cli_common common;
	int progress;		/* enum progress_when */
	bool strict;		/* for the program's work */
	bool dry_run;		/* print requests, send none */
	bool live;		/* hold no output back */
	bool verbose;
};

/* What a program adds to the texts about its run. */
struct session_parts {
	const char *program;
	/* Append what comes first in a status line, with ", " after. */
	void (*line)(void *arg, struct buf *out);
	/* Append the members of --stats that are the program's own. */
	void (*stats)(void *arg, struct buf *out);
	void *arg;
};

struct session {
	const struct session_options *o; /* borrowed until session_end() */
	struct session_parts parts;
	struct client client;
	struct out out;
	struct progress progress;
	bool connected; /* session_connect() has succeeded */
};

/* The most that session_opt_put() stores. */
#define SESSION_OPT_MAX 11

/* Fill in what holds unless the command line says otherwise. */
void session_defaults(struct session_options *o);

/* Store the options but the client's (see client_opt.h) at to; how many. */
size_t session_opt_put(struct session_options *o, struct opt *to);

/*
 * After the options were read: from here on messages are as they want them.
 * params takes -p; the caller frees it, also after -1 with *e (USAGE).
 */
int session_settle(struct session_options *o, struct request_params *params,
    struct error *e) MUST_CHECK;

/*
 * For a command line without a resource: say on standard error which there are,
 * all or those that have parents, after the question.  Returns the exit
 * status: USAGE, or what it is that no description can be read.
 */
int session_list(const struct session_options *o, const char *question,
    bool of_parents);

/*
 * Read the description and open standard output.  -1 with *e, after which
 * session_end() is still to be called.
 */
int session_open(struct session *s, const struct session_options *o,
    const struct session_parts *parts, struct error *e) MUST_CHECK;

/*
 * Read the key and make ready to send what selection names, as in
 * client_connect(); progress is shown from here on.  -1 with *e.
 */
int session_connect(struct session *s, const struct buf *selection,
    struct error *e) MUST_CHECK;

/* For the work, to be looked at while it is done; borrows s. */
struct observer session_observer(struct session *s);

/*
 * Write the report that --stats asks for.  Returns the status, or that of the
 * report's failure where it was 0.
 */
int session_report(struct session *s, int status);

/*
 * The work is done, and rc is what came of it (-1: it failed).  A run that a
 * signal or a reader that left has ended ends here, by that signal, when its
 * report is written, with the status that a shell shows (128 and the signal).
 */
void session_rest(struct session *s, int rc);

/* msg_fail(), with the key covered, which a server's words may have in them. */
int session_fail(const struct session *s, const struct error *e);

/* Close everything.  Also after a session_open() that failed. */
void session_end(struct session *s);

#endif
