package import Foundation

/// An answer of `/v1/responses` that is kept, with what was asked.
package struct KeptResponse: Sendable, Equatable {
    package var id: String
    /// The name of the key it was made with; empty where no keys are used.
    package var owner: String
    package var created: Date
    /// The answer that this one goes on from.
    package var previousID: String?
    /// The `response` object, as JSON.
    package var response: [UInt8]
    /// The array of its own input items, without those of the answers before it, as JSON.
    package var input: [UInt8]

    package init(
        id: String,
        owner: String,
        created: Date,
        previousID: String? = nil,
        response: [UInt8],
        input: [UInt8]
    ) {
        self.id = id
        self.owner = owner
        self.created = created
        self.previousID = previousID
        self.response = response
        self.input = input
    }
}

/// Why an answer is not to be had, or not kept.
package enum ResponseKeeperError: Error, Sendable, Equatable {
    /// There is none of this id, or it is someone else's: which of these, nobody is told.
    case notFound(id: String)
    case tooLarge(size: Int, limit: Int)
    /// The chain of answers before this one is longer than can be read at once.
    case chainTooLong(limit: Int)
    /// What keeps them does not work now.
    case unavailable
}

/// Keeps the answers of `/v1/responses`, for `previous_response_id` and for reading them again. Whose they are is
/// checked here, so that no handler can forget it.
package protocol ResponseKeeper: Sendable {
    func put(_ response: KeptResponse) async throws(ResponseKeeperError)

    func get(_ id: String, owner: String) async throws(ResponseKeeperError) -> KeptResponse

    /// The answer and all before it, the oldest first. A chain with a missing link is an error that names the link.
    func chain(endingAt id: String, owner: String) async throws(ResponseKeeperError) -> [KeptResponse]

    func delete(_ id: String, owner: String) async throws(ResponseKeeperError)
}
