//! Names of glyphs and what stands without an encoding of its own: the part of the Adobe Glyph List that Western text uses,
//! the upper half of the standard encoding, and how wide the letters of the fonts are that no file carries along.

/// Name and code point, in pairs; names of one letter mean that letter.
pub(super) const NAMES: &str = "\
AE C6 Aacute C1 Acircumflex C2 Adieresis C4 Agrave C0 Aring C5 Atilde C3 Ccedilla C7 Delta 2206 Eacute C9 \
Ecircumflex CA Edieresis CB Egrave C8 Eth D0 Euro 20AC H18533 25CF H18543 25AA H18551 25AB H22073 25A1 \
Iacute CD Icircumflex CE Idieresis CF Igrave CC Lslash 141 Ntilde D1 OE 152 Oacute D3 Ocircumflex D4 \
Odieresis D6 Ograve D2 Omega 2126 Oslash D8 Otilde D5 Scaron 160 Thorn DE Uacute DA Ucircumflex DB \
Udieresis DC Ugrave D9 Yacute DD Ydieresis 178 Zcaron 17D aacute E1 acircumflex E2 acute B4 adieresis E4 \
ae E6 agrave E0 ampersand 26 approxequal 2248 aring E5 arrowleft 2190 arrowright 2192 asciicircum 5E \
asciitilde 7E asterisk 2A at 40 atilde E3 backslash 5C bar 7C braceleft 7B braceright 7D bracketleft 5B \
bracketright 5D breve 2D8 brokenbar A6 bullet 2022 caron 2C7 ccedilla E7 cedilla B8 cent A2 circle 25CB \
circumflex 2C6 colon 3A comma 2C copyright A9 currency A4 dagger 2020 daggerdbl 2021 degree B0 dieresis \
A8 divide F7 dollar 24 dotaccent 2D9 dotlessi 131 eacute E9 ecircumflex EA edieresis EB egrave E8 eight \
38 ellipsis 2026 emdash 2014 endash 2013 equal 3D estimated 212E eth F0 exclam 21 exclamdown A1 filledbox \
25A0 five 35 florin 192 four 34 fraction 2044 germandbls DF grave 60 greater 3E greaterequal 2265 \
guillemotleft AB guillemotright BB guilsinglleft 2039 guilsinglright 203A hungarumlaut 2DD hyphen 2D \
iacute ED icircumflex EE idieresis EF igrave EC infinity 221E less 3C lessequal 2264 logicalnot AC \
lozenge 25CA lslash 142 macron AF minus 2212 mu B5 multiply D7 nine 39 notequal 2260 ntilde F1 numbersign \
23 oacute F3 ocircumflex F4 odieresis F6 oe 153 ogonek 2DB ograve F2 one 31 oneeighth 215B onehalf BD \
onequarter BC onethird 2153 openbullet 25E6 ordfeminine AA ordmasculine BA oslash F8 otilde F5 paragraph \
B6 parenleft 28 parenright 29 percent 25 period 2E periodcentered B7 perthousand 2030 plus 2B plusminus \
B1 question 3F questiondown BF quotedbl 22 quotedblbase 201E quotedblleft 201C quotedblright 201D \
quoteleft 2018 quoteright 2019 quotesinglbase 201A quotesingle 27 registered AE ring 2DA scaron 161 \
section A7 semicolon 3B seven 37 six 36 slash 2F space 20 sterling A3 summation 2211 thorn FE three 33 \
threequarters BE tilde 2DC trademark 2122 two 32 twothirds 2154 uacute FA ucircumflex FB udieresis FC \
ugrave F9 underscore 5F yacute FD ydieresis FF yen A5 zcaron 17E zero 30";

/// Codes of the standard encoding over 126.
pub(super) const STANDARD: [(u8, char); 52] = [
    (161, '\u{a1}'),
    (162, '\u{a2}'),
    (163, '\u{a3}'),
    (164, '\u{2044}'),
    (165, '\u{a5}'),
    (166, '\u{192}'),
    (167, '\u{a7}'),
    (168, '\u{a4}'),
    (169, '\u{27}'),
    (170, '\u{201c}'),
    (171, '\u{ab}'),
    (172, '\u{2039}'),
    (173, '\u{203a}'),
    (177, '\u{2013}'),
    (178, '\u{2020}'),
    (179, '\u{2021}'),
    (180, '\u{b7}'),
    (182, '\u{b6}'),
    (183, '\u{2022}'),
    (184, '\u{201a}'),
    (185, '\u{201e}'),
    (186, '\u{201d}'),
    (187, '\u{bb}'),
    (188, '\u{2026}'),
    (189, '\u{2030}'),
    (191, '\u{bf}'),
    (193, '\u{60}'),
    (194, '\u{b4}'),
    (195, '\u{2c6}'),
    (196, '\u{2dc}'),
    (197, '\u{af}'),
    (198, '\u{2d8}'),
    (199, '\u{2d9}'),
    (200, '\u{a8}'),
    (202, '\u{2da}'),
    (203, '\u{b8}'),
    (205, '\u{2dd}'),
    (206, '\u{2db}'),
    (207, '\u{2c7}'),
    (208, '\u{2014}'),
    (225, '\u{c6}'),
    (227, '\u{aa}'),
    (232, '\u{141}'),
    (233, '\u{d8}'),
    (234, '\u{152}'),
    (235, '\u{ba}'),
    (241, '\u{e6}'),
    (245, '\u{131}'),
    (248, '\u{142}'),
    (249, '\u{f8}'),
    (250, '\u{153}'),
    (251, '\u{df}'),
];

/// Thousandths of the size, from the space to the tilde.
pub(super) const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Thousandths of the size, from the space to the tilde.
pub(super) const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Thousandths of the size, from the space to the tilde.
pub(super) const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
    389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
    500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
    278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// Thousandths of the size, from the space to the tilde.
pub(super) const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389,
    500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581,
    500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389,
    333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];
