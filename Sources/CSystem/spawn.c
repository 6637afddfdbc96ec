#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// Between fork and exec, and in the watchdog, which never calls exec, only what is safe in a signal handler may be
// called: another thread may have held any lock at the moment of the fork.

enum { OUTPUT, ERROR, FAILURE, LIFELINE, PIPES };
struct pipes { int read[PIPES], write[PIPES]; };

struct failure { int step, number; };

static int move_up(int descriptor) {
    // Out of the way of 0, 1 and 2, which the child fills.
    if (descriptor > 2) return descriptor;
    int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    int number = errno;
    close(descriptor);
    errno = number;
    return moved;
}

static int open_pipe(int *read_end, int *write_end) {
    int ends[2];
#ifdef __linux__
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
    *read_end = move_up(ends[0]);
    *write_end = *read_end < 0 ? (close(ends[1]), -1) : move_up(ends[1]);
    return *write_end < 0 ? errno : 0;
}

static void close_pipe_ends(int *ends) {
    for (int i = 0; i < PIPES; i++) {
        if (ends[i] >= 0) close(ends[i]);
        ends[i] = -1;
    }
}

// Every descriptor from `first` on: closed, or only marked to be closed by exec.
static void close_from(int first, bool at_exec) {
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, (unsigned)first, ~0u, at_exec ? 4u /* CLOSE_RANGE_CLOEXEC */ : 0u) == 0) return;
#endif
    struct rlimit limit;
    int last = 65536;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)last) last = (int)limit.rlim_cur;
    for (int descriptor = first; descriptor < last; descriptor++) {
        if (at_exec) fcntl(descriptor, F_SETFD, FD_CLOEXEC); else close(descriptor);
    }
}

static void default_signals(void) {
    struct sigaction action = {0};
    action.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void give_up(int descriptor, int step) {
    struct failure failure = {step, errno};
    // Smaller than PIPE_BUF, so all of it or nothing.
    ssize_t ignored = write(descriptor, &failure, sizeof failure);
    (void)ignored;
    _exit(127);
}

static _Noreturn void be_child(const char *path, char *const *arguments, char *const *environment,
                               const char *directory, const struct pipes *pipes, pid_t parent) {
    int failure = pipes->write[FAILURE];
    setpgid(0, 0);
#ifdef __linux__
    // Should the watchdog be killed with its master, the kernel still ends this one.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) _exit(127);
    default_signals();
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(pipes->write[OUTPUT], 1) < 0 || dup2(pipes->write[ERROR], 2) < 0) {
        give_up(failure, MARTLET_SPAWN_PREPARE);
    }
    if (directory != NULL && chdir(directory) != 0) give_up(failure, MARTLET_SPAWN_DIRECTORY);
    close_from(3, true);
    execve(path, arguments, environment);
    give_up(failure, MARTLET_SPAWN_EXEC);
}

static _Noreturn void be_watchdog(pid_t group, int lifeline) {
    // Out of the terminal's reach: Ctrl-C is for its master to act on.
    setsid();
#ifdef __linux__
    prctl(PR_SET_NAME, "mlet-watchdog");
#endif
    struct sigaction ignore = {0};
    ignore.sa_handler = SIG_IGN;
    int ignored[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) sigaction(ignored[i], &ignore, NULL);
    if (dup2(lifeline, 0) < 0) _exit(1);
    close_from(1, false);
    char byte;
    ssize_t count;
    do count = read(0, &byte, 1); while (count < 0 && errno == EINTR);
    if (count == 1) _exit(0);
    // The master is gone. Five seconds to leave, then no more asking.
    kill(-group, SIGTERM);
    for (int i = 0; i < 50 && kill(-group, 0) == 0; i++) {
        struct timespec pause = {0, 100000000};
        nanosleep(&pause, NULL);
    }
    kill(-group, SIGKILL);
    _exit(0);
}

// What the child says went wrong before exec, or 0 once exec has closed the pipe.
static int read_failure(int descriptor, enum martlet_spawn_step *step) {
    struct failure failure;
    ssize_t count;
    do count = read(descriptor, &failure, sizeof failure); while (count < 0 && errno == EINTR);
    if (count == 0) return 0;
    if (count != (ssize_t)sizeof failure) return EIO;
    *step = (enum martlet_spawn_step)failure.step;
    return failure.number != 0 ? failure.number : EIO;
}

static void reap(pid_t pid) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
}

int martlet_spawn(const char *path, char *const *arguments, char *const *environment, const char *directory,
                  struct martlet_child *child, enum martlet_spawn_step *step) {
    struct pipes pipes = {{-1, -1, -1, -1}, {-1, -1, -1, -1}};
    *step = MARTLET_SPAWN_PREPARE;
    int result = 0;
    for (int i = 0; i < PIPES && result == 0; i++) result = open_pipe(&pipes.read[i], &pipes.write[i]);
    if (result != 0) goto failed;

    // No handler of this process may run in the child before it has put them aside.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t self = getpid();
    pid_t pid = fork();
    if (pid == 0) be_child(path, arguments, environment, directory, &pipes, self);
    result = pid < 0 ? errno : 0;
    pid_t watchdog = -1;
    if (result == 0) {
        setpgid(pid, pid);
        watchdog = fork();
        if (watchdog == 0) be_watchdog(pid, pipes.read[LIFELINE]);
        if (watchdog < 0) result = errno;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid < 0) goto failed;

    close(pipes.write[FAILURE]);
    pipes.write[FAILURE] = -1;
    if (result == 0) result = read_failure(pipes.read[FAILURE], step); else kill(pid, SIGKILL);
    if (result != 0) {
        reap(pid);
        if (watchdog > 0) {
            kill(watchdog, SIGKILL);
            reap(watchdog);
        }
        goto failed;
    }
    fcntl(pipes.read[OUTPUT], F_SETFL, O_NONBLOCK);
    fcntl(pipes.read[ERROR], F_SETFL, O_NONBLOCK);
    *child = (struct martlet_child){pid, watchdog, pipes.write[LIFELINE], pipes.read[OUTPUT], pipes.read[ERROR]};
    pipes.write[LIFELINE] = pipes.read[OUTPUT] = pipes.read[ERROR] = -1;
failed:
    close_pipe_ends(pipes.read);
    close_pipe_ends(pipes.write);
    return result;
}

int martlet_process_descriptor(pid_t pid) {
#if defined(__linux__) && defined(SYS_pidfd_open)
    // It closes with exec by itself.
    return (int)syscall(SYS_pidfd_open, pid, 0);
#else
    (void)pid;
    return -1;
#endif
}

int martlet_process_wait(pid_t pid) {
    siginfo_t info;
    int result;
    do result = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT); while (result < 0 && errno == EINTR);
    return result < 0 ? errno : 0;
}

int martlet_process_reap(pid_t pid, int *code, int *signal) {
    int status = 0;
    pid_t result;
    do result = waitpid(pid, &status, WNOHANG); while (result < 0 && errno == EINTR);
    if (result == 0) return 0;
    *code = result == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    *signal = result == pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return 1;
}
