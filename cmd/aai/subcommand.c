/* subcommand: the commands of this program; see subcommand.h. */
#include "aai/subcommand.h"

#include <string.h>

#include "base/cc.h"
#include "base/similar.h"
#include "io/msg.h"

const struct subcommand subcommand_list[] = {
	{ "load", subcommand_load, subcommand_load_describe },
	{ "init", subcommand_init, subcommand_init_describe },
	{ "check", subcommand_check, subcommand_check_describe },
	{ "status", subcommand_status, subcommand_status_describe },
	{ "reload", subcommand_reload, subcommand_reload_describe },
	{ "help", subcommand_help, subcommand_help_describe },
};
const size_t subcommand_count = LEN(subcommand_list);

void
subcommand_names(const char *names[SUBCOMMANDS_MAX])
{
	size_t i;

	_Static_assert(LEN(subcommand_list) < SUBCOMMANDS_MAX, "room for all");
	for (i = 0; i < subcommand_count; i++)
		names[i] = subcommand_list[i].name;
	names[i] = NULL;
}

const struct subcommand *
subcommand_find(const char *name)
{
	struct similar s = similar_begin(name);
	size_t i;

	for (i = 0; i < subcommand_count; i++) {
		if (strcmp(subcommand_list[i].name, name) == 0)
			return &subcommand_list[i];
		similar_add(&s, subcommand_list[i].name);
	}
	if (s.best != NULL)
		msg_error("there is no command '%.100s': did you mean '%s'?",
		    name, s.best);
	else
		msg_error("there is no command '%.100s'; see aai --help", name);
	return NULL;
}
