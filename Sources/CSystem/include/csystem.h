#pragma once
// The few system calls that Swift cannot make by itself.

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Nanoseconds of the monotonic clock.
uint64_t martlet_monotonic_ns(void);
