package import Storage
import Providers

/// What models were seen to take, and how long they took to load: kept in the database, for the next run.
package struct MemoryLessonStore: Sendable {
    private let database: any Database
    /// Those learnt longest ago go.
    private static let most = 1000

    package init(in database: any Database) async throws {
        try await database.migrate(.memoryLessons)
        self.database = database
    }

    package func lessons() async throws -> [String: MemoryLesson] {
        let rows = try await database.read { reader in
            try reader.rows("SELECT name, host, gpu, load_microseconds FROM memory_lesson") { row in
                let (name, host, gpu): (String, Int, Int) = (try row[0], try row[1], try row[2])
                let time: Int? = try row[3]
                let need = MemoryAmount(host: max(0, host), gpu: max(0, gpu))
                return (name, MemoryLesson(need: need, loadTime: time.map { .microseconds(max(0, $0)) }))
            }
        }
        return Dictionary(rows) { _, last in last }
    }

    package func keep(_ lesson: MemoryLesson, as name: String) async throws {
        try await database.write { session in
            try session.execute(
                "INSERT INTO memory_lesson (name, host, gpu, load_microseconds, number) VALUES ($1, $2, $3, $4, "
                    + "(SELECT coalesce(max(number), 0) + 1 FROM memory_lesson)) ON CONFLICT (name) DO UPDATE SET "
                    + "host = excluded.host, gpu = excluded.gpu, load_microseconds = excluded.load_microseconds, "
                    + "number = excluded.number",
                [
                    .text(name), .int(lesson.need.host), .int(lesson.need.gpu),
                    SQLValue(lesson.loadTime.map { Int($0 / .microseconds(1)) }),
                ]
            )
            try session.execute(
                "DELETE FROM memory_lesson WHERE number <= (SELECT max(number) FROM memory_lesson) - $1",
                [.int(Self.most)]
            )
        }
    }
}

extension Schema {
    fileprivate static let memoryLessons = Schema(
        name: "memory_lessons",
        migrations: [
            Migration(
                1,
                """
                CREATE TABLE memory_lesson (
                    name TEXT PRIMARY KEY,
                    host INTEGER NOT NULL,
                    gpu INTEGER NOT NULL,
                    load_microseconds INTEGER,
                    number INTEGER NOT NULL
                );
                CREATE INDEX memory_lesson_number ON memory_lesson (number);
                """
            )
        ]
    )
}
