#include "csystem.h"

// The Swift runtime's own, which keep to Swift's calling convention.
__attribute__((swiftcall)) extern void *swift_task_alloc(size_t bytes);
__attribute__((swiftcall)) extern void swift_task_dealloc(void *piece);

void martlet_reserve_task_memory(size_t bytes) { swift_task_dealloc(swift_task_alloc(bytes)); }
