import Foundation
import HTTP
import Testing

@testable import Downloads

@Suite struct IndexPageTests {
    private let sha = String(repeating: "ab", count: 32)

    private func links(_ html: String) -> [IndexPage.Link] { IndexPage(html: Array(html.utf8)).links }

    @Test func `a page's links are its files, with digests and what was withdrawn`() {
        let page = """
            <!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0"><title>Links</title></head>
            <body><h1>Links for x</h1>
            <!-- <a href="hidden.whl">hidden.whl</a> -->
            <a href="../../files/x-1.0-py3-none-any.whl#sha256=\(sha)" data-requires-python="&gt;=3.8">x-1.0-py3-none-any.whl</a><br/>
            <A HREF='https://files.test/x-2.0-py3-none-any.whl?a=1&amp;b=2#sha256=\(sha)' data-yanked="bad > worse">
              x-2.0-py3-none-any.whl </A>
            <a href=x-3.0.tar.gz>x-3.0.tar.gz</a></body></html>
            """
        #expect(
            links(page) == [
                IndexPage.Link(
                    name: "x-1.0-py3-none-any.whl",
                    url: "../../files/x-1.0-py3-none-any.whl",
                    sha256: sha
                ),
                IndexPage.Link(
                    name: "x-2.0-py3-none-any.whl",
                    url: "https://files.test/x-2.0-py3-none-any.whl?a=1&b=2",
                    sha256: sha,
                    isYanked: true
                ),
                IndexPage.Link(name: "x-3.0.tar.gz", url: "x-3.0.tar.gz"),
            ]
        )
    }

    @Test(arguments: [
        "", "<", "<a", "<a href", "<a href=", "<a href=\"", "<a href=\"x", "<!--", "<!-- <a href=x>", "</a>", "<<<a>>>",
        "<a href=x>no end", "<script>if (a<b) document.write('<p>')", "&#0;&#x110000;&amp", "<a name=y>z</a>",
    ])
    func `what is no page has no links`(text: String) { #expect(links(text).isEmpty) }

    @Test func `only the first of an attribute counts, and characters may be written as numbers`() {
        #expect(links(#"<a href="one" href="two">&#120;&#x2d;&lt;b&gt;&amp;amp;&nope;</a>"#).map(\.url) == ["one"])
        #expect(links(#"<a href="one">&#120;&#x2d;&lt;b&gt;&amp;amp;&nope;</a>"#).map(\.name) == ["x-<b>&amp;&nope;"])
        #expect(links(#"<a href="dir/file.whl"></a>"#).map(\.name) == ["file.whl"])
        let page = IndexPage(html: Array(#"<base href="https://b.test/x/"><a href="y">y</a>"#.utf8))
        #expect(page.base == "https://b.test/x/")
    }

    @Test func `a long page is read in a moment`() {
        for text in ["<", "<a ", "<a href=x>", "<!--", "&", "\"'", "<a href='"] {
            let began = ContinuousClock.now
            _ = links(String(repeating: text, count: (128 << 10) / text.utf8.count))
            #expect(.now - began < .seconds(20), "\(text)")
        }
    }
}
