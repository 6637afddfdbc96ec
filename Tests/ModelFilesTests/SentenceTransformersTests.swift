import Foundation
import Testing

@testable import ModelFiles

struct SentenceTransformersTests {
    private func read(_ files: [String: String]) throws -> SentenceTransformers {
        let folder = FileManager.default.temporaryDirectory.path + "/martlet-modules-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            let path = folder + "/" + name
            let parent = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }
        return try SentenceTransformers(folder)
    }

    private func modules(_ kinds: (String, String)...) -> String {
        let list = kinds.map { #"{"idx":0,"path":"\#($0.1)","type":"sentence_transformers.models.\#($0.0)"}"# }
        return "[\(list.joined(separator: ","))]"
    }

    @Test func `pooling, length and normalisation are what the modules say`() throws {
        let read = try read([
            "modules.json": modules(("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")),
            "1_Pooling/config.json": #"{"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true}"#,
            "sentence_bert_config.json": #"{"max_seq_length":256}"#,
        ])
        #expect(read.pooling == .mean && read.normalises && read.textLength == 256)
    }

    @Test func `without a module for it vectors keep their length`() throws {
        let read = try read([
            "modules.json": modules(("Transformer", ""), ("Pooling", "p")),
            "p/config.json": #"{"pooling_mode":"cls"}"#,
        ])
        #expect(read.pooling == .first && !read.normalises && read.textLength == nil)
    }

    @Test func `a folder without modules is as it was`() throws {
        let read = try read(["1_Pooling/config.json": #"{"pooling_mode_lasttoken":true}"#])
        #expect(read.pooling == .last && read.normalises)
    }

    @Test(
        arguments: [
            #"[{"type":"sentence_transformers.models.Dense","path":"2_Dense"}]"#,
            #"[{"type":"sentence_transformers.models.Pooling","path":"../../etc"}]"#,
            #"[{"path":"x"}]"#, #"{}"#, "[", #"[{"type":"a.Pooling","path":"1_Pooling"}]"#,
        ]
    )
    func `what is not known is refused`(_ modules: String) {
        let pooling = #"{"pooling_mode_max_tokens":true,"pooling_mode_mean_tokens":true}"#
        #expect(throws: ModelFileError.self) {
            try read(["modules.json": modules, "1_Pooling/config.json": pooling])
        }
    }
}
