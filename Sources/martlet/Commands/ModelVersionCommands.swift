import Configuration
import Downloads
import EventLoop
import Foundation
import HTTP
import JSON
import Logging
import ModelFiles

extension Command {
    private static let placeOptions = [
        Option("--config", "FILE", "the YAML file (default: martlet.yaml)"),
        Option("--url", "URL", "a running Martlet to ask (default: the configured address, if one is there)"),
    ]

    static let modelsRemove = Command(
        name: "models rm",
        summary: "deletes a model of the models directory, or one earlier version of it",
        operands: "NAME[@VERSION]",
        options: placeOptions,
        details: """
            A model that is at work stays, and so does one that is pinned. A server that runs is asked to do it.
            Exit codes: 0 it is gone, 1 it is not.
            """
    ) { arguments in
        let (model, version) = try named(arguments)
        let place = try await ModelPlace(arguments)
        if let server = place.server {
            var body: JSONObject = ["model": .string("native/" + model)]
            if let version { body["version"] = .string(version) }
            _ = try await server.send("DELETE", "/api/delete", body)
        } else {
            try place.remove(model, version: version)
        }
        Terminal.line("\(arguments.operands[0]) is deleted")
        return 0
    }

    static let modelsPin = Command(
        name: "models pin",
        summary: "has a model stay as it is, whatever a pull would bring",
        operands: "NAME[@VERSION]",
        options: placeOptions,
        details: "With a VERSION, that one is used from now on. 'martlet models show NAME' lists the versions."
    ) { arguments in
        let (model, version) = try named(arguments)
        if version != nil { return try await rollBack(model, to: version, arguments) }
        return try await pin(model, true, arguments)
    }

    static let modelsUnpin = Command(
        name: "models unpin",
        summary: "lets pulls bring other versions of a model again",
        operands: "NAME",
        options: placeOptions
    ) { arguments in
        try await pin(named(arguments).model, false, arguments)
    }

    static let modelsRollBack = Command(
        name: "models rollback",
        summary: "goes back to an earlier version of a model, and pins it",
        operands: "NAME[@VERSION]",
        options: placeOptions,
        details: """
            Without a VERSION, to the one before. Answers under way go on with the version that they began with.
            'martlet models show NAME' lists the versions.
            """
    ) { arguments in
        let (model, version) = try named(arguments)
        return try await rollBack(model, to: version, arguments)
    }

    private static func named(_ arguments: Arguments) throws -> (model: String, version: String?) {
        guard let given = arguments.operands.first, arguments.operands.count == 1 else {
            throw UsageError("name one model")
        }
        let bare = given.hasPrefix("native/") ? given.dropFirst(7) : Substring(given)
        let words = bare.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard !words[0].isEmpty, words.count == 1 || !words[1].isEmpty else { throw UsageError("name one model") }
        return (words[0], words.count == 2 ? words[1] : nil)
    }

    private static func pin(_ model: String, _ isPinned: Bool, _ arguments: Arguments) async throws -> Int32 {
        let place = try await ModelPlace(arguments)
        if let server = place.server {
            let body: JSONObject = ["model": .string("native/" + model), "pinned": .bool(isPinned)]
            _ = try await server.send("POST", "/api/models/pin", body)
        } else {
            _ = try place.change { (shelf) throws(DownloadError) in try shelf.pin(model, isPinned) }
        }
        Terminal.line("\(model) is \(isPinned ? "pinned" : "no longer pinned")")
        return 0
    }

    private static func rollBack(_ model: String, to version: String?, _ arguments: Arguments) async throws -> Int32 {
        let place = try await ModelPlace(arguments)
        let active: String?
        if let server = place.server {
            var body: JSONObject = ["model": .string("native/" + model)]
            if let version { body["version"] = .string(version) }
            active = try await server.send("POST", "/api/models/rollback", body)["active"]?.string
        } else {
            active = try place.change { (shelf) throws(DownloadError) in try shelf.rollBack(model, to: version) }
                .active?.id
        }
        Terminal.line("\(model) is at version \(active ?? "?"), and pinned there")
        return 0
    }
}

/// Where models are kept: in the hands of a server that runs, or nobody's.
struct ModelPlace {
    let server: RunningServer?
    private let shelf: ModelShelf
    /// As long as somebody may ask.
    private let loops: EventLoopGroup

    init(_ arguments: Arguments) async throws {
        let settings = try Settings.load(arguments).settings
        Log.level = .warning
        loops = try EventLoopGroup(count: 1)
        server = try await RunningServer.find(arguments, HTTPClient(group: loops))
        shelf = ModelShelf(settings.modelsDirectory, keeps: settings.modelsKeptVersions)
    }

    func change(_ body: (ModelShelf) throws(DownloadError) -> ModelRecord) throws -> ModelRecord {
        do throws(DownloadError) { return try body(shelf) } catch {
            throw CommandError(Terminal.harmless(error.message))
        }
    }

    func remove(_ model: String, version: String?) throws {
        guard shelf.record(of: model) != nil else {
            throw CommandError(
                "\(Terminal.harmless(model)) was not pulled into \(shelf.models): delete its file there by hand"
            )
        }
        do throws(DownloadError) { try shelf.remove(model, version: version) } catch {
            throw CommandError(Terminal.harmless(error.message))
        }
    }
}
