/// An expression, and where it stands. Variables are numbered by the parser: `slot` is an index in the frame.
final class JinjaExpression: Sendable {
    indirect enum Kind: Sendable {
        case constant(JinjaValue)
        case variable(slot: Int, name: String)
        case list([JinjaExpression])
        case dictionary([(key: JinjaExpression, value: JinjaExpression)])
        case attribute(JinjaExpression, name: String)
        case item(JinjaExpression, JinjaExpression)
        case slice(JinjaExpression, from: JinjaExpression?, to: JinjaExpression?, by: JinjaExpression?)
        case call(JinjaExpression, JinjaCallArguments)
        case filter(JinjaExpression?, JinjaFilter, JinjaCallArguments)
        case test(JinjaExpression, JinjaTest, JinjaCallArguments, negated: Bool)
        case not(JinjaExpression)
        case negative(JinjaExpression)
        case positive(JinjaExpression)
        case binary(BinaryOperator, JinjaExpression, JinjaExpression)
        case and(JinjaExpression, JinjaExpression)
        case or(JinjaExpression, JinjaExpression)
        case concatenation([JinjaExpression])
        /// `a < b < c`: each with its left neighbour.
        case comparison(JinjaExpression, [(Comparison, JinjaExpression)])
        case condition(JinjaExpression, then: JinjaExpression, else: JinjaExpression?)
    }

    enum BinaryOperator: Sendable { case add, subtract, multiply, divide, floorDivide, modulo, power }
    enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, `in`, notIn }

    let kind: Kind
    let offset: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

struct JinjaCallArguments: Sendable {
    var positional: [JinjaExpression] = []
    var named: [(name: String, value: JinjaExpression)] = []
    /// `*list` and `**dictionary`.
    var spread: JinjaExpression?
    var namedSpread: JinjaExpression?
}

/// What `set` and `for` give values to.
indirect enum JinjaTarget: Sendable {
    case variable(slot: Int)
    case attribute(JinjaExpression, name: String)
    case tuple([JinjaTarget])
}

struct JinjaMacro: Sendable {
    let name: String
    let parameters: [(slot: Int, name: String, standard: JinjaExpression?)]
    let body: [JinjaStatement]
    /// The slot of `caller`, of `varargs` and of `kwargs`.
    let callerSlot: Int
    let varargsSlot: Int
    let kwargsSlot: Int
}

struct JinjaLoop: Sendable {
    var target: JinjaTarget
    var over: JinjaExpression
    var condition: JinjaExpression?
    var body: [JinjaStatement]
    var otherwise: [JinjaStatement]
    var loopSlot: Int
    var isRecursive: Bool
}

final class JinjaStatement: Sendable {
    enum Kind: Sendable {
        case text(String)
        case output(JinjaExpression)
        case `if`([(condition: JinjaExpression, body: [JinjaStatement])], otherwise: [JinjaStatement])
        case `for`(JinjaLoop)
        case set(JinjaTarget, JinjaExpression)
        /// `{% set x %}…{% endset %}`, with the filters after the name.
        case setBlock(JinjaTarget, [(JinjaFilter, JinjaCallArguments)], body: [JinjaStatement])
        case macro(JinjaMacro, slot: Int)
        case callBlock(JinjaMacro, JinjaExpression)
        case filterBlock([(JinjaFilter, JinjaCallArguments)], body: [JinjaStatement])
        case with([(target: JinjaTarget, value: JinjaExpression)], body: [JinjaStatement])
        /// A block that only marks what the model said (`generation`).
        case block([JinjaStatement])
        case evaluate(JinjaExpression)
        case `break`
        case `continue`
    }

    let kind: Kind
    let offset: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
