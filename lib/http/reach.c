/* reach: addresses that mean another machine for each; see reach.h. */
#include "http/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The first bits of addresses. */
struct block {
	uint32_t first;
	unsigned bits;
};

static bool
is_near_v4(uint32_t a)
{
	static const struct block blocks[] = { { 0x00000000, 8 },
		{ 0x0a000000, 8 }, { 0x64400000, 10 }, { 0x7f000000, 8 },
		{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0a80000, 16 } };
	size_t i;

	for (i = 0; i < LEN(blocks); i++)
		if ((a ^ blocks[i].first) >> (32 - blocks[i].bits) == 0)
			return true;
	return false;
}

static uint32_t
number_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static bool
is_near_v6(const uint8_t *p)
{
	/* IPv4 in IPv6, and by NAT64 (RFC 4291, 2.5.5; RFC 6052, 2.1). */
	static const uint8_t zeros[12] = { 0 };
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	/* :: and ::1 are 0.0.0.0 and 0.0.0.1. */
	if (memcmp(p, zeros, 12) == 0 || memcmp(p, mapped, 12) == 0 ||
	    memcmp(p, nat64, 12) == 0)
		return is_near_v4(number_at(p + 12));
	/* 6to4 (RFC 3056): the address of the way there. */
	if (p[0] == 0x20 && p[1] == 0x02)
		return is_near_v4(number_at(p + 2));
	return (p[0] & 0xfe) == 0xfc || (p[0] == 0xfe && (p[1] & 0x80) != 0);
}

bool
reach_is_near(const struct sockaddr *a, socklen_t len)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (a->sa_family == AF_INET && len >= sizeof(v4)) {
		memcpy(&v4, a, sizeof(v4));
		return is_near_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (a->sa_family == AF_INET6 && len >= sizeof(v6)) {
		memcpy(&v6, a, sizeof(v6));
		return is_near_v6(v6.sin6_addr.s6_addr);
	}
	return true;
}
