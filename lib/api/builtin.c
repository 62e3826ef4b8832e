/* builtin: AssemblyAI's description, as a file within the program. */
#include "api/desc.h"
#include "base/embed.h"

EMBED(api_builtin, "api/assemblyai.json");

const char *
desc_builtin(size_t *len)
{
	*len = (size_t)(api_builtin_end - api_builtin);
	return api_builtin;
}
