import Logging
import Storage

extension Schema {
    /// The request log's tables. Rows come in the order in which requests ended, so that a place in `seq` stands for a
    /// moment, and no other index is needed, which would double the cost of a row.
    static let requestLog = Schema(
        name: "request_log",
        migrations: [
            Migration(
                1,
                """
                CREATE TABLE request (
                    seq INTEGER PRIMARY KEY,
                    time INTEGER NOT NULL,
                    id TEXT NOT NULL,
                    endpoint TEXT NOT NULL,
                    route TEXT NOT NULL,
                    provider TEXT,
                    model TEXT,
                    key_name TEXT,
                    user_hash TEXT,
                    status INTEGER NOT NULL,
                    error TEXT,
                    attempts INTEGER NOT NULL,
                    streamed INTEGER NOT NULL,
                    queue_us INTEGER,
                    first_token_us INTEGER,
                    total_us INTEGER NOT NULL,
                    prompt_tokens INTEGER,
                    completion_tokens INTEGER,
                    cached_tokens INTEGER,
                    tokens_estimated INTEGER NOT NULL,
                    finish_reason TEXT,
                    bytes_in INTEGER NOT NULL,
                    bytes_out INTEGER NOT NULL
                );
                CREATE TABLE request_content (
                    seq INTEGER PRIMARY KEY,
                    size INTEGER NOT NULL,
                    request TEXT NOT NULL,
                    response TEXT NOT NULL
                );
                """
            ),
            // Only of requests in which one failed: of the others the request's own row says all.
            Migration(
                2,
                """
                CREATE TABLE request_attempt (
                    seq INTEGER NOT NULL,
                    place INTEGER NOT NULL,
                    provider TEXT NOT NULL,
                    model TEXT NOT NULL,
                    error TEXT,
                    status INTEGER,
                    after_first_token INTEGER NOT NULL,
                    began_us INTEGER NOT NULL,
                    ended_us INTEGER NOT NULL,
                    PRIMARY KEY (seq, place)
                );
                """
            ),
        ]
    )
}

/// How a record lies in its row.
extension RequestRecord {
    static let columns = """
        time, id, endpoint, route, provider, model, key_name, user_hash, status, error, attempts, streamed, queue_us, \
        first_token_us, total_us, prompt_tokens, completion_tokens, cached_tokens, tokens_estimated, finish_reason, \
        bytes_in, bytes_out
        """

    static let insertion = """
        INSERT INTO request (seq, \(columns)) VALUES \
        (\((1...23).map { "$\($0)" }.joined(separator: ", ")))
        """

    func values(sequence: Int) -> [SQLValue] {
        [
            .int(sequence), .int(time.microseconds), .text(RequestLog.bounded(id)), .text(endpoint.rawValue),
            .text(RequestLog.bounded(route)), SQLValue(provider), SQLValue(model.map(RequestLog.bounded)),
            SQLValue(keyName), SQLValue(userHash), .int(status), SQLValue(errorLabel), .int(attempts),
            .int(streamed ? 1 : 0), SQLValue(queueTime), SQLValue(firstTokenTime), .int(totalTime),
            SQLValue(promptTokens), SQLValue(completionTokens), SQLValue(cachedTokens),
            .int(tokensAreEstimated ? 1 : 0), SQLValue(finishReason), .int(bytesIn), .int(bytesOut),
        ]
    }

    /// Reads `columns` from column `first` on.
    init(_ row: borrowing SQLRow, from first: Int) throws(StorageError) {
        let name: String = try row[first + 2]
        self.init(
            id: try row[first + 1],
            time: Timestamp(microseconds: try row[first]),
            endpoint: Endpoint(rawValue: name) ?? .unknown,
            route: try row[first + 3]
        )
        provider = try row[first + 4]
        model = try row[first + 5]
        keyName = try row[first + 6]
        userHash = try row[first + 7]
        status = try row[first + 8]
        errorLabel = try row[first + 9]
        attempts = try row[first + 10]
        streamed = try row[first + 11]
        queueTime = try row[first + 12]
        firstTokenTime = try row[first + 13]
        totalTime = try row[first + 14]
        promptTokens = try row[first + 15]
        completionTokens = try row[first + 16]
        cachedTokens = try row[first + 17]
        tokensAreEstimated = try row[first + 18]
        finishReason = try row[first + 19]
        bytesIn = try row[first + 20]
        bytesOut = try row[first + 21]
    }
}
