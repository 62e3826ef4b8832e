/* Deliveries carry the right header, or they do not. */
#include "aai-listen/secret.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/file.h"
#include "tap.h"

int
main(void)
{
	struct error e = { 0 };
	struct secret s;

	CHECK(secret_open(&s, NULL, NULL, &e) == 0 && secret_fits(&s, NULL) &&
		  secret_fits(&s, "x"),
	    "without a header everything fits");
	secret_close(&s);
	CHECK(secret_open(&s, "X-Auth", NULL, &e) == -1 && e.kind == ERROR_AUTH,
	    "a header needs a value: %s", e.text);
	secret_close(&s);
	(void)setenv(SECRET_ENV, "s3cret", 1);
	CHECK(secret_open(&s, NULL, NULL, &e) == -1 && e.kind == ERROR_USAGE &&
		  strstr(e.text, "s3cret") == NULL,
	    "a value needs a header: %s", e.text);
	secret_close(&s);
	(void)setenv(SECRET_ENV, "s3cret", 1);
	CHECK(secret_open(&s, "X-Auth", NULL, &e) == 0,
	    "the environment has one");
	CHECK(getenv(SECRET_ENV) == NULL, "and has it no more");
	CHECK(secret_fits(&s, "s3cret"), "it fits");
	CHECK(!secret_fits(&s, "s3creT") && !secret_fits(&s, "s3cre") &&
		  !secret_fits(&s, "s3crets") && !secret_fits(&s, "") &&
		  !secret_fits(&s, NULL) && !secret_fits(&s, "s3crets3cret"),
	    "nothing else does");
	secret_close(&s);
	CHECK(file_replace("secret", " one \n\ntwo\r\nthree\n", 18, false, &e) == 0,
	    "a file with lines");
	CHECK(secret_open(&s, "X-Auth", "secret", &e) == 0 &&
		  secret_fits(&s, "one") && secret_fits(&s, "two") &&
		  secret_fits(&s, "three"),
	    "any of them fits");
	CHECK(!secret_fits(&s, "onetwo") && !secret_fits(&s, ""),
	    "and nothing else");
	secret_close(&s);
	CHECK(file_replace("secret", " \n", 2, false, &e) == 0 &&
		  secret_open(&s, "X-Auth", "secret", &e) == -1 &&
		  e.kind == ERROR_AUTH,
	    "an empty file is an error: %s", e.text);
	secret_close(&s);
	CHECK(secret_open(&s, "X-Auth", "nowhere", &e) == -1, "so is none: %s",
	    e.text);
	secret_close(&s);
	(void)unlink("secret");
	return tap_done();
}
