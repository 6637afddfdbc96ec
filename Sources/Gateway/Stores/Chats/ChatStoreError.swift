/// Why a conversation cannot be had, or changed.
package enum ChatStoreError: Error, Sendable, Equatable {
    /// There is none, or it is someone else's: which of these, nobody is told.
    case notFound(id: String)
    /// The id is taken.
    case conflict(id: String)
    /// A message would stand after a hole: the next place is this one.
    case outOfOrder(next: Int)
    case tooLarge(size: Int, limit: Int)
    case tooManyMessages(limit: Int)
}

/// What conversations may take; each owner's for itself, so that nobody drives out what others said.
package struct ChatStoreSettings: Sendable, Equatable {
    /// Beyond it, the conversations of an owner that were left longest ago go.
    package var maximumBytes = 256 << 20
    package var maximumChats = 10_000
    package var maximumChatBytes = 32 << 20
    package var maximumMessages = 2000

    package init() {}
}
