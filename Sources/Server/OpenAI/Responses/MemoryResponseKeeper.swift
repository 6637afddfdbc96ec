import Synchronization

/// Keeps answers in memory, up to a size; the oldest go first. For a server with no database.
package final class MemoryResponseKeeper: ResponseKeeper {
    private struct State {
        var byID: [String: KeptResponse] = [:]
        /// From the oldest; ids that have been deleted stay until their turn comes.
        var order: [String] = []
        var size = 0

        mutating func remove(_ id: String) {
            if let old = byID.removeValue(forKey: id) { size -= old.size }
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let maximumChain: Int

    package init(limit: Int = 16 << 20, maximumChain: Int = 1000) {
        self.limit = limit
        self.maximumChain = maximumChain
    }

    package func put(_ response: KeptResponse) async throws(ResponseKeeperError) {
        guard response.size <= limit / 4 else { throw .tooLarge(size: response.size, limit: limit / 4) }
        state.withLock { state in
            state.remove(response.id)
            state.byID[response.id] = response
            state.order.append(response.id)
            state.size += response.size
            var gone = 0
            while state.size > limit, gone < state.order.count - 1 {
                state.remove(state.order[gone])
                gone += 1
            }
            state.order.removeFirst(gone)
        }
    }

    package func get(_ id: String, owner: String) async throws(ResponseKeeperError) -> KeptResponse {
        guard let found = state.withLock({ $0.byID[id] }), found.owner == owner else { throw .notFound(id: id) }
        return found
    }

    package func chain(endingAt id: String, owner: String) async throws(ResponseKeeperError) -> [KeptResponse] {
        var chain: [KeptResponse] = []
        var next: String? = id
        while let id = next {
            guard chain.count < maximumChain else { throw .chainTooLong(limit: maximumChain) }
            let found = try await get(id, owner: owner)
            chain.append(found)
            next = found.previousID
        }
        return chain.reversed()
    }

    package func delete(_ id: String, owner: String) async throws(ResponseKeeperError) {
        let isGone = state.withLock { state in
            guard state.byID[id]?.owner == owner else { return false }
            state.remove(id)
            return true
        }
        guard isGone else { throw .notFound(id: id) }
    }
}

extension KeptResponse {
    fileprivate var size: Int { response.count + input.count + 256 }
}
