import Foundation
import JSON
import Prompts
import Testing

struct JinjaTemplateTests {
    static func values() throws -> [String: JinjaValue] {
        let object = try #require(try JSONValue(parsing: Array(JinjaCases.values.utf8)).object)
        return Dictionary(uniqueKeysWithValues: object.map { ($0.key, JinjaValue($0.value)) })
    }

    static func render(_ template: String, limits: JinjaLimits = JinjaLimits()) throws -> String {
        try JinjaTemplate(template).render(try values(), limits: limits)
    }

    @Test(arguments: JinjaCases.all.indices)
    func `snippets come out as Jinja has them`(index: Int) throws {
        let (template, text) = JinjaCases.all[index]
        if let text {
            #expect(try Self.render(template) == text)
        } else {
            #expect(throws: JinjaError.self) { try Self.render(template) }
        }
    }

    @Test(arguments: [
        ("a\n{{ name + 1 }}", "line 2, column 9: a string and a number cannot be added"),
        ("ä{{ missing.x }}", "line 1, column 12: 'missing', which is undefined, has no 'x'"),
        ("{% for x in list %}\n  {{ x }}", "line 2, column 10: here should be {% else or endfor %}"),
        ("{{ 'abc }}", "line 1, column 4: a string has no end"),
        ("{{ name|frobnicate }}", "line 1, column 9: there is no filter 'frobnicate'"),
        ("{{ ) }}", "line 1, column 4: ')' closes nothing"),
        ("{# never", "line 1, column 1: a comment has no end ('#}')"),
        ("{% include 'x' %}", "line 1, column 1: {% include %} cannot be used in a chat template"),
    ])
    func `an error says where it is, and what is wrong`(template: String, expected: String) {
        let error = #expect(throws: JinjaError.self) { try Self.render(template) }
        #expect(error?.description == expected)
    }

    @Test func `what a template raises is told in its own words`() {
        let error = #expect(throws: JinjaError.self) {
            try Self.render("{{ raise_exception('roles must alternate') }}")
        }
        #expect(error?.kind == .raised)
        #expect(error?.message == "roles must alternate")
    }

    @Test(arguments: [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ range(10000000)|list }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set ns = namespace(t='xxxxxxxxxxxxxxxx') %}{% for i in range(64) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(10000) %}{% set ns.l = [ns.l] %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(64) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{{ 'a'.center(1000000000) }}", "{{ 'a'|indent(1000000000)|length and 'a'.ljust(1000000000) }}",
        "{{ 'aaaaaaaa'|replace('', 'x' * 100000)|replace('x', 'x' * 100000) }}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{% set ns.y = ns %}{{ ns.x.x.x }}",
    ])
    func `a hostile template is stopped`(template: String) {
        let error = #expect(throws: JinjaError.self) { try Self.render(template) }
        #expect(error?.kind == .limit)
    }

    @Test(arguments: ["(", "[", "{{ (", "{% if ", "{{ -", "{{ not "])
    func `depth beyond all reason is an error, not a crash`(piece: String) {
        #expect(throws: JinjaError.self) { try Self.render("{{ " + String(repeating: piece, count: 100_000)) }
    }

    @Test func `every beginning of a template is read without a trap`() throws {
        let template = JinjaCases.all.map(\.template).joined()
        for length in stride(from: 0, to: template.utf8.count, by: 61) {
            _ = try? JinjaTemplate(String(decoding: Array(template.utf8.prefix(length)), as: UTF8.self))
        }
    }

    @Test func `the order of a tool's fields is kept, however many there are`() throws {
        let members = (0..<40).map { "\"k\(($0 * 7) % 40)\": \($0)" }.joined(separator: ", ")
        let json = try JSONValue(parsing: Array("{\(members)}".utf8))
        let text = try JinjaTemplate("{{ tool|tojson }}").render(["tool": JinjaValue(json)])
        #expect(text == "{\(members)}")
    }

    @Test func `the date is the one that is given`() throws {
        let template = try JinjaTemplate("{{ strftime_now('%Y-%m-%d') }}")
        #expect(try template.render([:], date: Date(timeIntervalSince1970: 86_400 * 365.5)) == "1971-01-01")
    }
}
