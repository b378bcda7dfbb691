"""Texts to compare tokenizers with, the same ones at every run: sentences in 27 scripts, code, emoji, runs, control tokens, chance."""
import random

SENTENCES = """\
All human beings are born free and equal in dignity and rights. They're endowed with reason; aren't they? I'd say we'll see.
Alle Menschen sind frei und gleich an Würde und Rechten geboren. Straßenfußgängerübergang, größer als üblich.
Tous les êtres humains naissent libres et égaux en dignité et en droits ; l'été s'achève à Noël. Œuvre, cœur, naïve.
Mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và các quyền.
İstanbul'da ışıklar söndü; şairin çocuğu ağlıyordu.
Все люди рождаются свободными и равными в своём достоинстве и правах. Съешь ещё этих мягких булок.
Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια. ΟΔΥΣΣΕΥΣ ὁ πολύτροπος ᾄδει.
Բոլոր մարդիկ ծնվում են ազատ ու հավասար։
ყველა ადამიანი იბადება თავისუფალი და თანასწორი. ᲧᲕᲔᲚᲐ
כל בני האדם נולדו בני חורין ושווים בערכם. בְּרֵאשִׁית בָּרָא אֱלֹהִים
يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. ٱلْحَمْدُ لِلَّٰهِ ۝ ١٢٣ ﷺ ﻻ
تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔
सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है। क्षत्रिय ड़ ज़ १२३
সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে। ড় য়
ਸਾਰਾ ਮਨੁੱਖੀ ਪਰਿਵਾਰ ਆਪਣੀ ਮਹਿਮਾ ਨਾਲ ਪੈਦਾ ਹੁੰਦਾ ਹੈ।
પ્રતિષ્ઠા અને અધિકારોની દૃષ્ટિએ સર્વ માનવો જન્મથી સ્વતંત્ર છે.
மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர். ொ ோ
ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులు.
ಎಲ್ಲಾ ಮಾನವರೂ ಸ್ವತಂತ್ರರಾಗಿಯೇ ಜನಿಸಿದ್ದಾರೆ. ೧೨೩
മനുഷ്യരെല്ലാവരും തുല്യാവകാശങ്ങളോടെ സ്വതന്ത്രരായി ജനിച്ചവരാണ്. ൻ്റെ
සියලු මනුෂ්‍යයෝ නිදහස්ව උපත ලබා සිටිති.
มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ๑๒๓ ำ
ມະນຸດທຸກຄົນເກີດມາມີກຽດສັກສີ ສິດທິ ແລະຄວາມສະເໝີພາບ
လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် မွေးဖွားလာသူများ ဖြစ်သည်။
មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងសមភាព។
འགྲོ་བ་མིའི་རིགས་རྒྱུད་ཡོངས་ལ་སྐྱེས་ཙམ་ཉིད་ནས་ཆེ་མཐོངས།
ሁሉም ሰዎች ነጻ እና እኩል ሆነው ተወለዱ። ፩፪፫
ᏂᎦᏓ ᎠᏂᏴᏫ ᏂᎨᎫᏓᎸᎾ ꭰꮒᏼꮻ
ᠬᠦᠮᠦᠨ ᠪᠦᠷ ᠲᠥᠷᠥᠵᠦ ᠮᠡᠨᠳᠡᠯᠡᠬᠦ
人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。𠀋𪚥﨑神
すべての人間は、生まれながらにして自由であり、尊厳と権利とについて平等である。ｶﾞｷﾞ ㍿ ㌕ がぎ
모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 각 힣 ㈜
ⴰⵔ ⴷ ⵜⵜⵍⴰⵍⴰⵏ ⵎⵉⴷⴷⵏ ⴳⴰⵏ ⵉⵍⵍⵍⵉⵜⵏ
""".splitlines()

CODE = [
    "def f(x):\n    return {k: v for k, v in x.items() if v != 0}\n\n\nclass A(B):\n\tpass\n",
    "for (int i = 0; i < 10; i++) {\n  sum += a[i] * 0xFF_FFL; // note\r\n}\r\n",
    'SELECT "a"."b", COUNT(*) FROM t WHERE x LIKE \'%y%\' AND z <> 1.5e-3;\n',
    '{"key": [1, 2.0, null, true], "text": "a\\nb\\u00e9", "url": "https://example.org/a?b=c&d=%20e#f"}',
    "<html><body class='x'>&nbsp;<!-- --></body></html>\n",
    "#!/bin/sh\nset -e; x=$(echo \"$1\" | sed 's/\\./_/g') && [[ -n ${x:-} ]] || exit 1\n",
    "| a | b |\n|---|---|\n| **1** | `2` |\n\n# Title\n\n- item\n  - other\n    1. more\n",
    "\\frac{\\partial f}{\\partial x} = \\sum_{i=0}^{n} x_i^2 \\leq \\epsilon\n",
    "fn main() { println!(\"{:?}\", v.iter().map(|x| x + 1).collect::<Vec<_>>()); }\n",
    "12345678901234567890 3.14159 1,000,000 1e10 0b1010 ½ ² ₃ Ⅷ ٣٤٥ 五",
]

