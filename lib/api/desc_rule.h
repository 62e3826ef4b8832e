/*
 * desc_rule: what a description says of records and answers: conditions, where
 * a value is, and what a status or a value means.
 *
 * Who owns the strings, and what NULL is: see desc.h, of which this is a part.
 *
 * Layer: api.
 */
#ifndef API_DESC_RULE_H
#define API_DESC_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "json/path.h"

/* A string list. */
struct desc_strings {
	char **items;
	size_t n;
};

/*
 * A condition on a record: the value at a path is (or, negated, is not) one of
 * some JSON values, or a string that begins so.  A path that leads nowhere is
 * null.  Or a jq program, whose output counts as in jq's select().
 */
struct desc_condition {
	struct path at;
	struct desc_strings is;	 /* JSON texts, any of which will do */
	struct desc_strings starts; /* beginnings, any of which will do */
	bool negated;
	char *jq; /* instead of all the above */
};

struct desc_conditions {
	struct desc_condition *items;
	size_t n;
};

/* Where in an answer a value is read: one of these. */
struct desc_source {
	struct path at; /* of its body */
	char *header;	/* the name of one */
	char *jq;	/* a program over its body: the first result */
	bool on;	/* there is one */
};

/* What an answer means, whatever else its status says. */
enum desc_means {
	DESC_MEANS_STATUS, /* what its status says: nothing was said of it */
	DESC_MEANS_ABSENT, /* there is nothing there */
	DESC_MEANS_AUTH,   /* the key is refused */
	DESC_MEANS_RETRY,  /* a failure that passes */
	DESC_MEANS_LIMIT,  /* too many requests */
	DESC_MEANS_FAIL,   /* a failure that stays */
	DESC_MEANS_LEAVE_OUT, /* what was asked for is left out, and counted */
};

struct desc_status {
	int from; /* 100..599 */
	int to;
};

/* A rule: the answers that all of it holds for, and what they mean. */
struct desc_error {
	struct desc_status *statuses; /* none: any */
	size_t nstatuses;
	struct desc_source at;
	struct desc_strings is;	    /* as in a condition, of the value at at */
	struct desc_strings starts; /* likewise */
	char *text; /* within the value at at, or the body; NULL: any */
	enum desc_means means;
};

struct desc_errors {
	struct desc_error *items; /* the first that holds is meant */
	size_t n;
};

/* Answers that are known: this status, and (any) text within its body. */
struct desc_answer {
	int status;
	char *text; /* NULL: whatever it says; "": nothing */
};

struct desc_answers {
	struct desc_answer *items;
	size_t n;
};

#endif
