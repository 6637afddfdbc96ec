#define _GNU_SOURCE
#include "csystem.h"

#include <netinet/in.h>
#include <sys/socket.h>

#ifdef __linux__
#include <linux/tcp.h>
// In the kernel's order; <netinet/tcp.h>, which also has them, cannot be included beside <linux/tcp.h>.
enum { CLOSE = 7, CLOSE_WAIT = 8 };
#else
#include <netinet/tcp.h>
#endif

int64_t martlet_tcp_received(int descriptor) {
#ifdef __linux__
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -1;
    if (size < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received) return -1;
    // The end of the stream has a sequence number of its own, and is counted. A reset mostly follows such an end: the
    // peer closed a moment before something was sent to it.
    int has_ended = info.tcpi_state == CLOSE_WAIT || info.tcpi_state == CLOSE;
    return (int64_t)info.tcpi_bytes_received - (has_ended && info.tcpi_bytes_received > 0);
#else
    (void)descriptor;
    return -1;
#endif
}
