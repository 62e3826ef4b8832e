/*
 * aai-sink-delta: publish the tables of a stream of rows as Delta Lake tables.
 */
#include "lake/command.h"
#include "lake/delta.h"

#define NAME "aai-sink-delta"

static const struct opt_program program = {
	.name = NAME,
	.purpose = "publish the tables of a stream of rows as Delta tables",
	.examples = "aai-flatten | " NAME " -o lake\n"
		    "aai-flatten | " NAME " -o lake --append\n"
		    "aai-flatten | " NAME " -o lake --state lake.json\n",
};

int
main(int argc, char **argv)
{
	return lake_command(&program, &delta_format, argc, argv);
}
