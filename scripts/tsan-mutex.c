// Shows ThreadSanitizer how a contended Swift Mutex is handed over; preloaded by scripts/sanitize.
//
// On Linux, Mutex takes a free lock with an atomic exchange that is compiled into the caller, where the sanitizer sees it.
// A contended one is taken and given up inside libswiftSynchronization, which is not instrumented, with the help of the
// kernel (FUTEX_LOCK_PI writes the next owner's thread id itself). What the last holder did then looks unordered with
// what the next one does, so that
//
//     let counter = Mutex(0)
//     DispatchQueue.concurrentPerform(iterations: 8) { _ in
//         for _ in 0..<100_000 { counter.withLock { $0 += 1 } }
//     }
//
// is reported as a race on the counter. The three functions below stand before the library's own and say what happened.
// It hides nothing but that: two accesses that no Mutex orders are still reported.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// Of the sanitizer; not there in the programs that only build and start the tests.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF) {
    SWIFT void (*original)(uint32_t, SELF) = (SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK);
    original(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) {
    SWIFT bool (*original)(SELF) = (SWIFT bool (*)(SELF))dlsym(RTLD_NEXT, TRY_LOCK);
    bool taken = original(self);
    if (taken && __tsan_acquire) __tsan_acquire(self);
    return taken;
}

SWIFT void unlock_slow(SELF) {
    SWIFT void (*original)(SELF) = (SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    original(self);
}
