/*
 * openapi_operation: the operations of a file that read something, and whose
 * children their records are.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_OPERATION_H
#define AAI_DESCRIBE_OPENAPI_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-describe/openapi.h"
#include "aai-describe/openapi_answer.h"
#include "aai-describe/openapi_key.h"
#include "aai-describe/openapi_path.h"
#include "base/map.h"

#define OPENAPI_NONE SIZE_MAX

/* A GET of the file. */
struct openapi_operation {
	const char *path;
	size_t item;
	size_t node;
	enum answer_kind kind;
	const char *why;
	bool open; /* it has parameters of pages, and answers one thing */
	bool wanted;
	struct openapi_nodes record;
	struct openapi_key key;
	char *name;    /* as a resource is called */
	char *carried; /* what its key is called in other tables; or NULL */
};

struct openapi_operations {
	struct openapi_operation *items;
	size_t n;
	size_t cap;
	struct map lists; /* norm of a path to the place of its list */
	struct map below; /* norm of a path to that of its next parameter */
	const char **params;
	size_t nparams;
	size_t params_cap;
};

/* Read all of them, with their keys, and choose those that are wanted. */
void openapi_operations_read(struct openapi *o, struct openapi_operations *all);

/* A parameter of a path, as a resource has it. */
struct openapi_slot {
	size_t list; /* the operation whose records have it; NONE: people */
	char *name;  /* in the resource's path; owned */
	const char *param;  /* in the file's; within the document's strings */
	const char *member; /* of the list's records */
	bool sure;
};

struct openapi_slots {
	struct openapi_slot items[OPENAPI_PATH_PARAMS];
	size_t n;
	size_t parent; /* the place of the slot that has the parent; NONE */
};

/* What the parameters of an operation's path are. */
void openapi_slots_read(struct openapi *o, const struct openapi_operations *all,
    const struct openapi_path *path, struct openapi_slots *slots);

void openapi_slots_free(struct openapi_slots *slots);
void openapi_operations_free(struct openapi_operations *all);

#endif
