import CYAML

/// A step of reading YAML.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    var kind: Kind
    var anchor: String?
    var hasTag = false
    /// From 1.
    var line: Int
    var column: Int
}

/// What libyaml says is wrong, and where.
struct YAMLSyntaxError: Error {
    var message: String
    var line: Int
    var column: Int
}

/// libyaml's event parser over bytes that it keeps a copy of.
@safe struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) throws(YAMLSyntaxError) {
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: max(1, bytes.count))
        _ = unsafe input.initialize(fromContentsOf: bytes)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw YAMLSyntaxError(message: "there is no memory to read it with", line: 1, column: 1)
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe Self.error(of: parser.pointee) }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Self.read(event)
    }

    private static func read(_ event: yaml_event_t) -> YAMLEvent {
        var read = unsafe YAMLEvent(
            kind: .streamEnd,
            line: Int(event.start_mark.line) + 1,
            column: Int(event.start_mark.column) + 1
        )
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: read.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: read.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: read.kind = .documentEnd
        case YAML_ALIAS_EVENT: read.kind = unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            read.kind = unsafe .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
            read.anchor = unsafe text(scalar.anchor)
            read.hasTag = unsafe scalar.tag != nil
        case YAML_SEQUENCE_START_EVENT:
            read.kind = .sequenceStart
            read.anchor = unsafe text(event.data.sequence_start.anchor)
            read.hasTag = unsafe event.data.sequence_start.tag != nil
        case YAML_SEQUENCE_END_EVENT: read.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            read.kind = .mappingStart
            read.anchor = unsafe text(event.data.mapping_start.anchor)
            read.hasTag = unsafe event.data.mapping_start.tag != nil
        case YAML_MAPPING_END_EVENT: read.kind = .mappingEnd
        default: break
        }
        return read
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private static func error(of parser: yaml_parser_t) -> YAMLSyntaxError {
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it cannot be read"
        let mark = unsafe parser.problem_mark
        return YAMLSyntaxError(message: problem, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
