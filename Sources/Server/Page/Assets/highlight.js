// Colours for code: words, texts, remarks and numbers, by what most languages have in common. A wrong guess costs a colour.

const WORDS = new Set((
  "abstract and as async await break case catch class const continue def default defer del do elif else enum except export "
  + "extends extension false final finally fn for foreach from func function go guard if impl implements import in init inout "
  + "instanceof interface internal is lambda let loop match mod module mut namespace new nil none not null of or override "
  + "package pass private protected protocol pub public raise return select self static struct super switch this throw throws "
  + "trait true try type typealias typeof union unsafe use using var void where while with yield None True False "
  + "begin create delete drop end exec exists group having insert into join left limit on order set table then update values "
  + "done esac fi local echo int float double bool string char long short unsigned str"
).split(" "));
const HASH = new Set(["python", "py", "sh", "bash", "shell", "zsh", "ruby", "rb", "yaml", "yml", "toml", "r", "perl", "dockerfile", "make", "ini", "env", "elixir", "nim"]);
const DASH = new Set(["sql", "lua", "haskell", "hs", "ada", "elm"]);
const PLAIN = new Set(["", "text", "txt", "plain", "plaintext", "output", "console", "log", "markdown", "md", "csv"]);
/** Beyond this, colours are not worth the time. */
const LONGEST = 20_000;

const TEXTS = String.raw`"""[^]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|` + "`(?:\\\\.|[^`\\\\])*`?";
const NUMBERS = String.raw`\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b`;

function pattern(language) {
  const remarks = HASH.has(language) ? "#[^\\n]*"
    : DASH.has(language) ? "--[^\\n]*"
    : language === "html" || language === "xml" || language === "svg" ? "<!--[^]*?(?:-->|$)"
    : "\\/\\/[^\\n]*|\\/\\*[^]*?(?:\\*\\/|$)";
  return new RegExp(`(${remarks})|(${TEXTS})|(${NUMBERS})|([A-Za-z_]\\w*)`, "giu");
}

/** Nodes for the code: text, and spans with a class. */
export function highlighted(code, language) {
  if (PLAIN.has(language) || code.length > LONGEST) return [document.createTextNode(code)];
  const nodes = [];
  let end = 0;
  for (const match of code.matchAll(pattern(language))) {
    const kind = match[1] ? "remark" : match[2] ? "string" : match[3] ? "number" : WORDS.has(match[4]) ? "word" : null;
    if (!kind) continue;
    if (match.index > end) nodes.push(document.createTextNode(code.slice(end, match.index)));
    const span = document.createElement("span");
    span.className = `c-${kind}`;
    span.textContent = match[0];
    nodes.push(span);
    end = match.index + match[0].length;
  }
  if (end < code.length) nodes.push(document.createTextNode(code.slice(end)));
  return nodes;
}
