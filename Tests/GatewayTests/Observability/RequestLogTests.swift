import Dispatch
import Foundation
import Gateway
import Logging
import Storage
import Testing

private func record(_ number: Int, time: Timestamp = .now) -> RequestRecord {
    var record = RequestRecord(id: "req-\(number)", time: time, endpoint: .openAIChat, route: "default")
    record.provider = "ollama"
    record.model = "mistral:7b"
    record.status = 200
    record.attempts = 1
    record.totalTime = 1000 + number
    return record
}

private func waitForever() -> RequestLogLimits {
    var settings = RequestLogLimits()
    settings.delay = .seconds(3600)
    return settings
}

@Suite struct RequestLogTests {
    @Test func `a record comes back as it was appended`() async throws {
        let time = Timestamp(microseconds: 1_770_000_000_123_456)
        var full = record(1, time: time)
        full.keyName = "dev"
        full.userHash = "ab12"
        full.status = 503
        full.errorLabel = "refused"
        full.attempts = 3
        full.streamed = true
        full.queueTime = 5
        full.firstTokenTime = 50
        full.promptTokens = 12
        full.completionTokens = 34
        full.cachedTokens = 6
        full.tokensAreEstimated = true
        full.finishReason = "length"
        full.bytesIn = 100
        full.bytesOut = 2000
        let empty = RequestRecord(id: "", time: time, endpoint: .unknown, route: "")
        let log = try await RequestLog(in: SQLiteDatabase.inMemory(), settings: waitForever(), now: { time })
        log.append(full)
        log.append(empty)
        #expect(try await log.recent().map(\.record) == [empty, full])
    }

