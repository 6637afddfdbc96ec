import EventLoop
import Foundation
package import HTTP

/// Fetches a model: it finds out what belongs to it, brings the files, checks them, and puts the whole in its place, with a
/// record of where it is from. What is here already stays until the new is whole, and is kept as an earlier version.
package struct ModelPull: Sendable {
    private let name: PullName
    private let origins: PullOrigins
    private let shelf: ModelShelf
    private let sources: PullSources
    private let check: @Sendable (String) throws -> Void
    private let disk = BlockingThread(name: "martlet-pull")

    /// Parts are large, since asking costs a way to the server and back, and small enough for several to share a file.
    private static let piece = 32 << 20
    /// How often is looked whether another pull of the same model has ended.
    private static let pause = Duration.milliseconds(200)

    /// The model shall be in the folder `models`. `check` throws if what lies at a path is no model that can be used; it may
    /// block.
    package init(
        _ name: PullName,
        to models: String,
        from origins: PullOrigins,
        over transport: any HTTPTransport,
        check: @escaping @Sendable (String) throws -> Void
    ) {
        self.name = name
        self.origins = origins
        self.check = check
        shelf = ModelShelf(models, keeps: origins.keptVersions)
        sources = PullSources(origins, transport)
    }

    /// Tells what happens as it happens; returns the model's name when it is here. Called off with its task; what has come
    /// stays for the next try.
    package func run(_ tell: @escaping @Sendable (PullStep) -> Void) async throws(DownloadError) -> String {
        tell(PullStep("pulling manifest"))
        let folder = try await ownFolder(tell)
        let model: String
        do throws(DownloadError) { model = try await pull(into: folder, tell) } catch {
            folder.clearIfEmpty()
            throw error
        }
        folder.clear()
        tell(PullStep("success"))
        return model
    }

    /// The folder for this model, once no other pull has it.
    private func ownFolder(_ tell: @Sendable (PullStep) -> Void) async throws(DownloadError) -> PullFolder {
        var hasTold = false
        while true {
            let folder = try await onDisk { [name, shelf] () throws(DownloadError) in
                try PullFolder.open(for: name.model, in: shelf.models)
            }
            if let folder { return folder }
            if !hasTold { tell(PullStep("waiting for another pull of \(name.model)")) }
            hasTold = true
            try? await EventLoop.sleep(for: Self.pause)
            if Task.isCancelled { throw DownloadError(.cancelled, "called off") }
        }
    }

    private func pull(
        into folder: PullFolder,
        _ tell: @escaping @Sendable (PullStep) -> Void
    ) async throws(DownloadError) -> String {
        guard let found = try await find(tell) else { return standing?.model ?? name.model }
        let target = try PullTarget(found, name)
        let known = try await onDisk { [shelf] () throws(DownloadError) in shelf.record(of: target.model) }
        let isThere = known.map(shelf.isThere) ?? false
        if let known, let version = known.active, isThere {
            if version.id == target.id
                || target.id == nil && version.revision != nil && version.revision == found.revision
            {
                tell(PullStep("\(target.model) is in \(shelf.models) already"))
                return target.model
            }
            guard version.source == "local" || name.sources.contains(where: { $0.description == version.source }) else {
                throw DownloadError(
                    .conflict,
                    "\(target.model) is here from \(version.source): give this one another name (--name), or take that one away"
                )
            }
            if known.isPinned {
                tell(PullStep("\(target.model) is pinned to version \(version.id): nothing was fetched"))
                return target.model
            }
        }
        for note in found.notes { tell(PullStep(note)) }
        try await fetch(target, into: folder, tell)
        return target.model
    }

    /// What was pulled by this name before.
    private var standing: ModelRecord? { shelf.record(asked: name.asked) }

    /// What the first of the sources that has it has. Nil where nobody can be asked and the model is here.
    private func find(_ tell: @Sendable (PullStep) -> Void) async throws(DownloadError) -> FoundModel? {
        let standing = try await onDisk { () throws(DownloadError) -> ModelRecord? in self.standing }
        // Where it was found before, there it is looked for first: else it would change with who answers.
        let order =
            name.sources.filter { $0.description == standing?.active?.source }
            + name.sources.filter { $0.description != standing?.active?.source }
        var failures: [DownloadError] = []
        for source in order {
            do throws(DownloadError) {
                let found = try await sources.find(source)
                try found.checkNames()
                return found
            } catch {
                // Another source may have it; who asks is not to blame.
                guard [.notFound, .unreachable, .malformed].contains(error.code) else { throw error }
                failures.append(error)
            }
        }
        guard let first = failures.first else { throw DownloadError(.notFound, "nobody has \(name.model)") }
        if let standing, failures.allSatisfy({ $0.code == .unreachable }) {
            tell(PullStep("\(standing.model) is in \(shelf.models) already; \(first.message)"))
            return nil
        }
        if failures.count == 1 { throw first }
        throw DownloadError(first.code, failures.map(\.message).joined(separator: "; "))
    }

    // MARK: Bringing it

    private func fetch(
        _ target: PullTarget,
        into folder: PullFolder,
        _ tell: @escaping @Sendable (PullStep) -> Void
    ) async throws(DownloadError) {
        let found = target.found
        var transfers: [FileTransfer] = []
        // Small files first: what is wrong with them is known early.
        let files = (found.files + found.licenceFiles).sorted {
            ($0.size ?? 0, $0.path.name) < ($1.size ?? 0, $1.path.name)
        }
        for file in files {
            let isAside = target.isArchive || found.licenceFiles.contains(file)
            let place = try await onDisk { () throws(DownloadError) in
                isAside ? folder.place(beside: file.path) : try folder.place(of: file.path, in: target.folder)
            }
            transfers.append(FileTransfer(file, to: place, found.web, piece: Self.piece, disk: disk))
        }
        let total = files.reduce(0) { $0 + ($1.size ?? 0) }
        try await onDisk { [shelf] () throws(DownloadError) in
            try DiskSpace.check(for: total - folder.bytesHere, in: shelf.models, of: target.model)
        }
        try await Fetching(files: transfers, connections: origins.connections).run(tell)
        tell(PullStep("verifying sha256 digest"))
        let digests = transfers.filter { transfer in found.files.contains(transfer.file) }
            .map { ($0.file.path.description, $0.file.digest?.description ?? "sha256:" + ($0.result ?? "")) }
        try await put(target, digests, folder)
        tell(PullStep("writing manifest"))
    }

    /// Checks that it is a model, and puts it in its place.
    private func put(
        _ target: PullTarget,
        _ digests: [(path: String, digest: String)],
        _ folder: PullFolder
    ) async throws(DownloadError) {
        try await onDisk { [check, name, shelf] () throws(DownloadError) in
            if case .archive(let inner) = target.found.shape, let file = target.found.files.first {
                try folder.unpack(folder.place(beside: file.path), folder: inner, as: target.model)
            }
            // What is no model is thrown away: another try would bring the same.
            do { try check(folder.tree + "/" + target.mainEntry) } catch {
                folder.clear()
                throw DownloadError(.unsupported, "what came is no model that can be used: \(error)")
            }
            let words = target.found.licenceFiles.compactMap { file in
                FileManager.default.contents(atPath: folder.place(beside: file.path))
            }
            let version = ModelRecord.Version(
                id: ModelRecord.Version.id(of: digests),
                source: target.found.source,
                asked: name.asked,
                revision: target.found.revision,
                digest: digests.count == 1 ? digests.first?.digest : nil,
                licence: target.found.licence,
                bytes: target.found.files.reduce(0) { $0 + ($1.size ?? 0) },
                pulled: Date(),
                entries: target.entries
            )
            let licence = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n\n")
            try shelf.install(version, of: target.model, from: folder.tree, licence: licence.isEmpty ? nil : licence)
        }
    }

    private func onDisk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DownloadError) -> Value
    ) async throws(DownloadError) -> Value {
        try await disk.result(body).get()
    }
}
