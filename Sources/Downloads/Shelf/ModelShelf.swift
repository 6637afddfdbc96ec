import CSystem
import Foundation

/// The models directory as something that is kept: which versions of a model there are, where they are from, and which
/// one is used.
///
/// The used version lies where anybody looks for it (`NAME.gguf`, `NAME/`). All else is in `.martlet/NAME`: the record,
/// the licence's words, and a folder for each earlier version. A change is made with renames, so that at any moment one
/// version or the other is there, whole. Everything here blocks on the disk.
package struct ModelShelf: Sendable {
    package let models: String
    /// How many earlier versions of a model are kept.
    let keeps: Int

    package init(_ models: String, keeps: Int = 2) {
        self.models = models
        self.keeps = keeps
    }

    private func folder(_ model: String) -> String { "\(models)/.martlet/\(model)" }

    // MARK: Looking

    /// What is known of a model; nil for one that nobody pulled.
    package func record(of model: String) -> ModelRecord? {
        guard ModelName(model) != nil,
            let data = FileManager.default.contents(atPath: folder(model) + "/record.json"), data.count <= 1 << 20,
            let record = ModelRecord(reading: Array(data)), record.model == model
        else { return nil }
        return record
    }

    /// The model that was pulled by this name.
    func record(asked: String) -> ModelRecord? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: models + "/.martlet")) ?? []
        return names.compactMap(record(of:)).first { $0.active?.asked == asked && isThere($0) }
    }

    /// Whether the used version's files are still where they were put.
    func isThere(_ record: ModelRecord) -> Bool {
        record.active?.entries.allSatisfy { FileManager.default.fileExists(atPath: models + "/" + $0) } ?? false
    }

    /// The words of the licence, where they came with the model.
    package func licence(of model: String) -> String? {
        guard let id = record(of: model)?.active?.id,
            let data = FileManager.default.contents(atPath: "\(folder(model))/\(id).licence"), data.count <= 4 << 20
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: Changing

    /// Makes files that lie in `place` the used version. What was used until now is kept.
    func install(
        _ version: ModelRecord.Version,
        of model: String,
        from place: String,
        licence: String?
    ) throws(DownloadError) {
        var record = record(of: model) ?? ModelRecord(model: model, versions: [])
        let old = record.active.flatMap { isThere(record) ? $0 : nil } ?? unrecorded(version, place)
        try Self.makeFolder(folder(model))
        if let licence {
            let path = "\(folder(model))/\(version.id).licence"
            guard FileManager.default.createFile(atPath: path, contents: Data(licence.utf8)) else {
                throw DownloadError(disk: "write", path)
            }
        }
        try exchange(old, for: version, of: model, from: place)
        record.versions.removeAll { $0.id == version.id || $0.id == old?.id }
        record.versions = [version] + (old.map { [$0] } ?? []) + record.versions
        try prune(&record)
        try write(record)
    }

    /// Goes back to an earlier version, the newest of them where none is named, and stays there: the next pull would bring
    /// the other again.
    package func rollBack(_ model: String, to name: String? = nil) throws(DownloadError) -> ModelRecord {
        var record = try known(model)
        guard let old = record.active, record.versions.count > 1 || name != nil else {
            throw DownloadError(.notFound, "\(model) has no earlier version here")
        }
        let found = name.map { record.version($0) } ?? record.versions.dropFirst().first
        guard let wanted = found else {
            let ids = record.versions.map(\.id).joined(separator: ", ")
            throw DownloadError(.notFound, "\(model) has no version '\((name ?? "").prefix(80))' here: it has \(ids)")
        }
        if wanted.id != old.id {
            let isHere = isThere(record)
            try exchange(isHere ? old : nil, for: wanted, of: model, from: "\(folder(model))/\(wanted.id)")
            record.versions.removeAll { $0.id == wanted.id || !isHere && $0.id == old.id }
            record.versions.insert(wanted, at: 0)
            Self.remove("\(folder(model))/\(wanted.id)")
        }
        record.isPinned = true
        try write(record)
        return record
    }

    /// Whether a pull may bring another version.
    package func pin(_ model: String, _ isPinned: Bool) throws(DownloadError) -> ModelRecord {
        var record = try known(model)
        record.isPinned = isPinned
        try write(record)
        return record
    }

    /// Takes a model away with all that is kept of it, or one earlier version of it. Files that nobody pulled are the caller's
    /// to take away.
    package func remove(_ model: String, version name: String? = nil) throws(DownloadError) {
        guard var record = record(of: model) else { return }
        if let name {
            guard let version = record.version(name) else {
                throw DownloadError(.notFound, "\(model) has no version '\(name.prefix(80))' here")
            }
            guard version.id != record.active?.id else {
                throw DownloadError(.conflict, "\(version.id) is the version of \(model) that is used: roll back first")
            }
            forget(version, of: model)
            record.versions.removeAll { $0.id == version.id }
            return try write(record)
        }
        guard !record.isPinned else {
            throw DownloadError(.conflict, "\(model) is pinned: 'martlet models unpin \(model)' lets it go")
        }
        for entry in record.active?.entries ?? [] {
            let path = models + "/" + entry
            guard FileManager.default.fileExists(atPath: path) else { continue }
            do { try FileManager.default.removeItem(atPath: path) } catch {
                throw DownloadError(.disk, "\(path) cannot be deleted: \(error.localizedDescription)")
            }
        }
        Self.remove(folder(model))
    }

    // MARK: How

    private func known(_ model: String) throws(DownloadError) -> ModelRecord {
        guard let record = record(of: model) else {
            throw DownloadError(.notFound, "nothing is known of '\(model.prefix(200))' here: it was not pulled")
        }
        return record
    }

    /// What somebody has put where the new version goes: it is kept, too.
    private func unrecorded(_ version: ModelRecord.Version, _ place: String) -> ModelRecord.Version? {
        let there = version.entries.filter { FileManager.default.fileExists(atPath: models + "/" + $0) }
        guard !there.isEmpty else { return nil }
        let stamp = "\(there)\(Date().timeIntervalSince1970)"
        return ModelRecord.Version(
            id: String(RunningDigest.sha256(of: Array(stamp.utf8)).prefix(12)),
            source: "local",
            asked: "local",
            bytes: 0,
            pulled: Date(),
            entries: there
        )
    }

    /// Puts the files in `place` where they are looked for, and those of the old version aside.
    private func exchange(
        _ old: ModelRecord.Version?,
        for new: ModelRecord.Version,
        of model: String,
        from place: String
    ) throws(DownloadError) {
        let aside = old.map { "\(folder(model))/\($0.id)" }
        if let aside { try Self.makeFolder(aside) }
        // Of several parts the first is the one by which a model is found: it comes last.
        for entry in new.entries.sorted(by: >) {
            let target = models + "/" + entry
            let source = place + "/" + entry
            let isTaken = FileManager.default.fileExists(atPath: target)
            guard isTaken, let aside else {
                guard unsafe rename(source, target) == 0 else { throw DownloadError(disk: "make", target) }
                continue
            }
            guard unsafe martlet_swap(source, target) == 0, unsafe rename(source, aside + "/" + entry) == 0 else {
                throw DownloadError(disk: "make", target)
            }
        }
        guard let old, let aside else { return }
        for entry in old.entries where !new.entries.contains(entry) {
            _ = unsafe rename(models + "/" + entry, aside + "/" + entry)
        }
    }

    private func prune(_ record: inout ModelRecord) throws(DownloadError) {
        while record.versions.count > max(0, keeps) + 1, let last = record.versions.popLast() {
            forget(last, of: record.model)
        }
    }

    private func forget(_ version: ModelRecord.Version, of model: String) {
        Self.remove("\(folder(model))/\(version.id)")
        Self.remove("\(folder(model))/\(version.id).licence")
    }

    private func write(_ record: ModelRecord) throws(DownloadError) {
        try Self.makeFolder(folder(record.model))
        let path = folder(record.model) + "/record.json"
        guard FileManager.default.createFile(atPath: path + ".new", contents: Data(record.json)),
            unsafe rename(path + ".new", path) == 0
        else { throw DownloadError(disk: "write", path) }
    }

    private static func makeFolder(_ path: String) throws(DownloadError) { try PullFolder.makeFolder(path) }

    private static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
