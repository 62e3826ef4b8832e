/* Addresses of this machine and of private networks are told from others. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/cc.h"
#include "http/reach.h"
#include "tap.h"

static bool
is_near(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return reach_is_near((struct sockaddr *)&v4, sizeof(v4));
	CHECK(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1,
	    "%s is an address", text);
	return reach_is_near((struct sockaddr *)&v6, sizeof(v6));
}

int
main(void)
{
	static const char *const near[] = { "0.0.0.0", "0.1.2.3", "10.0.0.0",
		"10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
		"127.255.255.255", "169.254.169.254", "172.16.0.0",
		"172.31.255.255", "192.168.0.1", "192.168.255.255", "::",
		"::1", "::ffff:10.1.2.3", "::ffff:127.0.0.1", "::10.0.0.1",
		"64:ff9b::192.168.1.1", "2002:7f00:1::", "2002:a00:1::1",
		"fc00::", "fdff::1", "fe80::1", "febf::1", "fec0::1" };
	static const char *const far[] = { "1.1.1.1", "9.255.255.255",
		"11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.1", "169.253.255.255", "169.255.0.0",
		"172.15.255.255", "172.32.0.0", "192.167.255.255",
		"192.169.0.0", "203.0.113.7", "2001:db8::1",
		"2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
		"2002:808:808::1", "fb00::1", "fe00::1" };
	struct sockaddr other = { .sa_family = AF_UNIX };
	size_t i;

	for (i = 0; i < LEN(near); i++)
		CHECK(is_near(near[i]), "%s is near", near[i]);
	for (i = 0; i < LEN(far); i++)
		CHECK(!is_near(far[i]), "%s is not", far[i]);
	CHECK(reach_is_near(&other, sizeof(other)), "a socket of files is");
	return tap_done();
}
