import Foundation
import Synchronization

/// Whether somebody pressed ctrl-C, or asked the program to end: once it is noted, the second time it ends at once.
enum Interruption {
    private static let noted = Atomic<Bool>(false)

    static var came: Bool { noted.load(ordering: .relaxed) }

    /// From now on these signals are noted.
    static func watch() {
        // What a handler uses is made before.
        noted.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            _ = signal(number) { number in
                Interruption.noted.store(true, ordering: .relaxed)
                _ = signal(number, SIG_DFL)
            }
        }
    }
}
