/*
 * mask_codes: keep a secret out of what people read, where it is written in
 * another code.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_MASK_CODES_H
#define HTTP_MASK_CODES_H

/*
 * Replace the secret in text by "***", as mask_text() does, where it is in
 * hexadecimal or base64, with either alphabet, be it with more before or after
 * it, as a user's name and a password are: what the first and the last of its
 * base64 share with that stays.  Codes of fewer than 8 characters are left
 * alone.  O(length of both).
 */
void mask_codes(char *text, const char *secret);

#endif
