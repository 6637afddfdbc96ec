import Foundation
import Testing

@testable import Tokenization

@Suite struct UnicodeTests {
    private func normal(_ text: String, _ form: NormalForm) -> String {
        var output: [UInt8] = []
        Array(text.utf8).withText { form.append($0, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

    @Test(arguments: [
        "é", "e\u{301}", "ﬁ", "한글", "\u{1112}\u{1161}\u{11ab}", "a\u{323}\u{307}", "a\u{307}\u{323}", "\u{212b}", "①½",
        "\u{344}", "\u{0958}", "q\u{307}\u{323}x", "", "plain", "\u{1e9b}\u{323}", "\u{fdfa}",
    ])
    func `the normal forms are Foundation's`(text: String) {
        #expect(scalars(normal(text, .decomposed)) == scalars(text.decomposedStringWithCanonicalMapping))
        #expect(scalars(normal(text, .composed)) == scalars(text.precomposedStringWithCanonicalMapping))
        #expect(scalars(normal(text, .compatibleDecomposed)) == scalars(text.decomposedStringWithCompatibilityMapping))
        #expect(scalars(normal(text, .compatibleComposed)) == scalars(text.precomposedStringWithCompatibilityMapping))
    }

    @Test func `narrow Korean letters become a syllable`() {
        #expect(scalars(normal("\u{ffa1}\u{ffc2}", .compatibleComposed)) == [0xac00])
    }

    @Test func `categories are the standard library's, for what is as old as Unicode 9`() {
        let table = CategoryTable.shared
        for value in UInt32(0)...0x1ffff {
            guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 9 else { continue }
            let category = scalar.properties.generalCategory
            let isLetter = [
                .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            ].contains(category)
            let isNumber = [.decimalNumber, .letterNumber, .otherNumber].contains(category)
            let isMark = [.nonspacingMark, .spacingMark, .enclosingMark].contains(category)
            let found = table[value]
            #expect(found.has(.letters) == isLetter, "\(value)")
            #expect(found.has(.numbers) == isNumber, "\(value)")
            #expect(found.has(.marks) == isMark, "\(value)")
            #expect(found.has(.whitespace) == scalar.properties.isWhitespace, "\(value)")
        }
    }

    @Test func `letters become small one by one`() {
        var lower: [UInt32] = []
        for value in [0x41, 0xc9, 0x130, 0x3a3, 0x10400, 0x1e9e, 0x7a, 0x4e2d] as [UInt32] {
            LowerCase.of(value) { lower.append($0) }
        }
        #expect(lower == [0x61, 0xe9, 0x69, 0x307, 0x3c3, 0x10428, 0xdf, 0x7a, 0x4e2d])
    }

    @Test func `Han is Chinese characters and not Japanese syllables`() {
        #expect([0x4e2d, 0x3007, 0x20000, 0xf900].allSatisfy { CharacterClass.isHan($0) })
        #expect(![0x3042, 0xac00, 0x41, 0x3000].contains { CharacterClass.isHan($0) })
    }
}
