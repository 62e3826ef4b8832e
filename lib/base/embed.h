/*
 * embed: files within the program.
 *
 * The assembler reads them, when the program is built; lib is where it looks.
 * Their names say where they are: "lake/manifest_file.json".
 *
 * Layer: base.
 */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

/*
 * Have the file's bytes in name, an array of const char with a NUL after them,
 * which ends at name_end.  Outside of functions.
 */
#define EMBED(name, file) \
	__asm__(".pushsection .rodata\n" \
		".hidden " #name "\n" \
		".globl " #name "\n" #name ":\n" \
		".incbin \"" file "\"\n" \
		".hidden " #name "_end\n" \
		".globl " #name "_end\n" #name "_end:\n" \
		".byte 0\n" \
		".popsection\n"); \
	extern const char name[], name##_end[]

#endif
