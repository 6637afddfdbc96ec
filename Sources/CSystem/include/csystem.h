#pragma once
// The few system calls that Swift cannot make by itself.

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// How many cores this process may use: by its affinity, and by its container's quota.
int martlet_available_cores(void);

/// Gives back the memory that only the start of the program needed. Call it once, when serving has begun.
void martlet_settle_memory(void);

/// Reads a byte of each page, and so makes all of them present.
void martlet_touch(const void *start, size_t count);

/// Has this thread run in short slices of time: it comes before others that are in the midst of a longer one when it
/// wakes, and gives up little when it yields. Linux from 6.12 on heeds it.
void martlet_prefer_latency(uint64_t slice_ns);

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

/// Exchanges what is at two paths in one step; in two where the file system cannot. 0, or -errno.
int martlet_swap(const char *one, const char *other);

/// A descriptor that becomes readable when the process ends; -1 where there is no such thing.
int martlet_process_descriptor(pid_t pid);

/// Waits until the process has ended, without reaping it.
int martlet_process_wait(pid_t pid);

/// Reaps a process that has ended: 0 when it has not yet; else 1, with its exit code or the signal that ended it.
int martlet_process_reap(pid_t pid, int *code, int *signal);
// Sockets. Where a result is negative it is -errno; a call that a signal interrupted is made again.

/// A socket address of any family.
typedef struct {
    _Alignas(8) unsigned char bytes[128];
    unsigned length;
} martlet_address;

/// The addresses of a host's name, or of an address as text. Blocks while a name is looked up. Returns how many.
int martlet_resolve(const char *host, uint16_t port, martlet_address *found, int room);

/// As `martlet_resolve`, for an address as text only: never blocks.
int martlet_read_address(const char *text, martlet_address *found, int room);

/// The bytes of an IP address, the first one first: 4 or 16 of them; 0 for what is none.
int martlet_address_bytes(const martlet_address *address, unsigned char bytes[16]);

/// A non-blocking socket with TCP_NODELAY that is on its way to being connected: it is writable when it is, or when
/// that failed.
int martlet_connect(martlet_address address, uint16_t port);

/// 0 once the socket is connected, else what became of it as -errno.
int martlet_connect_result(int fd);

/// A non-blocking socket that listens, with TCP_NODELAY for those it accepts; with no backlog it is only bound.
int martlet_listen(martlet_address address, uint16_t port, int shares_port, int backlog, uint16_t *bound);

/// The next connection, non-blocking, and its peer as `address:port`.
int martlet_accept(int listener, char *peer, size_t room);

ssize_t martlet_receive(int fd, void *into, size_t room);

/// Whether the peer has closed its side or reset the connection, even while there is something to read.
int martlet_has_left(int fd);

/// Whether there is something to read: 1 if so, 0 where the peer has closed, else -errno.
ssize_t martlet_peek(int fd);

/// Sends up to three pieces in one call, without a SIGPIPE.
ssize_t martlet_send(int fd, const void *first, size_t first_length, const void *second, size_t second_length,
                     const void *third, size_t third_length);

/// Makes the next close of this socket a reset, so that the peer does not take what it got for whole.
void martlet_reset_on_close(int fd);

// MARK: tasks

/// Has the allocator of the Swift task that calls this take so many bytes, and keep them for its next calls. Called from
/// within a task only.
void martlet_reserve_task_memory(size_t bytes);
