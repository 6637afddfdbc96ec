/// BERT's cleaning of text: control characters go, spaces become spaces, Chinese characters stand alone, and for
/// vocabularies without capitals, accents go and letters become small.
struct BertNormalizer: Sendable, Equatable {
    var cleansText = true
    var separatesChinese = true
    var stripsAccents = true
    var lowercases = true

    func append(_ text: UTF8Text, to output: inout [UInt8]) {
        let cleaned = cleaned(text)
        guard stripsAccents || lowercases else {
            output += cleaned
            return
        }
        cleaned.withText { text in
            guard stripsAccents else { return lowercased(text, &output) }
            var bare: [UInt8] = []
            if unsafe text.bytes.allSatisfy({ $0 < 0x80 }) {
                unsafe bare.append(contentsOf: text.bytes)
            } else {
                var decomposed: [UInt8] = []
                NormalForm.decomposed.append(text, to: &decomposed)
                let table = CategoryTable.shared
                decomposed.withText { decomposed in
                    decomposed.forEachScalar { value, _ in
                        if !table[value].has(Self.accents) { bare.append(scalar: value) }
                    }
                }
            }
            bare.withText { lowercased($0, &output) }
        }
    }

    private static let accents = Categories(.nonspacingMark)
    private static let removed = Categories(.control, .format, .privateUse, .surrogate)

    private func lowercased(_ text: UTF8Text, _ output: inout [UInt8]) {
        guard lowercases else { return unsafe output.append(contentsOf: text.bytes) }
        text.forEachScalar { value, _ in LowerCase.of(value) { output.append(scalar: $0) } }
    }

    private func cleaned(_ text: UTF8Text) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count + 16)
        let table = CategoryTable.shared
        text.forEachScalar { value, _ in
            if cleansText {
                let category = table[value]
                switch value {
                case 0x09, 0x0a, 0x0d: return output.append(0x20)
                case 0, 0x0b, 0x0c, 0x85, 0xfffd: return
                default: break
                }
                if category.has(Self.removed) { return }
                if category.has(.whitespace) { return output.append(0x20) }
            }
            if separatesChinese, CharacterClass.isChinese(value) {
                output.append(0x20)
                output.append(scalar: value)
                output.append(0x20)
            } else {
                output.append(scalar: value)
            }
        }
        return output
    }
}
