package import Logging
package import Storage

/// What was chosen, what became of every switch, and how long models took to load: kept in the database.
package struct SwitchStore: Sendable {
    private let database: any Database
    /// How many switches the history keeps.
    private let most: Int

    package init(in database: any Database, keeping most: Int = 10_000) async throws {
        try await database.migrate(.switching)
        self.database = database
        self.most = most
    }

    // MARK: Choices

    /// A choice as it was made: `basis` is what the configuration said at that time.
    package struct Choice: Sendable, Equatable {
        package var scope: SwitchScope
        package var provider: String
        package var model: String
        package var profile: String?
        package var basis: String?

        package init(scope: SwitchScope, provider: String, model: String, profile: String?, basis: String?) {
            self.scope = scope
            self.provider = provider
            self.model = model
            self.profile = profile
            self.basis = basis
        }
    }

    /// The choices, each scope's in the order of its targets.
    package func choices() async throws -> [Choice] {
        try await database.read { reader in
            try reader.rows(
                "SELECT scope, provider, model, profile, basis FROM model_choice ORDER BY scope, place"
            ) { row -> Choice? in
                guard let scope = SwitchScope(try row[0]) else { return nil }
                return Choice(
                    scope: scope,
                    provider: try row[1],
                    model: try row[2],
                    profile: try row[3],
                    basis: try row[4]
                )
            }
            .compactMap(\.self)
        }
    }

    /// Replaces what was chosen for a scope; with nothing, it is forgotten.
    package func choose(_ choices: [Choice], for scope: SwitchScope) async throws {
        try await database.write { session in
            try session.execute("DELETE FROM model_choice WHERE scope = $1", [.text(scope.description)])
            for (place, choice) in choices.enumerated() {
                try session.execute(
                    "INSERT INTO model_choice (scope, place, provider, model, profile, basis) "
                        + "VALUES ($1, $2, $3, $4, $5, $6)",
                    [
                        .text(scope.description), .int(place), .text(choice.provider), .text(choice.model),
                        SQLValue(choice.profile), SQLValue(choice.basis),
                    ]
                )
            }
        }
    }

    // MARK: History

    package func lastNumber() async throws -> Int {
        try await database.read { try $0.value("SELECT coalesce(max(number), 0) FROM model_switch") ?? 0 }
    }

    /// Keeps a switch that has ended; now and then it removes the oldest.
    package func add(_ record: SwitchRecord) async throws {
        let most = most
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO model_switch (number, scope, from_provider, from_model, from_profile, to_provider, \
                to_model, to_profile, who, why, began, ended, outcome, problem, verdict, continued_by) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                ON CONFLICT (number) DO NOTHING
                """,
                [
                    .int(record.number), .text(record.scope.description), SQLValue(record.from?.id.provider),
                    SQLValue(record.from?.id.model), SQLValue(record.from?.profile), .text(record.to.id.provider),
                    .text(record.to.id.model), SQLValue(record.to.profile), .text(record.by), SQLValue(record.why),
                    .int(record.began.microseconds), SQLValue(record.ended?.microseconds), .text(record.state),
                    SQLValue(record.problem), SQLValue(record.verdict), SQLValue(record.continuedBy),
                ]
            )
            guard record.number.isMultiple(of: 64) else { return }
            try session.execute("DELETE FROM model_switch WHERE number <= $1", [.int(record.number - most)])
        }
    }

    /// The newest first, from below a number.
    package func history(_ scope: SwitchScope?, before number: Int?, limit: Int) async throws -> [SwitchRecord] {
        let scope = scope?.description
        return try await database.read { reader in
            try reader.rows(
                """
                SELECT number, scope, from_provider, from_model, from_profile, to_provider, to_model, to_profile, \
                who, why, began, ended, outcome, problem, verdict, continued_by FROM model_switch \
                WHERE number < $1 AND ($2 IS NULL OR scope = $2) ORDER BY number DESC LIMIT $3
                """,
                [.int(number ?? .max), SQLValue(scope), .int(limit)],
                Self.record
            )
            .compactMap(\.self)
        }
    }

    /// What served before the last switch of a scope that came to its end.
    package func previous(_ scope: SwitchScope) async throws -> SwitchTarget? {
        try await database.read { reader in
            try reader.first(
                """
                SELECT number, scope, from_provider, from_model, from_profile, to_provider, to_model, to_profile, \
                who, why, began, ended, outcome, problem, verdict, continued_by FROM model_switch \
                WHERE scope = $1 AND outcome = 'switched' ORDER BY number DESC LIMIT 1
                """,
                [.text(scope.description)],
                Self.record
            )??.from
        }
    }

    private static func record(_ row: borrowing SQLRow) throws(StorageError) -> SwitchRecord? {
        guard let scope = SwitchScope(try row[1]) else { return nil }
        var from: SwitchTarget?
        if let provider: String = try row[2], let model: String = try row[3] {
            from = SwitchTarget(ModelID(provider: provider, model: model), profile: try row[4])
        }
        var record = SwitchRecord(
            number: try row[0],
            scope: scope,
            from: from,
            to: SwitchTarget(ModelID(provider: try row[5], model: try row[6]), profile: try row[7]),
            by: try row[8],
            why: try row[9],
            began: Timestamp(microseconds: try row[10])
        )
        let ended: Int? = try row[11]
        record.ended = ended.map(Timestamp.init(microseconds:))
        record.state = try row[12]
        record.problem = try row[13]
        record.verdict = try row[14]
        record.continuedBy = try row[15]
        return record
    }

    // MARK: Load times

    /// How long a model took to load the last times, the newest first.
    package func loadTimes(of id: ModelID) async throws -> [Duration] {
        try await database.read { reader in
            try reader.rows(
                "SELECT microseconds FROM model_load WHERE provider = $1 AND model = $2 "
                    + "ORDER BY loaded DESC LIMIT 5",
                [.text(id.provider), .text(id.model)]
            ) { row in
                let time: Int = try row[0]
                return Duration.microseconds(time)
            }
        }
    }

    package func add(loadTime: Duration, bytes: Int?, of id: ModelID, at time: Timestamp) async throws {
        try await database.write { session in
            try session.execute(
                "INSERT INTO model_load (provider, model, loaded, microseconds, bytes) VALUES ($1, $2, $3, $4, $5)",
                [
                    .text(id.provider), .text(id.model), .int(time.microseconds), .int(loadTime.microseconds),
                    SQLValue(bytes),
                ]
            )
            try session.execute(
                "DELETE FROM model_load WHERE provider = $1 AND model = $2 AND loaded NOT IN (SELECT loaded FROM "
                    + "model_load WHERE provider = $1 AND model = $2 ORDER BY loaded DESC LIMIT 20)",
                [.text(id.provider), .text(id.model)]
            )
        }
    }
}

extension Schema {
    fileprivate static let switching = Schema(
        name: "switching",
        migrations: [
            Migration(
                1,
                """
                CREATE TABLE model_choice (
                    scope TEXT NOT NULL,
                    place INTEGER NOT NULL,
                    provider TEXT NOT NULL,
                    model TEXT NOT NULL,
                    profile TEXT,
                    basis TEXT,
                    PRIMARY KEY (scope, place)
                );
                CREATE TABLE model_switch (
                    number INTEGER PRIMARY KEY,
                    scope TEXT NOT NULL,
                    from_provider TEXT,
                    from_model TEXT,
                    from_profile TEXT,
                    to_provider TEXT NOT NULL,
                    to_model TEXT NOT NULL,
                    to_profile TEXT,
                    who TEXT NOT NULL,
                    why TEXT,
                    began INTEGER NOT NULL,
                    ended INTEGER,
                    outcome TEXT NOT NULL,
                    problem TEXT,
                    verdict TEXT
                );
                CREATE INDEX model_switch_scope ON model_switch (scope, number);
                CREATE TABLE model_load (
                    provider TEXT NOT NULL,
                    model TEXT NOT NULL,
                    loaded INTEGER NOT NULL,
                    microseconds INTEGER NOT NULL,
                    bytes INTEGER
                );
                CREATE INDEX model_load_model ON model_load (provider, model, loaded);
                """
            ),
            Migration(2, "ALTER TABLE model_switch ADD COLUMN continued_by INTEGER"),
        ]
    )
}
