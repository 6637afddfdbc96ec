#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif
#endif

static int swap_in_one(const char *one, const char *other) {
#if defined(__linux__) && defined(SYS_renameat2)
    return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
#elif defined(__APPLE__)
    return renamex_np(one, other, RENAME_SWAP);
#else
    (void)one, (void)other;
    errno = ENOSYS;
    return -1;
#endif
}

int martlet_swap(const char *one, const char *other) {
    if (swap_in_one(one, other) == 0) return 0;
    if (errno != ENOSYS && errno != EINVAL && errno != ENOTSUP) return -errno;
    char aside[PATH_MAX];
    int length = snprintf(aside, sizeof aside, "%s.swap", one);
    if (length < 0 || (size_t)length >= sizeof aside) return -ENAMETOOLONG;
    if (rename(other, aside) != 0) return -errno;
    if (rename(one, other) != 0) {
        int error = errno;
        rename(aside, other);
        return -error;
    }
    return rename(aside, one) == 0 ? 0 : -errno;
}
