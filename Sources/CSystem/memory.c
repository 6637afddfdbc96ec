#define _GNU_SOURCE
#include "csystem.h"

#ifdef __linux__
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

void martlet_settle_memory(void) {
    // Few arenas: each thread that allocates would else keep a heap of its own, and most of ours allocate little.
    mallopt(M_ARENA_MAX, 2);
    malloc_trim(0);
    // Code that only the start needed: its pages are dropped, and read from the page cache again if they are needed.
    // Only executable mappings of files, which nobody writes to.
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == NULL) return;
    char line[4096];
    while (fgets(line, sizeof line, maps) != NULL) {
        uintptr_t start, end;
        char permissions[5];
        int path = 0;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %*s %n", &start, &end, permissions, &path) < 3) continue;
        if (strcmp(permissions, "r-xp") != 0 || path == 0 || line[path] != '/') continue;
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    fclose(maps);
}
#else
void martlet_settle_memory(void) {}
#endif

void martlet_touch(const void *start, size_t count) {
    const volatile char *const bytes = start;
    for (size_t i = 0; i < count; i += 4096) (void)bytes[i];
    if (count > 0) (void)bytes[count - 1];
}
