/*
 * cc: compiler attributes and small macros that every file may use.
 *
 * Layer: base.
 */
#ifndef BASE_CC_H
#define BASE_CC_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NO_RETURN __attribute__((noreturn))
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The number of elements of an array (not of a pointer). */
#define LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
