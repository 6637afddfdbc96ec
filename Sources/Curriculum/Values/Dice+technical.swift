/// What stands in configuration, logs and code.
extension Dice {
    mutating func version() -> String {
        let prefix = chance(25) ? "v" : ""
        return switch below(5) {
        case 0: prefix + "\(within(0...30)).\(within(0...20))"
        case 1: "\(within(2019...2031)).\(within(1...12))"
        case 2:
            prefix + "\(within(0...12)).\(within(0...20)).\(within(0...30))-"
                + pick(["rc1", "beta", "rc2", "alpha.3", "beta.2"])
        default: prefix + "\(within(0...12)).\(within(0...20)).\(within(0...30))"
        }
    }

    mutating func host() -> String {
        let name =
            chance(50)
            ? pick(TechnicalWords.roles) + "-"
                + pick(["\(within(1...40))", letters(1).lowercased(), two(within(1...9))]) : inventedWord()
        let domain = chance(50) ? inventedWord() : Words.joined(pick(ThingWords.nouns), by: "-")
        return switch below(4) {
        case 0: name + "." + domain + pick([".example", ".org", ".net", ".io", ".com"])
        case 1: name + "." + pick(["local", "internal", "lan", "test"])
        case 2:
            name + "." + pick(["eu", "us", "ap"]) + "-" + pick(["north", "west", "east", "south"])
                + "-\(within(1...4))." + domain + ".net"
        default: name
        }
    }

    mutating func url() -> String {
        let scheme = pick(["https://", "https://", "http://", "wss://", "ftp://", "postgres://", "redis://"])
        let port = chance(40) ? ":\(within(1024...9999))" : ""
        let tail =
            chance(60)
            ? "/" + Words.joined(pick(ThingWords.nouns), by: "-") + (chance(50) ? "/" + inventedWord() : "") : ""
        return scheme + host() + port + tail
    }

    mutating func email() -> String {
        let name =
            switch below(3) {
            case 0: Words.joined(firstName(), by: ".") + "." + Words.joined(lastName(), by: "-")
            case 1: Words.joined(firstName(), by: "-")
            default: pick(["info", "sales", "support", "office", "press", "jobs", "ops", "billing"])
            }
        return name + "@" + inventedWord() + pick([".example", ".org", ".com", ".net", ".io"])
    }

    mutating func phone() -> String {
        switch below(4) {
        case 0: "+\(within(20...98)) \(digits(2)) \(digits(3)) \(digits(4))"
        case 1: "0\(digits(3)) \(digits(6))"
        case 2: "555-\(digits(4))"
        default: "(\(within(200...989))) \(digits(3))-\(digits(4))"
        }
    }

    mutating func code() -> String {
        switch below(8) {
        case 0: letters(2) + "-" + digits(4)
        case 1: letters(3) + digits(3)
        case 2: digits(2) + letters(1) + "-" + digits(3)
        case 3: "#" + digits(4)
        case 4: letters(1) + digits(2) + letters(1) + digits(2)
        case 5: Words.raised(shortWord()) + "-" + digits(2)
        case 6: digits(6)
        default: letters(3) + "/" + digits(2) + "/" + digits(3)
        }
    }

    mutating func fileName() -> String {
        let base = chance(50) ? Words.joined(thing(), by: pick(["-", "_"])) : inventedWord()
        return base
            + pick([
                ".txt", ".csv", ".yaml", ".json", ".md", ".log", ".pdf", ".png", ".py", ".swift", ".toml", ".sql",
                ".tar.gz",
            ])
    }

    mutating func path() -> String {
        let root = pick([
            "/var/", "/etc/", "/opt/", "/srv/", "/home/", "~/", "./", "/mnt/", "/usr/local/", "C:\\", "s3://",
        ])
        let mark = root == "C:\\" ? "\\" : "/"
        let folder = chance(50) ? Words.joined(pick(ThingWords.nouns), by: "-") : inventedWord()
        return root + folder + mark + (chance(60) ? fileName() : inventedWord())
    }

    mutating func software() -> String {
        chance(65)
            ? pick(TechnicalWords.products)
            : Words.capitalized(inventedWord()) + pick(["DB", "SQL", "MQ", "OS", "JS", "FS", ""])
    }

    mutating func command() -> String {
        let tool =
            chance(60)
            ? pick(["make", "npm run", "cargo", "swift", "git", "docker", "kubectl", "martlet"]) : inventedWord()
        let verb = pick(["build", "test", "deploy", "check", "clean", "start", "sync", "lint", "export"])
        return tool + " " + verb + (chance(60) ? " --" + Words.joined(pick(TechnicalWords.settings), by: "-") : "")
    }
}
