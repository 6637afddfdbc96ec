#pragma once
// The few system calls that Swift cannot make by itself.

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Nanoseconds of the monotonic clock.
uint64_t martlet_monotonic_ns(void);

/// How many bytes of data a TCP connection has received in all; -1 if the system does not tell.
int64_t martlet_tcp_received(int descriptor);
