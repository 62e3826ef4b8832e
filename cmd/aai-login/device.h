/*
 * device: log in by a code that is typed on another device.
 *
 * Format facts: RFC 8628.
 *
 * Layer: aai-login.
 */
#ifndef AAI_LOGIN_DEVICE_H
#define AAI_LOGIN_DEVICE_H

#include "aai-login/flow.h"
#include "base/error.h"

/* As login_run(), with a flow that is open. */
int device_run(const struct flow *f, struct error *e) MUST_CHECK;

#endif
