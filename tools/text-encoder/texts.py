"""Texts for the goldens of packages/text-encoder, all written for this project, with the traits of film plots."""

PEOPLE = ["Ada", "Bruno", "Chloé", "D'Arcy", "Émile", "Farrukh", "Grace O'Neill", "Haruki", "Inés", "José"]
PLACES = ["a lighthouse", "São Paulo", "the harbor", "Kraków", "an orbiting laboratory", "Zürich", "the old mill"]
EVENTS = [
    'finds a letter signed "M." that was never posted',
    "must repair the clock before midnight -- or lose the house",
    "learns that the lead investigator isn't who he claims to be",
    "steals $1,250,000 in unmarked bills; nobody notices until 1987",
    "sails north with a crew of thirteen, half of them ghosts",
    "adopts a three-legged dog (named Euclid) that can count",
    "is mistaken for a world-famous violinist",
    "translates the diary of a 19th-century mountaineer",
]
ENDINGS = ["Only the tide knows why.", "But can they trust each other?", "Nothing will ever be the same...", "It snows."]


def plots(count: int) -> list[str]:
    """Texts of one to thirty sentences; the first is empty and the longest have more than 256 tokens."""
    texts = [""]
    for i in range(1, count):
        sentences = []
        for j in range(1 + (i * i) % 29 if i % 6 == 0 else 1 + i % 5):
            person = PEOPLE[(3 * i + 7 * j) % len(PEOPLE)]
            place = PLACES[(i + 2 * j) % len(PLACES)]
            event = EVENTS[(5 * i + 3 * j) % len(EVENTS)]
            sentences.append(f"In {place}, {person} {event}.")
        texts.append(" ".join([*sentences, ENDINGS[i % len(ENDINGS)]]))
    return texts


# Accents, scripts, emoji, control characters, long words, special tokens: what tokenizers disagree about.
HARD = [
    "", " ", "Café naïve coöperate Ångström ÀÉÎÕÜ ñ", "İstanbul ıİ", "straße ẞ", "ﬁ ﬂ ½ ²",
    "日本語のテキスト 漢字かな交じり", "中文字符，标点。", "한국어 텍스트", "𠀀𠀁 x", "㐀 豈 丽",
    "😀 emoji 👨\u200d👩\u200d👧 family 🇫🇷 👍🏽", "tab\tnew\nline\rcr\x0bvt\x0cff", "null\x00char \x01\x02 \x7f del \ufffd",
    "zero\u200bwidth\u200djoin \ufeffbom \u00adsoft", "nbsp\u00a0here\u3000wide \u2028ls\u2029ps\u0085nel",
    "a" * 99, "a" * 100, "a" * 101, "é" * 100, "e\u0301" * 60, "supercalifragilisticexpialidocious",
    "[CLS] [SEP] [MASK] [PAD] [UNK] [mask] x[MASK]y", "don't can't it's o'clock", "$1,000.00 50% #a @b ~c `d` ^ | < > = +",
    "—em–dash… “quotes” ‘single’ «guillemets»", "Здравствуйте мир Ёлка й", "مرحبا بالعالم שָׁלוֹם", "नमस्ते दुनिया", "ไทยภาษา",
    "Αθήνα ΌΣΟΣ ς Σ", "Ǆ ǅ ǆ Ω K Å", "x\u0301\u0302\u0303", "１２３ＡＢＣ", "ệ ễ Việt Nam", "snake_case kebab-case camelCase",
    "http://a.b/c?d=e&f", "〇一二 ㍿ ｱｲｳ", "\u0378 \ue000 Ⅻ ⓐ ŉ ΐ", "\u200e\u200f\u061c", "  lead and trail  ",
]
