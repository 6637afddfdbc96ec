import ModelFiles
import Testing
import Tokenization

@testable import Providers

struct ChoiceTextTests {
    private let tokenizer: Tokenizer

    init() throws {
        let file = try unsafe TinyModel.writer().bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0) }
        tokenizer = try Tokenizer(gguf: file.metadata)
    }

    private func word(_ text: String) throws -> Int {
        TinyModel.firstWord + (try #require(TinyModel.words.firstIndex(of: text)))
    }

    private func told(_ name: String) -> TokenLogprob { TokenLogprob(token: name, logprob: -1) }

    private func text(_ stops: String...) -> ChoiceText {
        ChoiceText(choice: 3, detokenizer: StreamingDetokenizer(tokenizer, continuing: true), stops: stops)
    }

    @Test func `a character of several tokens comes when it is whole, and their probabilities with it`() throws {
        var text = text()
        // é is two bytes.
        #expect(text.add(3 + 0xc3, told("1")) == [.logprobs([told("1")], choice: 3)])
        #expect(text.add(3 + 0xa9, told("2")) == [.text("é", choice: 3), .logprobs([told("2")], choice: 3)])
        #expect(text.add(3 + 0xf0, nil) == [])
        #expect(text.finish() == [.text("\u{fffd}", choice: 3)])
    }

    @Test func `a stop text across tokens is held back and never shown`() throws {
        var text = text("cat sat")
        #expect(
            text.add(try word("▁the"), told("the")) == [.text(" the", choice: 3), .logprobs([told("the")], choice: 3)]
        )
        #expect(text.add(try word("▁cat"), told("cat")) == [.text(" ", choice: 3)])
        #expect(text.add(try word("▁sat"), told("sat")) == [.logprobs([told("cat")], choice: 3)])
        #expect(text.hasStopped)
        #expect(text.finish() == [])
    }

    @Test func `what only began like a stop text is shown in the end`() throws {
        var text = text("cat sat")
        #expect(text.add(try word("▁cat"), told("cat")) == [.text(" ", choice: 3)])
        #expect(text.finish() == [.text("cat", choice: 3), .logprobs([told("cat")], choice: 3)])
        #expect(!text.hasStopped)
    }
}
