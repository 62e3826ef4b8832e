/*
 * aai-sink-iceberg: publish the tables of a stream of rows as Iceberg tables.
 */
#include "lake/command.h"
#include "lake/iceberg.h"

#define NAME "aai-sink-iceberg"

static const struct opt_program program = {
	.name = NAME,
	.purpose = "publish the tables of a stream of rows as Iceberg tables",
	.examples = "aai-flatten | " NAME " -o warehouse/db\n"
		    "aai-flatten | " NAME " -o warehouse/db --append\n"
		    "aai-flatten | " NAME " -o warehouse/db --state db.json\n",
};

int
main(int argc, char **argv)
{
	return lake_command(&program, &iceberg_format, argc, argv);
}
