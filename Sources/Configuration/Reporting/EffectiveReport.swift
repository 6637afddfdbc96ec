package import JSON

/// Prints what holds, and where each value came from: `martlet config check`.
extension LoadedSettings {
    /// A table of key, value and origin. Secrets are masked; long values are cut to `width` characters.
    package func table(width: Int = 60) -> String {
        let rows = effective.map { [$0.key, Self.cut($0.value, to: width), $0.origin.description] }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ") + "  " + row[2]
        }.joined(separator: "\n")
    }

    /// `{"valid":true,"settings":[{"key","value","origin"}],"warnings":[…]}`
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("valid", true)
            json.member("settings") { json in
                json.array { json in
                    for value in effective {
                        json.element { json in
                            json.object { json in
                                json.member("key", value.key)
                                json.member("value", value.value)
                                json.member("origin", value.origin.description)
                            }
                        }
                    }
                }
            }
            json.member("warnings") { json in
                json.array { json in for warning in warnings { json.element(warning) } }
            }
        }
    }

    private static func cut(_ text: String, to width: Int) -> String {
        let line = String(text.map { $0.isNewline ? "⏎" : $0 })
        return line.count > width ? line.prefix(max(1, width) - 1) + "…" : line
    }
}

extension ConfigurationError {
    /// `{"valid":false,"problems":[…]}`
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("valid", false)
            json.member("problems") { json in
                json.array { json in for problem in problems { json.element(problem) } }
            }
        }
    }
}

extension Problem: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("message", message)
            json.member("origin", origin.description)
            json.member("file", ifPresent: origin.file)
            json.member("line", ifPresent: origin.line)
            json.member("column", ifPresent: origin.column)
            json.member("remedy", remedy)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
