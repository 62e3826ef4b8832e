/* builtin: AssemblyAI's description, as a file within the program. */
#include "api/desc.h"

/* The assembler reads the file; lib is where it looks. */
__asm__(".pushsection .rodata\n"
	".hidden api_builtin_start\n"
	".globl api_builtin_start\n"
	"api_builtin_start:\n"
	".incbin \"api/assemblyai.json\"\n"
	".hidden api_builtin_end\n"
	".globl api_builtin_end\n"
	"api_builtin_end:\n"
	".byte 0\n"
	".popsection\n");

extern const char api_builtin_start[];
extern const char api_builtin_end[];

const char *
desc_builtin(size_t *len)
{
	*len = (size_t)(api_builtin_end - api_builtin_start);
	return api_builtin_start;
}