EMOJI = ["🙂", "👩‍👩‍👧", "👍🏽", "🇩🇪🇫🇷", "❤️", "☎️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "™️", "©", "🫨", "🫩", "🧑‍🚀", "㊗️", "⛹🏿‍♀️", "🅰️"]

RUNS = [" ", "  \n", "\n", "\t", "\r\n", "=", "-", "a", "ab", "é", "e\u0301", "中", "🙂", "0", "\u0301", "\u200b", "\u00a0", "▁", "_", ".", "\u3000", "##", "x "]

CONTROL = """<s> </s> <unk> <pad> <mask> [CLS] [SEP] [PAD] [UNK] [MASK] <bos> <eos> <start_of_turn>user <end_of_turn> <|begin_of_text|>
<|start_header_id|>system<|end_header_id|> <|eot_id|> <|im_start|> <|im_end|> <|endoftext|> <0x0A> <0xE2> [INST] [/INST] <<SYS>> <extra_id_0>
<｜begin▁of▁sentence｜> <｜User｜> <think> </think> <tool_call> <unused42> <image_soft_token> <|fim_prefix|> <|channel|> <h1> </table>""".split()

ODD = ["", " ", "\x00", "\x01\x07", "\x7f\x85\x9f", "\ufeff", "\ufffd", "\u2028\u2029", "\u00ad", "\u200d", "\u202e", "a\u0300\u0301\u0316b", "ǅ ǆ Ǆ", "ﬁ ﬀ ſ", "Å Å Å",
       "① ⑳ ㋿", "ﾡ ￦", "\U0001d49c\U0001d54f", "ÇŞĞİı", "ẞß", "K Ω", "\u0344\u0345", "\U000e0041", "\U00010d50", "\U0001e030", "᲼", "~~", "...", "…", "‚„“”’"]


def _mixed(random_, parts):
    pieces = []
    for _ in range(random_.randint(1, 6)):
        part = random_.choice(parts)
        start = random_.randrange(len(part)) if part and random_.random() < 0.6 else 0
        pieces.append(part[start : start + random_.choice([1, 3, 8, 20, 60, 200])])
        pieces.append(random_.choice(["", "", " ", " ", "\n", "  ", "\t"]))
    return "".join(pieces)


def _chance(random_):
    ranges = [(0x20, 0x7E), (0, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x1FFF), (0x2000, 0x2FFF), (0x3000, 0xD7FF), (0xE000, 0xFFFD),
              (0x10000, 0x1FFFF), (0x20000, 0x2FFFF), (0xE0000, 0xE01FF)]
    text = []
    for _ in range(random_.choice([1, 4, 12, 40])):
        first, last = random_.choice(ranges)
        text += [chr(random_.randint(first, last)) for _ in range(random_.randint(1, 5))]
        if random_.random() < 0.3:
            text.append(" ")
    return "".join(text)


def texts(count=2200, seed=20):
    """Any number of texts; the first ones are whole sentences and the like."""
    random_ = random.Random(seed)
    result = SENTENCES + CODE + EMOJI + CONTROL + ODD
    for run in RUNS:
        result += [run * n for n in (2, 3, 7, 16, 33, 100, 333)] + ["a" + run * 5 + "b", " " + run * 4, run * 4 + " "]
    result += [text.upper() for text in SENTENCES[:12]] + ["".join(SENTENCES), "\n\n".join(CODE), "".join(EMOJI) + " ".join(EMOJI)]
    while len(result) < count:
        kind = random_.random()
        if kind < 0.35:
            result.append(_mixed(random_, SENTENCES))
        elif kind < 0.5:
            result.append(_mixed(random_, CODE))
        elif kind < 0.75:
            result.append(_mixed(random_, SENTENCES + CODE + EMOJI + CONTROL + ODD + [run * 9 for run in RUNS]))
        else:
            result.append(_chance(random_))
    return result[:count]
