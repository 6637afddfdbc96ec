package import Logging
import Storage

/// Which requests to look for. What is nil does not matter.
package struct RequestFilter: Sendable {
    package var id: String?
    package var endpoint: Endpoint?
    package var provider: String?
    package var model: String?
    package var keyName: String?
    package var failedOnly = false
    package var since: Timestamp?
    /// Only requests that ended before the one with this number: the next page.
    package var before: Int?

    package init() {}

    /// The condition and its values.
    fileprivate var condition: (sql: String, values: [SQLValue]) {
        var terms: [String] = []
        var values: [SQLValue] = []
        func add(_ term: String, _ value: SQLValue) {
            values.append(value)
            terms.append("\(term) $\(values.count)")
        }
        if let id { add("id =", .text(RequestLog.bounded(id))) }
        if let endpoint { add("endpoint =", .text(endpoint.rawValue)) }
        if let provider { add("provider =", .text(provider)) }
        if let model { add("model =", .text(RequestLog.bounded(model))) }
        if let keyName { add("key_name =", .text(keyName)) }
        if failedOnly { add("status >=", 400) }
        if let since { add("time >=", .int(since.microseconds)) }
        if let before { add("seq <", .int(before)) }
        return (terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND "), values)
    }
}

/// A request of the past, and its number in the order in which requests ended.
package struct LoggedRequest: Sendable, Equatable {
    package let number: Int
    package let record: RequestRecord
}

/// What a model did in a while.
package struct ModelSummary: Sendable, Equatable {
    package var provider: String
    package var model: String
    package var requests = 0
    package var failures = 0
    package var promptTokens = 0
    package var completionTokens = 0
    /// Of requests that succeeded, in microseconds.
    package var totalTime = TimeSummary()
    package var firstTokenTime = TimeSummary()
    /// Tokens written each second between the first token and the end, over all streamed requests.
    package var tokensPerSecond: Double?
}

/// Exact, by the nearest rank; nil without values.
package struct TimeSummary: Sendable, Equatable {
    package var mean: Int?
    package var p50: Int?
    package var p95: Int?
    package var p99: Int?

    package init() {}

    init(_ times: [Int]) {
        guard !times.isEmpty else { return }
        let sorted = times.sorted()
        func rank(_ percent: Int) -> Int { sorted[max(0, (sorted.count * percent + 99) / 100 - 1)] }
        mean = sorted.reduce(0, &+) / sorted.count
        (p50, p95, p99) = (rank(50), rank(95), rank(99))
    }
}

extension RequestLog {
    /// The latest requests first, those that were just appended included; at most 1000.
    package func recent(limit: Int = 100, _ filter: RequestFilter = RequestFilter()) async throws -> [LoggedRequest] {
        await flush()
        let (condition, values) = filter.condition
        let sql = """
            SELECT seq, \(RequestRecord.columns) FROM request \(condition) \
            ORDER BY seq DESC LIMIT \(min(max(limit, 0), 1000))
            """
        return try await database.read { reader in
            try reader.rows(sql, values) { row in
                LoggedRequest(number: try row[0], record: try RequestRecord(row, from: 1))
            }
        }
    }

    /// What was said in a request, where that was kept.
    package func content(of number: Int) async throws -> RequestContent? {
        await flush()
        return try await database.read { reader in
            try reader.first("SELECT request, response FROM request_content WHERE seq = $1", [.int(number)]) { row in
                RequestContent(request: try row[0], response: try row[1])
            }
        }
    }

    /// A summary for each model that was asked since then, the busiest first.
    package func summaries(since: Timestamp) async throws -> [ModelSummary] {
        await flush()
        let gathered = try await database.read { reader in
            var gathered: [ModelID: Gathered] = [:]
            let sql = """
                SELECT provider, model, status, total_us, first_token_us, prompt_tokens, completion_tokens \
                FROM request WHERE time >= $1 AND provider IS NOT NULL AND model IS NOT NULL
                """
            try reader.each(sql, [.int(since.microseconds)]) { row in
                let model = ModelID(provider: try row[0], model: try row[1])
                try gathered[model, default: Gathered()].add(row)
            }
            return gathered
        }
        return gathered.map { $1.summary(of: $0) }.sorted {
            ($1.requests, $0.provider, $0.model) < ($0.requests, $1.provider, $1.model)
        }
    }
}

private struct Gathered {
    var requests = 0
    var failures = 0
    var promptTokens = 0
    var completionTokens = 0
    var totals: [Int] = []
    var firsts: [Int] = []
    var streamedTokens = 0
    var streamedTime = 0

    mutating func add(_ row: borrowing SQLRow) throws(StorageError) {
        let status: Int = try row[2]
        let total: Int = try row[3]
        let first: Int? = try row[4]
        let written: Int? = try row[6]
        requests += 1
        promptTokens &+= (try row[5] as Int?) ?? 0
        completionTokens &+= written ?? 0
        guard status < 400 else {
            failures += 1
            return
        }
        totals.append(total)
        guard let first else { return }
        firsts.append(first)
        guard let written, written > 1, total > first else { return }
        streamedTokens &+= written - 1
        streamedTime &+= total - first
    }

    func summary(of model: ModelID) -> ModelSummary {
        var summary = ModelSummary(provider: model.provider, model: model.model)
        summary.requests = requests
        summary.failures = failures
        summary.promptTokens = promptTokens
        summary.completionTokens = completionTokens
        summary.totalTime = TimeSummary(totals)
        summary.firstTokenTime = TimeSummary(firsts)
        if streamedTime > 0 { summary.tokensPerSecond = Double(streamedTokens) / (Double(streamedTime) / 1e6) }
        return summary
    }
}
