import CEvent

/// What happens to a descriptor.
package struct IOEvents: OptionSet, Sendable {
    package let rawValue: Int16
    package init(rawValue: Int16) { self.rawValue = rawValue }

    package static let read = IOEvents(rawValue: Int16(EV_READ))
    package static let write = IOEvents(rawValue: Int16(EV_WRITE))
    /// The peer has closed its side, even while data it sent is still unread.
    package static let closed = IOEvents(rawValue: Int16(EV_CLOSED))
    /// Wanted, not reported: call back once for each change, instead of as long as the state lasts. A reset connection
    /// is reported as readable and writable, not as closed.
    package static let edge = IOEvents(rawValue: Int16(EV_ET))
}

/// Calls back on its loop when a descriptor becomes readable, writable or closed, as long as that stays so (or once
/// for each change, with `.edge`).
///
/// Confined to its loop's thread. `cancel` it before the descriptor is closed.
@safe package final class IOWatch: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, which every method asserts.
    private let loop: EventLoop
    private let descriptor: Int32
    private let event: OpaquePointer?
    private var wanted: IOEvents = []
    private var body: ((IOEvents) -> Void)?

    package init(loop: EventLoop, descriptor: Int32, body: @escaping (IOEvents) -> Void) {
        self.loop = loop
        self.descriptor = descriptor
        self.body = body
        unsafe event = unsafe event_new(loop.base, -1, 0, { _, _, _ in }, nil)
    }

    deinit {
        if let event = unsafe event { unsafe event_free(event) }
    }

    /// Watches for exactly these events from now on.
    package func set(_ events: IOEvents) {
        loop.assertCurrent()
        guard events != wanted, let event = unsafe event, body != nil else { return }
        if !wanted.isEmpty { unsafe event_del(event) }
        wanted = events
        guard !events.isEmpty else { return }
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event_assign(
            event,
            loop.base,
            descriptor,
            events.rawValue | Int16(EV_PERSIST),
            { _, what, context in
                guard let context = unsafe context else { return }
                // The body may drop the last reference to the watch: it is held for the call.
                let watch = unsafe Unmanaged<IOWatch>.fromOpaque(context).takeUnretainedValue()
                withExtendedLifetime(watch) {
                    watch.loop.heard()
                    watch.body?(IOEvents(rawValue: what))
                }
            },
            context
        )
        unsafe event_add(event, nil)
    }

    /// Stops for good, and lets go of the body.
    package func cancel() {
        set([])
        body = nil
    }
}
