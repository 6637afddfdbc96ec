#pragma once
#include <sys/types.h>
#include <sys/select.h>
#include <event2/event.h>

// An event base for one thread: no locks, epoll changes batched. Timers are as fine as the kernel's tick (4 ms or less):
// EVENT_BASE_FLAG_PRECISE_TIMER would cost a timerfd_settime on every turn of the loop.
static inline struct event_base *martlet_event_base_new(void) {
    struct event_config *config = event_config_new();
    if (config == NULL) return NULL;
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}
