package import Foundation
package import JSON

/// What is known of a model in the models directory: where each of its versions is from, and which of them is the one.
package struct ModelRecord: Sendable, Equatable {
    package struct Version: Sendable, Equatable {
        /// Twelve hexadecimal digits, of all of its files.
        package var id: String
        /// `hf:ORG/NAME`, `ollama:NAME:TAG`, `pypi:PACKAGE`, an address; `local` for what somebody put there.
        package var source: String
        /// As it was asked for.
        package var asked: String
        package var revision: String?
        /// `sha256:…` of the only file, of several none.
        package var digest: String?
        package var licence: String?
        package var bytes: Int
        package var pulled: Date
        /// What lies in the models directory when it is the one: files or a folder.
        package var entries: [String]
    }

    package var model: String
    package var isPinned = false
    /// The first is the one that is used; then the others, the newest first.
    package var versions: [Version]

    package var active: Version? { versions.first }

    /// The version that a name means: its id, or how that begins, or how its revision begins. Nil where none or several do.
    package func version(_ name: String) -> Version? {
        let fitting = versions.filter { version in
            version.id.hasPrefix(name) || version.revision?.hasPrefix(name) == true
        }
        return name.utf8.count >= 3 && fitting.count == 1 ? fitting.first : nil
    }
}

extension ModelRecord {
    /// Nil for what cannot be right: nothing in it may lead out of the models directory.
    package init?(reading bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["format"]?.int == 1, let model = json["model"]?.string,
            ModelName(model) != nil, let list = json["versions"]?.array
        else { return nil }
        self.init(model: model, isPinned: json["pinned"]?.bool ?? false, versions: [])
        for entry in list {
            guard let version = Version(entry) else { return nil }
            versions.append(version)
        }
        guard !versions.isEmpty, Set(versions.map(\.id)).count == versions.count else { return nil }
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("format", 1)
            json.member("model", model)
            json.member("pinned", isPinned)
            json.member("versions") { json in
                json.array { json in for version in versions { json.element(version) } }
            }
        }
        return json.finish()
    }
}

extension ModelRecord.Version: JSONWritable {
    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, Self.isID(id), let source = json["source"]?.string,
            let seconds = json["pulled"]?.double, seconds.isFinite, let bytes = json["bytes"]?.int, bytes >= 0,
            let entries = json["entries"]?.array?.compactMap(\.string), !entries.isEmpty,
            entries.allSatisfy({ entry in
                RelativePath(entry).map { $0.components.count == 1 && !$0.isHidden } ?? false
            })
        else { return nil }
        self.init(
            id: id,
            source: source,
            asked: json["asked"]?.string ?? source,
            revision: json["revision"]?.string,
            digest: json["digest"]?.string,
            licence: json["licence"]?.string,
            bytes: bytes,
            pulled: Date(timeIntervalSince1970: seconds),
            entries: entries
        )
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("source", source)
            json.member("asked", asked)
            json.member("revision", ifPresent: revision)
            json.member("digest", ifPresent: digest)
            json.member("licence", ifPresent: licence)
            json.member("bytes", bytes)
            json.member("pulled", pulled.timeIntervalSince1970.rounded())
            json.member("entries", entries)
        }
    }

    static func isID(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Made of what all the files come to.
    static func id(of files: [(path: String, digest: String)]) -> String {
        let lines = files.sorted { $0.path < $1.path }.map { "\($0.path)\n\($0.digest)\n" }
        return String(RunningDigest.sha256(of: Array(lines.joined().utf8)).prefix(12))
    }
}
