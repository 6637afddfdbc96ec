"""Text of many kinds, the same on every machine and run."""

import pathlib
import random
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SENTENCES = {
    "chinese": "我们 今天 学习 语言 模型 的 分词 方法 ， 这 是 一个 很 重要 的 问题 。 北京 天气 很好 ！ 他 说 ： “ 你好 ” 。 数据 库 与 网络 计算 机".split(),
    "japanese": "私 は 東京 に 住ん で い ます 。 これ は ペン です か ？ コンピューター の 言語 モデル を 学習 する 、 とても 面白い ！ ｶﾀｶﾅ".split(),
    "korean": "안녕하세요 저는 한국어 문장을 씁니다 . 언어 모델 토큰 나누기 방법 , 오늘 날씨가 좋네요 ! \u1112\u1161\u11ab".split(),
    "arabic": "مرحبا بالعالم ، هذا نص عربي مع تَشْكِيل و أرقام ١٢٣٤ ؟ اللغة نموذج تعلم الآلة ۔ فارسی می\u200cخواهم".split(),
    "hindi": "नमस्ते दुनिया , यह हिन्दी का वाक्य है । भाषा मॉडल क्षमता १२३ ऑ बाङ्ला বাংলা ভাষা தமிழ் மொழி".split(),
    "russian": "Привет мир , это русский текст с ЗАГЛАВНЫМИ буквами . Модель языка учится быстро ! Ёлка й й".split(),
    "greek": "Ελληνικά κείμενα ΜΕ ΚΕΦΑΛΑΙΑ ὀξεῖα ᾳ ΐ . Σίσυφος ΣΟΦΟΣ".split(),
    "thai": "สวัสดีชาวโลก ภาษาไทย ไม่มีช่องว่าง ระหว่างคำ ๑๒๓ ตัวอย่าง".split(),
    "vietnamese": "Tiếng Việt có nhiều dấu thanh , ví dụ : phở bò , đường phố , Ngu\u031b\u0303 a\u0302\u0301".split(),
    "german": "Straße Übergrößenträger , daß ÄÖÜ äöü ẞ ; Donaudampfschifffahrtsgesellschaft ! ﬁ ﬂ ſ 'ſ I'ſ".split(),
    "contractions": "I'm you'll HE'LL they've We'Re don't DON'T it's IT'S o'clock 'tis rock'n'roll I'd 'd 'S 'veX ''s".split(),
    "numbers": "0 1 12 123 1234 12345 123456 3.14159 1,000,000 -42 +7 0x1F 1e-9 ² ½ Ⅷ ①② ٣٤ १२ 2024-01-31 12:34:56 50%".split(),
}
EMOJI = "😀 👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️ 🇩🇪🇫🇷 ☃ ✈️ 1️⃣ 🧑🏿‍🚀 \u2764\ufe0f".split()
SPACES = [" ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", "\t\t", " \n", "\n ", "   \n   ", "\u00a0", "\u3000", "\u2003", " \t \r\n ", "\u0085", "\u200b", "\v\f"]
PUNCTUATION = ["...", "!!", "?!", "--", "—", "「」", "(a)", "[0]", "{}", "/*", "*/", "//", "<|", "|>", "<a>", "&amp;", "::", "->", "=>", "==", "!=", "''", '""', "``", "~~~", "###", "$$", "^_^", "/\n", "!\n\n", "…", "«»", "@x", "#y", "\\n"]


def steady_characters():
    """Characters that were what they are in Unicode 3.2 already: the peers' tables are of many versions."""
    old = unicodedata.ucd_3_2_0
    found = []
    for c in range(0x20, 0x30000):
        character = chr(c)
        category = old.category(character)
        if category in ("Cn", "Co", "Cs") or category != unicodedata.category(character):
            continue
        if 0x4E00 <= c < 0xA000 and c % 7 or 0xAC00 <= c < 0xD7A4 and c % 11 or c >= 0x20000 and c % 97:
            continue
        # Kinds that BERT's peer has of another version.
        if category == "Cf" or c in (0x166D,):
            continue
        found.append(character)
    return found


def mixed(size, seed=1):
    """About `size` characters: prose, code, many scripts, spaces, marks and characters at random."""
    pick = random.Random(seed)
    files = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("Sources/**/*.swift"), *ROOT.glob("scripts/**/*.py")])
    files = [file for file in files if "Tables" not in file.parts]
    steady = steady_characters()
    marks = [c for c in steady if unicodedata.category(c).startswith("M")]
    parts, length = [], 0
    while length < size:
        kind = pick.random()
        if kind < 0.45:
            text = pick.choice(files).read_text(encoding="utf-8")
            start = pick.randrange(max(1, len(text) - 1500))
            part = text[start : start + 1500]
        elif kind < 0.75:
            words = pick.choice(list(SENTENCES.values()))
            joint = "" if pick.random() < 0.3 else " "
            part = joint.join(pick.choice(words) for _ in range(60))
        elif kind < 0.85:
            part = "".join(pick.choice(steady) for _ in range(120))
        elif kind < 0.92:
            pieces = [*EMOJI, *SPACES, *PUNCTUATION]
            part = "".join(pick.choice(pieces) + pick.choice(["", "", "a", "The", " of", "x1", "É"]) for _ in range(80))
        elif kind < 0.96:
            part = "".join(pick.choice("aeionuAE한कا") + "".join(pick.choice(marks) for _ in range(pick.randrange(4))) for _ in range(80))
        else:
            part = pick.choice(["a", "=", " ", "中", "\n", "1", "ab", "😀"]) * pick.randrange(1, 300)
        parts.append(part)
        length += len(part)
    return "".join(parts)


def prose(size):
    """What people write most: the repository's own documents and programs."""
    files = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("Sources/**/*.swift")])
    text = "".join(file.read_text(encoding="utf-8") for file in files if "Tables" not in file.parts)
    return (text * (size // len(text) + 1))[:size]
