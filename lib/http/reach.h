/*
 * reach: whether an address is one that everybody reaches, or means another
 * machine for each who uses it.
 *
 * A link from strangers may have a name that leads to what is behind our own
 * firewall.  Only the address says so, when the name has been looked up.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_REACH_H
#define HTTP_REACH_H

#include <stdbool.h>

#include <sys/socket.h>

#include "base/cc.h"

/*
 * Whether the address is this machine's or of a private or local network (IANA,
 * IPv4 and IPv6 Special-Purpose Address Registries: 0.0.0.0/8, 10.0.0.0/8,
 * 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16;
 * ::, ::1, fc00::/7, fe80::/10, and fec0::/10 of before; those of IPv4 in IPv6
 * as they are in IPv4).  What is neither IPv4 nor IPv6 is.
 */
bool reach_is_near(const struct sockaddr *a, socklen_t len) MUST_CHECK;

#endif