    @Test func `records keep the order they were appended in, over many batches`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        for number in 0..<3000 { log.append(record(number)) }
        let first = try await log.recent(limit: 1000)
        #expect(first.map(\.record.id) == (2000..<3000).reversed().map { "req-\($0)" })
        var next = RequestFilter()
        next.before = first.last?.number
        #expect(try await log.recent(limit: 5, next).map(\.record.id) == (1995..<2000).reversed().map { "req-\($0)" })
        #expect(log.dropped == 0)
    }

    @Test func `many tasks append at once and nothing is lost`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask { for number in 0..<100 { log.append(record(task * 100 + number)) } }
            }
        }
        let ids = try await log.recent(limit: 1000).map(\.record.id)
        #expect(Set(ids) == Set((0..<800).map { "req-\($0)" }))
    }

    @Test func `while the database is held up, what does not fit is dropped and counted`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        var settings = RequestLogLimits()
        settings.capacity = 512 * 100
        settings.delay = .zero
        let log = try await RequestLog(in: database, settings: settings)
        let held = DispatchSemaphore(value: 0)
        async let holding: Void = database.read { _ in held.wait() }
        // Waiting for the database would be waiting for ever.
        for number in 0..<2000 { log.append(record(number)) }
        #expect(log.dropped > 1000)
        held.signal()
        try await holding
        await log.flush()
        let kept = try await database.read { try $0.value("SELECT count(*) FROM request", as: Int.self) }
        #expect(kept.map { $0 + log.dropped } == 2000)
    }

    @Test func `a database that refuses costs records, which are counted, and no crash`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let log = try await RequestLog(in: database)
        try await database.write { _ = try $0.execute("DROP TABLE request") }
        log.append(record(1))
        log.append(record(2))
        await log.flush()
        #expect(log.dropped == 2)
    }

    @Test func `closing writes what waits and takes no more`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let log = try await RequestLog(in: database, settings: waitForever())
        for number in 0..<7 { log.append(record(number)) }
        await log.close()
        log.append(record(8))
        #expect(try await database.read { try $0.value("SELECT count(*) FROM request", as: Int.self) } == 7)
        #expect(log.dropped == 1)
    }

    @Test func `the log stays within its rows, the oldest going first`() async throws {
        var settings = RequestLogLimits()
        settings.maximumRows = 100
        let database = try await SQLiteDatabase.inMemory()
        let log = try await RequestLog(in: database, settings: settings)
        for number in 0..<1000 {
            log.append(record(number))
            if number.isMultiple(of: 50) { await log.flush() }
        }
        let ids = try await log.recent(limit: 1000).map(\.record.id)
        #expect((100...105).contains(ids.count))
        #expect(ids == (0..<1000).suffix(ids.count).reversed().map { "req-\($0)" })
    }

    @Test func `rows that are too old go`() async throws {
        let now = Timestamp(seconds: 2_000_000_000)
        let log = try await RequestLog(in: SQLiteDatabase.inMemory(), now: { now })
        for day in (0..<40).reversed() { log.append(record(day, time: now.advanced(by: .seconds(-86_400 * day - 1)))) }
        #expect(try await log.recent().map(\.record.id) == (0..<30).map { "req-\($0)" })
    }

    @Test func `numbers go on after a restart`() async throws {
        let folder = NSTemporaryDirectory() + "martlet-log-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var numbers: [Int] = []
        for round in 0..<2 {
            let database = try await SQLiteDatabase.open(path: folder + "/requests.db")
            let log = try await RequestLog(in: database)
            log.append(record(round))
            numbers = try await log.recent().map(\.number)
            await log.close()
            await database.close()
        }
        #expect(numbers == [2, 1])
    }

    // MARK: Content

    @Test func `what was said is kept only where the settings ask for it`() async throws {
        for keeps in [false, true] {
            var settings = RequestLogLimits()
            settings.keepsContent = keeps
            let database = try await SQLiteDatabase.inMemory()
            let log = try await RequestLog(in: database, settings: settings)
            var said = record(1)
            said.content = RequestContent(request: "secret question", response: "secret answer")
            log.append(said)
            let content = try await log.content(of: 1)
            #expect(content == (keeps ? said.content : nil))
            #expect(try await database.read { try $0.value("SELECT count(*) FROM request_content") } == (keeps ? 1 : 0))
        }
    }

    @Test func `long texts are cut with a mark, and content stays within its bytes`() async throws {
        var settings = RequestLogLimits()
        settings.keepsContent = true
        settings.maximumTextBytes = 1000
        settings.maximumContentBytes = 10_000
        settings.maximumRows = 40
        let log = try await RequestLog(in: SQLiteDatabase.inMemory(), settings: settings)
        for number in 1...20 {
            var said = record(number)
            said.content = RequestContent(request: String(repeating: "ü", count: 5000), response: "short")
            log.append(said)
            await log.flush()
        }
        let last = try #require(try await log.content(of: 20))
        #expect(last.request.hasPrefix(String(repeating: "ü", count: 500)))
        #expect(last.request.hasSuffix("[… cut at 1000 bytes]"))
        #expect(last.response == "short")
        #expect(try await log.content(of: 1) == nil)
        #expect(try await log.content(of: 15) != nil)
        #expect(try await log.recent().count == 20)
    }

    @Test func `what a client chose cannot make a row grow`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        var long = record(1)
        long.route = String(repeating: "x", count: 1_000_000)
        log.append(long)
        let found = try #require(try await log.recent().first).record.route
        #expect(found == String(repeating: "x", count: 256) + "…")
    }

    // MARK: Queries

    @Test func `each filter finds its requests`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        var other = record(2, time: Timestamp(seconds: 2_100_000_000))
        other.endpoint = .ollamaChat
        other.provider = "vllm"
        other.model = "qwen"
        other.keyName = "dev"
        other.status = 404
        log.append(record(1, time: Timestamp(seconds: 2_000_000_000)))
        log.append(other)
        let filters: [(inout RequestFilter) -> Void] = [
            { $0.id = "req-2" }, { $0.endpoint = .ollamaChat }, { $0.provider = "vllm" }, { $0.model = "qwen" },
            { $0.keyName = "dev" }, { $0.failedOnly = true }, { $0.since = Timestamp(seconds: 2_050_000_000) },
        ]
        for change in filters {
            var filter = RequestFilter()
            change(&filter)
            #expect(try await log.recent(filter).map(\.record.id) == ["req-2"])
        }
        var both = RequestFilter()
        both.provider = "vllm"
        both.model = "mistral:7b' OR '1'='1"
        #expect(try await log.recent(both).isEmpty)
        #expect(try await log.recent(limit: -5).isEmpty)
    }

    @Test func `a summary counts and ranks exactly`() async throws {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        let now = Timestamp.now
        for number in 1...100 {
            var done = record(number, time: now)
            done.totalTime = number * 1000
            done.firstTokenTime = 500 * number
            done.promptTokens = 10
            done.completionTokens = 11
            log.append(done)
        }
        var failed = record(0, time: now)
        failed.status = 502
        failed.totalTime = 1 << 40
        log.append(failed)
        var old = record(0, time: now.advanced(by: .seconds(-3600)))
        old.model = "old"
        log.append(old)
        var lost = record(0, time: now)
        lost.provider = nil
        log.append(lost)

        let summaries = try await log.summaries(since: now.advanced(by: .seconds(-60)))
        #expect(summaries.count == 1)
        let summary = try #require(summaries.first)
        #expect(summary.model == "mistral:7b")
        #expect((summary.requests, summary.failures) == (101, 1))
        #expect((summary.promptTokens, summary.completionTokens) == (1000, 1100))
        #expect(summary.totalTime.mean == 50_500)
        #expect(summary.totalTime.p50 == 50_000)
        #expect(summary.totalTime.p95 == 95_000)
        #expect(summary.totalTime.p99 == 99_000)
        #expect(summary.firstTokenTime.p50 == 25_000)
        // 10 tokens after the first in each, over 500 µs x (1 + 2 + … + 100).
        #expect(summary.tokensPerSecond.map { abs($0 - 1000 / 2.525) < 0.01 } == true)
    }
}

extension RequestLog {
    fileprivate func recent(_ filter: RequestFilter) async throws -> [LoggedRequest] {
        try await recent(limit: 100, filter)
    }
}
