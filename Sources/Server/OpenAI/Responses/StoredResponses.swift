import Foundation
package import Gateway
import Logging

/// Keeps answers in the gateway's database.
package struct StoredResponses: ResponseKeeper {
    private let store: ResponseStore

    package init(_ store: ResponseStore) { self.store = store }

    package func put(_ response: KeptResponse) async throws(ResponseKeeperError) {
        let stored = StoredResponse(
            id: response.id,
            owner: response.owner,
            created: Timestamp(microseconds: Int(response.created.timeIntervalSince1970 * 1e6)),
            previousID: response.previousID,
            response: response.response,
            input: response.input
        )
        do { try await store.put(stored) } catch { throw Self.translated(error) }
    }

    package func get(_ id: String, owner: String) async throws(ResponseKeeperError) -> KeptResponse {
        do { return KeptResponse(try await store.get(id, owner: owner)) } catch { throw Self.translated(error) }
    }

    package func chain(endingAt id: String, owner: String) async throws(ResponseKeeperError) -> [KeptResponse] {
        do {
            return try await store.chain(endingAt: id, owner: owner).map(KeptResponse.init)
        } catch { throw Self.translated(error) }
    }

    package func delete(_ id: String, owner: String) async throws(ResponseKeeperError) {
        do { try await store.delete(id, owner: owner) } catch { throw Self.translated(error) }
    }

    private static func translated(_ error: any Error) -> ResponseKeeperError {
        switch error as? ResponseStoreError {
        case .notFound(let id): return .notFound(id: id)
        case .tooLarge(let size, let limit): return .tooLarge(size: size, limit: limit)
        case .chainTooLong(let limit): return .chainTooLong(limit: limit)
        case .conflict, nil:
            Log.error("responses", "the database does not work: \(error)")
            return .unavailable
        }
    }
}

extension KeptResponse {
    fileprivate init(_ stored: StoredResponse) {
        self.init(
            id: stored.id,
            owner: stored.owner,
            created: Date(timeIntervalSince1970: Double(stored.created.microseconds) / 1e6),
            previousID: stored.previousID,
            response: stored.response,
            input: stored.input
        )
    }
}
