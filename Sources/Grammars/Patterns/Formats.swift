/// The formats of strings that are held to, as patterns.
enum Formats {
    /// Nil where a format asks for nothing that could be held to.
    static func pattern(_ name: String, at path: String) throws(SchemaError) -> String? {
        if let pattern = patterns[name] { return "^(?:\(pattern))$" }
        throw SchemaError(
            "the format \"\(name)\" is not supported: use one of \(patterns.keys.sorted().joined(separator: ", ")), "
                + "or a \"pattern\"",
            keyword: "format",
            at: path
        )
    }

    private static let year = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
    private static let leapYear =
        "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
    private static let date =
        "(?:\(year)-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|\(leapYear)-02-29)"
    private static let time =
        "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
    private static let label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?"
    private static let byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    private static let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,30}"

    private static let patterns: [String: String] = [
        "date": date,
        "time": time,
        "date-time": "\(date)T\(time)",
        "duration": "P(?:[0-9]{1,9}W|"
            + "(?:[0-9]{1,9}Y(?:[0-9]{1,9}M(?:[0-9]{1,9}D)?)?|[0-9]{1,9}M(?:[0-9]{1,9}D)?|[0-9]{1,9}D)(?:\(clock))?|\(clock))",
        "uuid": "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "email": "\(atom)(?:\\.\(atom)){0,3}@\(label)(?:\\.\(label)){1,4}",
        "hostname": "\(label)(?:\\.\(label)){0,6}",
        "ipv4": "\(byte)(?:\\.\(byte)){3}",
        "ipv6": ipv6,
        "uri": "[A-Za-z][A-Za-z0-9+.-]{0,20}://\(label)(?:\\.\(label)){0,6}(?::[0-9]{1,4})?"
            + "(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}){0,60}){0,10}"
            + "(?:\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}){0,100})?",
    ]

    private static let clock =
        "T(?:[0-9]{1,9}H(?:[0-9]{1,9}M(?:[0-9]{1,9}S)?)?|[0-9]{1,9}M(?:[0-9]{1,9}S)?|[0-9]{1,9}S)"

    private static let ipv6: String = {
        let part = "[0-9a-fA-F]{1,4}"
        var forms = ["(?:\(part):){7}\(part)"]
        for before in 0...6 {
            let head = before == 0 ? "" : "\(part)(?::\(part)){\(before - 1)}"
            let after = 6 - before
            forms.append(after == 0 ? "\(head)::" : "\(head)::(?:\(part)(?::\(part)){0,\(after - 1)})?")
        }
        return forms.joined(separator: "|")
    }()
}
