#define _GNU_SOURCE
#include "csystem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#ifdef MSG_NOSIGNAL
#define NO_SIGNAL MSG_NOSIGNAL
#else
#define NO_SIGNAL 0
#endif

static int look_up(const char *host, uint16_t port, int flags, martlet_address *found, int room) {
    struct addrinfo hints, *list = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    int error = getaddrinfo(host, service, &hints, &list);
    if (error != 0) return 0;
    int count = 0;
    for (struct addrinfo *one = list; one != NULL && count < room; one = one->ai_next) {
        if (one->ai_addrlen > sizeof found->bytes) continue;
        memcpy(found[count].bytes, one->ai_addr, one->ai_addrlen);
        found[count].length = one->ai_addrlen;
        count++;
    }
    freeaddrinfo(list);
    return count;
}

int martlet_resolve(const char *host, uint16_t port, martlet_address *found, int room) {
    return look_up(host, port, AI_PASSIVE, found, room);
}

int martlet_read_address(const char *text, martlet_address *found, int room) {
    return look_up(text, 0, AI_NUMERICHOST, found, room);
}

int martlet_address_bytes(const martlet_address *address, unsigned char bytes[16]) {
    const struct sockaddr *any = (const struct sockaddr *)address->bytes;
    if (any->sa_family == AF_INET) {
        memcpy(bytes, &((const struct sockaddr_in *)any)->sin_addr, 4);
        return 4;
    }
    if (any->sa_family != AF_INET6) return 0;
    memcpy(bytes, &((const struct sockaddr_in6 *)any)->sin6_addr, 16);
    return 16;
}

static void set_port(martlet_address *address, uint16_t port) {
    struct sockaddr *any = (struct sockaddr *)address->bytes;
    if (any->sa_family == AF_INET) ((struct sockaddr_in *)any)->sin_port = htons(port);
    if (any->sa_family == AF_INET6) ((struct sockaddr_in6 *)any)->sin6_port = htons(port);
}

static uint16_t port_of(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET6) return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)address)->sin_port);
}

static int prepare(int fd) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) return -1;
#ifdef SO_NOSIGPIPE
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return 0;
}

// Notices within a minute that the other machine is gone.
static void keep_alive(int fd) {
    int on = 1, idle = 30, interval = 15;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
#ifdef TCP_KEEPIDLE
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
#else
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPALIVE, &idle, sizeof idle);
#endif
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
}

int martlet_connect(martlet_address address, uint16_t port) {
    set_port(&address, port);
    const struct sockaddr *any = (const struct sockaddr *)address.bytes;
    int fd = socket(any->sa_family, SOCK_STREAM, 0);
    if (fd < 0) return -errno;
    int on = 1;
    if (prepare(fd) < 0) goto failed;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    keep_alive(fd);
    if (connect(fd, any, (socklen_t)address.length) == 0 || errno == EINPROGRESS || errno == EINTR) return fd;
failed:;
    int error = errno;
    close(fd);
    return -error;
}

int martlet_connect_result(int fd) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
    return -error;
}

int martlet_listen(martlet_address address, uint16_t port, int shares_port, int backlog, uint16_t *bound) {
    set_port(&address, port);
    const struct sockaddr *any = (const struct sockaddr *)address.bytes;
    int fd = socket(any->sa_family, SOCK_STREAM, 0);
    if (fd < 0) return -errno;
    int on = 1;
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
    if (prepare(fd) < 0) goto failed;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // Accepted sockets inherit this one.
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (any->sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
#ifdef SO_REUSEPORT
    if (shares_port && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) < 0) goto failed;
#endif
    if (bind(fd, any, (socklen_t)address.length) < 0) goto failed;
    // With no backlog this is only a question whether the address is free.
    if (backlog > 0 && listen(fd, backlog) < 0) goto failed;
    if (getsockname(fd, (struct sockaddr *)&name, &length) < 0) goto failed;
    *bound = port_of(&name);
    return fd;
failed:;
    int error = errno;
    close(fd);
    return -error;
}

int martlet_accept(int listener, char *peer, size_t room) {
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
#ifdef __linux__
    int fd = accept4(listener, (struct sockaddr *)&name, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return -errno;
#else
    int fd = accept(listener, (struct sockaddr *)&name, &length);
    if (fd < 0) return -errno;
    if (prepare(fd) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
#endif
    char ip[INET6_ADDRSTRLEN] = "?";
    if (name.ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&name)->sin6_addr, ip, sizeof ip);
        snprintf(peer, room, "[%s]:%u", ip, port_of(&name));
    } else {
        inet_ntop(AF_INET, &((struct sockaddr_in *)&name)->sin_addr, ip, sizeof ip);
        snprintf(peer, room, "%s:%u", ip, port_of(&name));
    }
    return fd;
}

ssize_t martlet_receive(int fd, void *into, size_t room) {
    ssize_t count;
    do count = recv(fd, into, room, 0);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int martlet_has_left(int fd) {
#ifdef POLLRDHUP
    const short gone = POLLRDHUP | POLLHUP | POLLERR;
#else
    const short gone = POLLHUP | POLLERR;
#endif
    struct pollfd one = {fd, gone, 0};
    int count;
    do count = poll(&one, 1, 0);
    while (count < 0 && errno == EINTR);
    return count > 0;
}

ssize_t martlet_peek(int fd) {
    char byte;
    ssize_t count;
    do count = recv(fd, &byte, 1, MSG_PEEK);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

ssize_t martlet_send(int fd, const void *first, size_t first_length, const void *second, size_t second_length,
                     const void *third, size_t third_length) {
    struct iovec parts[3] = {
        {(void *)first, first_length}, {(void *)second, second_length}, {(void *)third, third_length}};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = third_length > 0 ? 3 : 2;
    ssize_t count;
    do count = second_length + third_length == 0 ? send(fd, first, first_length, NO_SIGNAL)
                                                 : sendmsg(fd, &message, NO_SIGNAL);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

void martlet_reset_on_close(int fd) {
    struct linger now = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}
