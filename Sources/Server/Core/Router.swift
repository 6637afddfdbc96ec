import Gateway

/// Finds the endpoint of a method and path.
///
/// Fixed paths are one look into a dictionary. Paths that end in a parameter are tried only after it, longest
/// beginning first.
struct Router: Sendable {
    enum Match: Sendable {
        case found(EndpointHandler, parameter: String?)
        /// The path is there, for other methods.
        case wrongMethod(allowed: [String], any Dialect, Access)
        /// What stands in the path's parameter cannot be read.
        case malformed(PathParameterError, any Dialect)
        case unknown(any Dialect)
    }

    /// The endpoints of one path.
    fileprivate struct Route {
        var handlers: [EndpointHandler]
    }

    /// Paths that begin alike and end in a parameter.
    fileprivate struct Pattern {
        let prefix: String
        /// By what follows the parameter, longest first; the empty one last.
        var routes: [(suffix: String, route: Route)]
    }

    private let fixed: [String: Route]
    private let patterns: [Pattern]
    private let families: [(prefix: String, dialect: any Dialect)]
    private let fallback: any Dialect

    /// An unknown path is answered in the dialect of the first family that it begins like, else in `fallback`.
    init(
        _ endpoints: [EndpointHandler],
        families: [(prefix: String, dialect: any Dialect)],
        fallback: any Dialect
    ) {
        var fixed: [String: Route] = [:]
        var patterns: [Pattern] = []
        for endpoint in endpoints {
            guard let open = endpoint.path.firstIndex(of: "{"), let close = endpoint.path.firstIndex(of: "}") else {
                fixed[endpoint.path, default: Route(handlers: [])].handlers.append(endpoint)
                continue
            }
            let prefix = String(endpoint.path[..<open])
            let suffix = String(endpoint.path[endpoint.path.index(after: close)...])
            let place = patterns.firstIndex { $0.prefix == prefix } ?? patterns.endIndex
            if place == patterns.endIndex { patterns.append(Pattern(prefix: prefix, routes: [])) }
            if let route = patterns[place].routes.firstIndex(where: { $0.suffix == suffix }) {
                patterns[place].routes[route].route.handlers.append(endpoint)
            } else {
                patterns[place].routes.append((suffix, Route(handlers: [endpoint])))
            }
        }
        for place in patterns.indices {
            patterns[place].routes.sort { $0.suffix.utf8.count > $1.suffix.utf8.count }
        }
        self.fixed = fixed
        self.patterns = patterns.sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }
        self.families = families
        self.fallback = fallback
    }

    /// The path is taken as sent: percent-encoded, without the query.
    func match(_ method: String, _ path: String, isGoogle: Bool = false) -> Match {
        if let route = fixed[path] { return route.match(method, isGoogle) }
        var path = Substring(path)
        if path.utf8.count > 2, path.utf8.last == UInt8(ascii: "/") {
            path = path.dropLast()
            if let route = fixed[String(path)] { return route.match(method, isGoogle) }
        }
        for pattern in patterns where path.begins(with: pattern.prefix) {
            let rest = path.utf8.dropFirst(pattern.prefix.utf8.count)
            guard !rest.isEmpty else { break }
            return pattern.match(method, isGoogle, rest: Substring(rest)) ?? .unknown(dialect(of: path))
        }
        return .unknown(dialect(of: path))
    }

    private func dialect(of path: Substring) -> any Dialect {
        families.first { path.begins(with: $0.prefix) }?.dialect ?? fallback
    }
}

extension Router.Match {
    /// The dialect that the answer, whatever it is, is given in.
    var dialect: any Dialect {
        switch self {
        case .found(let handler, _): handler.dialect
        case .wrongMethod(_, let dialect, _), .malformed(_, let dialect), .unknown(let dialect): dialect
        }
    }

    var endpoint: Endpoint {
        if case .found(let handler, _) = self { handler.endpoint } else { .unknown }
    }

    /// Nobody without a key is told which paths there are.
    var access: Access {
        switch self {
        case .found(let handler, _): handler.access
        case .wrongMethod(_, _, let access): access
        case .malformed, .unknown: .key
        }
    }

    /// The methods of the path; nil where there is no such path.
    var allowed: [String]? {
        switch self {
        case .found(let handler, _): [handler.method]
        case .wrongMethod(let methods, _, _): methods
        case .malformed, .unknown: nil
        }
    }
}

extension Router.Route {
    /// Google's clients get what is theirs before what is everybody's.
    fileprivate func handler(for method: String, _ isGoogle: Bool) -> EndpointHandler? {
        let own = isGoogle ? handlers.first { $0.method == method && $0.isForGoogle } : nil
        if let handler = own ?? handlers.first(where: { $0.method == method && !$0.isForGoogle }) { return handler }
        return method == "HEAD" ? handler(for: "GET", isGoogle) : nil
    }

    fileprivate func match(_ method: String, _ isGoogle: Bool) -> Router.Match {
        if let handler = handler(for: method, isGoogle) { return .found(handler, parameter: nil) }
        return .refusing(handlers)
    }
}

extension Router.Match {
    /// The handlers are those of other methods; at least one.
    fileprivate static func refusing(_ handlers: [EndpointHandler]) -> Router.Match {
        var methods: [String] = []
        for handler in handlers {
            let names = handler.method == "GET" ? ["GET", "HEAD"] : [handler.method]
            for name in names where !methods.contains(name) { methods.append(name) }
        }
        methods.append("OPTIONS")
        return .wrongMethod(
            allowed: methods,
            handlers.first?.dialect ?? MartletDialect(),
            handlers.first?.access ?? .key
        )
    }
}

extension Router.Pattern {
    /// Nil where the path fits none of the pattern's endpoints.
    fileprivate func match(_ method: String, _ isGoogle: Bool, rest: Substring) -> Router.Match? {
        let parameter: String
        do {
            parameter = try PathParameter.decode(rest)
        } catch {
            guard let dialect = routes.first?.route.handlers.first?.dialect else { return nil }
            return .malformed(error, dialect)
        }
        var others: [EndpointHandler] = []
        for (suffix, route) in routes where parameter.utf8.count > suffix.utf8.count {
            guard parameter.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) else { continue }
            if let handler = route.handler(for: method, isGoogle) {
                let name = parameter.utf8.dropLast(suffix.utf8.count)
                return .found(handler, parameter: String(decoding: name, as: UTF8.self))
            }
            others += route.handlers
        }
        return others.isEmpty ? nil : .refusing(others)
    }
}

extension StringProtocol {
    /// Byte by byte, unlike `hasPrefix`.
    fileprivate func begins(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
}
