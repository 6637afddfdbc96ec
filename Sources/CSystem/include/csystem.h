#pragma once
// The few system calls that Swift cannot make by itself.

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Nanoseconds of the monotonic clock.
uint64_t martlet_monotonic_ns(void);

/// How many bytes of data a TCP connection has received in all; -1 if the system does not tell.
int64_t martlet_tcp_received(int descriptor);

/// A program that was started, and this side's ends of its pipes.
struct martlet_child {
    pid_t pid;
    /// Watches over the child's process group, and ends it should this process die.
    pid_t watchdog;
    /// Closed, or the end of this process: the group is ended. A byte written: the watchdog leaves.
    int lifeline;
    int output;
    int error;
};

enum martlet_spawn_step { MARTLET_SPAWN_PREPARE, MARTLET_SPAWN_DIRECTORY, MARTLET_SPAWN_EXEC };

/// Starts a program as the leader of a process group of its own, with nothing open but its three standard streams.
///
/// Returns 0, or the error number of the step that failed. Call it on a thread that lives as long as the process: on
/// Linux the child is killed when the thread that started it ends.
int martlet_spawn(const char *path, char *const *arguments, char *const *environment, const char *directory,
                  struct martlet_child *child, enum martlet_spawn_step *step);

/// A descriptor that becomes readable when the process ends; -1 where there is no such thing.
int martlet_process_descriptor(pid_t pid);

/// Waits until the process has ended, without reaping it.
int martlet_process_wait(pid_t pid);

/// Reaps a process that has ended: 0 when it has not yet; else 1, with its exit code or the signal that ended it.
int martlet_process_reap(pid_t pid, int *code, int *signal);
