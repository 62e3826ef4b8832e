/* Real TLS: only who has a certificate of a trusted authority is spoken to. */
#include <signal.h>
#include <unistd.h>

#include "base/cc.h"
#include "http/tls.h"
#include "httpget.h"

/* An authority, and a certificate of its for 127.0.0.1 alone. */
static const char make_certificates[] =
    "exec >openssl.log 2>&1 && command -v openssl &&"
    "k='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes' &&"
    "openssl req -x509 $k -keyout ca.key -out ca.pem -subj /CN=Test-CA "
    "    -days 2 -addext basicConstraints=critical,CA:TRUE &&"
    "openssl req $k -keyout server.key -out server.csr -subj /CN=server &&"
    "printf 'subjectAltName=IP:127.0.0.1\\n' >ext &&"
    "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key "
    "    -CAcreateserial -out server.pem -days 2 -extfile ext &&"
    "printf '{\"ok\":true}' >x.json";

static int
shell(const char *script)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		(void)execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	(void)waitpid(pid, &status, 0);
	return status;
}

/* Start openssl's server; its base URL with this host goes to h->base. */
static pid_t
serve(struct httpd *h, const char *host, const char *version)
{
	char line[256], *colon;
	int out[2];
	pid_t pid;
	FILE *f;

	if (pipe(out) != 0)
		exit(1);
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)dup2(out[1], 1);
		(void)execlp("openssl", "openssl", "s_server", "-accept",
		    "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key",
		    "-WWW", "-cipher", "DEFAULT@SECLEVEL=0", version,
		    (char *)NULL);
		_exit(127);
	}
	(void)close(out[1]);
	f = fdopen(out[0], "r");
	h->base[0] = '\0';
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "ACCEPT ", 7) == 0 &&
		    (colon = strrchr(line, ':')) != NULL) {
			(void)snprintf(h->base, sizeof(h->base),
			    "https://%s:%.8s", host,
			    strtok(colon + 1, "\r\n"));
			break;
		}
	/* Left open: the server goes on writing to it. */
	return pid;
}

static void
end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static void
expect(const struct httpd *h, const char *ca, enum engine_result want,
    const char *title)
{
	struct engine_options o = get_options(h);
	struct engine_response r;
	struct engine *g;

	o.ca_file = ca;
	o.retries = 1;
	g = get_open(&o);
	r = get(g, h, "/x.json");
	if (!CHECK_INT(r.result, want, "%s", title))
		tap_note("%s", r.error.text);
	if (want == ENGINE_STOPPED)
		if (!CHECK(r.error.kind == ERROR_FAILED && r.tries == 1 &&
			    get_says(&r, "ertificate") &&
			    get_says(&r, "CURL_CA_BUNDLE") ==
				!get_says(&r, "subject name"),
			"the error says why, and what helps if it would"))
			tap_note("%u tries: %s", r.tries, r.error.text);
	if (want == ENGINE_DONE)
		CHECK(buf_is(&r.body, "{\"ok\":true}"), "the body comes over");
	engine_response_free(&r);
	engine_close(g);
}

/* A program that was built for another machine looks for what this one has. */
static void
search_for_authorities(void)
{
	static const char *const places[] = { "nowhere.pem", "/dev/null",
		"/dev/zero", NULL };
	static const char *const none[] = { "nowhere.pem", NULL };
	struct tls_authorities usual = { "nowhere.pem", "nowhere" };

	CHECK_STR(tls_search(usual, places), "/dev/null",
	    "the first file that is there is taken");
	CHECK(tls_search(usual, none) == NULL, "there may be none");
	usual.file = "/dev/zero";
	CHECK(tls_search(usual, places) == NULL,
	    "libcurl's file is not looked for when it is there");
	usual = (struct tls_authorities){ NULL, "/" };
	CHECK(tls_search(usual, places) == NULL, "nor is its folder");
}

int
main(void)
{
	struct httpd h = { 0 };
	pid_t pid;

	search_for_authorities();
	if (shell(make_certificates) != 0) {
		tap_skip("no openssl here that makes certificates");
		return tap_done();
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)unsetenv("CURL_CA_BUNDLE");
	(void)unsetenv("SSL_CERT_FILE");
	(void)unsetenv("SSL_CERT_DIR");
	pid = serve(&h, "127.0.0.1", "-no_tls1");
	expect(&h, NULL, ENGINE_STOPPED, "an unknown authority is not trusted");
	expect(&h, "ca.pem", ENGINE_DONE, "one that the user names is");
	expect(&h, "nowhere.pem", ENGINE_STOPPED,
	    "a file that is not there trusts nobody");
	(void)setenv("SSL_CERT_FILE", "ca.pem", 1);
	expect(&h, NULL, ENGINE_DONE, "SSL_CERT_FILE may name it");
	(void)setenv("CURL_CA_BUNDLE", "ca.pem", 1);
	(void)setenv("SSL_CERT_FILE", "nowhere.pem", 1);
	expect(&h, NULL, ENGINE_DONE, "so may CURL_CA_BUNDLE, before it");
	end(pid);

	pid = serve(&h, "localhost", "-no_tls1");
	expect(&h, NULL, ENGINE_STOPPED,
	    "a certificate for another name is not trusted");
	end(pid);

	pid = serve(&h, "127.0.0.1", "-tls1_1");
	if (h.base[0] == '\0')
		tap_skip("this openssl does not speak TLS 1.1");
	else
		expect(&h, NULL, ENGINE_FAILED, "TLS 1.1 is not spoken");
	end(pid);
	return tap_done();
}
