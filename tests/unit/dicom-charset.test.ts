import { describe, expect, it } from 'vitest';
import { decodeText } from '../../electron/stores/dicom/charset.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('text of another system', () => {
  it.each([
    ['plain ASCII', [], latin('DUPONT^Jean'), 'DUPONT^Jean'],
    ['UTF-8', ['ISO_IR 192'], Buffer.from('Müller-Østergård^Zoë=山田^花子'), 'Müller-Østergård^Zoë=山田^花子'],
    ['Latin 1', ['ISO_IR 100'], latin('Gräßner^François'), 'Gräßner^François'],
    ['Latin 2', ['ISO_IR 101'], hex('A3 75 6B 61 73 7A 5E D3 B3'), 'Łukasz^Ół'],
    ['Latin 3', ['ISO_IR 109'], hex('47 F8 75 72 F8'), 'Gĝurĝ'],
    ['Latin 4', ['ISO_IR 110'], hex('52 BA 67 61'), 'Rēga'],
    ['Latin 5', ['ISO_IR 148'], hex('DE 61 68 69 6E 5E D6 7A 67 FC 72'), 'Şahin^Özgür'],
    ['Latin 9', ['ISO_IR 203'], hex('BD 75 66 5E A4'), 'œuf^€'],
    ['Cyrillic', ['ISO_IR 144'], hex('BB EE DA 63 65 DC D1 79 70 D3'), 'Люкceмбypг'],
    ['Greek', ['ISO_IR 126'], hex('C4 E9 EF ED F5 F3 E9 EF F2'), 'Διονυσιος'],
    ['Hebrew', ['ISO_IR 138'], hex('F9 F8 E5 EF'), 'שרון'],
    ['Arabic', ['ISO_IR 127'], hex('E2 C8 C7 E6 EA'), 'قباني'],
    ['Thai', ['ISO_IR 166'], hex('CA C1 AA D2 C2'), 'สมชาย'],
    [
      'GB18030',
      ['GB18030'],
      hex('57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D CD F5 5E D0 A1 B6 AB'),
      'Wang^XiaoDong=王^小东',
    ],
    ['katakana alone', ['ISO_IR 13'], hex('D4 CF C0 DE 5E C0 DB B3'), 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    [
      'Japanese with code extensions (PS3.5 H.3.1)',
      ['', 'ISO 2022 IR 87'],
      hex(
        '59616D6164615E5461726F753D1B2442 3B33 4544 1B2842 5E 1B2442 4240 4F3A 1B2842 3D 1B2442 2464 245E 2440 1B2842 5E 1B2442 243F 246D 2426 1B2842',
      ),
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'Japanese with katakana as its first set (PS3.5 H.3.2)',
      ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
      hex('D4CFC0DE5EC0DBB33D1B2442 3B33 4544 1B284A 5E 1B2442 4240 4F3A 1B284A'),
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎',
    ],
    [
      'supplementary Japanese',
      ['', 'ISO 2022 IR 159'],
      hex('1B242844 3021 1B2842 5E 41'),
      new TextDecoder('euc-jp').decode(hex('8F B0 A1')).concat('^A'),
    ],
    [
      'Korean (PS3.5 I.2)',
      ['', 'ISO 2022 IR 149'],
      hex('486F6E675E47696C646F6E673D1B242943 FBF3 5E 1B242943 D1CE D4D7 3D 1B242943 C8AB 5E 1B242943 B1E6 B5BF'),
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    [
      'simplified Chinese (PS3.5 K.2)',
      ['', 'ISO 2022 IR 58'],
      hex('5A68616E675E5869616F446F6E673D 1B242941 D5C5 5E 1B242941 D0A1 B6AB 3D'),
      'Zhang^XiaoDong=张^小东=',
    ],
    ['Latin 1 and Greek in one name', ['ISO 2022 IR 100', 'ISO 2022 IR 126'], hex('E9 5E 1B 2D 46 E1 5E E9'), 'é^α^é'],
    ['UTF-8 that declares nothing', [], Buffer.from('Zoë'), 'Zoë'],
    ['Latin 1 that declares nothing', [], latin('Zoë'), 'Zoë'],
    ['Latin 1 that declares UTF-8', ['ISO_IR 192'], latin('Zoë'), 'Zoë'],
    ['a set that nobody knows', ['ISO_IR 999'], latin('Zoë'), 'Zoë'],
  ])('%s', (_what, terms, bytes, text) => {
    expect(decodeText(bytes, terms)).toBe(text);
  });
});
