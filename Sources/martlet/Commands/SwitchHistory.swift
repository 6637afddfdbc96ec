import JSON

/// The switches so far, as people read them.
enum SwitchHistory {
    static func show(_ scope: String?, of server: RunningServer, asJSON: Bool) async throws -> Int32 {
        var path = "/api/models/switches?limit=20"
        if let scope { path += "&scope=" + encoded(scope) }
        let answer = try await server.ask("GET", path)
        guard answer.status == 200 else { throw answer.complaint }
        if asJSON {
            Terminal.json { $0.value(answer.json) }
            return 0
        }
        let records = answer.json["switches"]?.array ?? []
        Terminal.write(records.isEmpty ? "nobody has switched yet\n" : table(records))
        return 0
    }

    static func table(_ records: [JSONValue]) -> String {
        var table = Table(
            ("NUMBER", .right),
            ("WHEN", .left),
            ("STATE", .left),
            ("TO", .left),
            ("FROM", .left),
            ("BY", .left),
            ("TOOK", .right),
            ("WHY", .left)
        )
        for record in records {
            let state = record["state"]?.string ?? ""
            let scope = record["scope"]?.string ?? "everyone"
            table.add(
                Table.Cell(record["number"]?.int.map(String.init) ?? ""),
                Table.Cell(time(record["began"]?.string ?? "")),
                Table.Cell(state, state == "failed" ? .red : state == "switched" ? .green : .dim),
                Table.Cell(model(record) + (scope == "everyone" ? "" : " (\(scope))")),
                Table.Cell(record["from"].map(model) ?? "-"),
                Table.Cell(record["by"]?.string ?? ""),
                Table.Cell(record["took_ms"]?.int.map { "\($0) ms" } ?? "-"),
                Table.Cell(reason(record))
            )
        }
        return table.text
    }

    private static func model(_ record: JSONValue) -> String {
        "\(record["provider"]?.string ?? "")/\(record["model"]?.string ?? "")"
    }

    /// To the second.
    private static func time(_ text: String) -> String { text.count > 19 ? text.prefix(19) + "Z" : text }

    /// What went wrong, else what a trial found, else what whoever asked said.
    private static func reason(_ record: JSONValue) -> String {
        let text = record["problem"]?.string ?? record["verdict"]?.string ?? record["why"]?.string ?? ""
        return text.replacing("\n", with: " ")
    }

    /// As a part of a query.
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
        }
        .joined()
    }
}
