import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../../lambdas/domain/feed/charset';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').map((byte) => Number.parseInt(byte, 16)));
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function wide(text: string, width: 2 | 4, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * width));
  for (let at = 0; at < text.length; at++) {
    if (width === 2) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
    else view.setUint32(at * 4, text.charCodeAt(at), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

const declared = (label: string, rest: string): Uint8Array =>
  latin(`<?xml version="1.0" encoding="${label}"?><t>${rest}</t>`);
const inside = (text: string): string => /<t>(.*)<\/t>/s.exec(text)?.[1] ?? '';

describe('charsets', () => {
  test.each([2, 4] as const)('%d bytes a character, with and without a byte order mark, in both orders', (width) => {
    for (const littleEndian of [true, false]) {
      for (const mark of ['', '\ufeff'])
        expect(decodeText(wide(`${mark}<t>é</t>`, width, littleEndian))).toBe('<t>é</t>');
    }
  });

  test('a UTF-8 byte order mark is taken off', () => {
    expect(decodeText(bytesOf('ef bb bf 3c 74 3e c3 a9'))).toBe('<t>é');
  });

  test('valid UTF-8 is UTF-8, whatever the feed and the server say', () => {
    const bytes = new TextEncoder().encode('<?xml version="1.0" encoding="iso-8859-1"?><t>é</t>');
    expect(inside(decodeText(bytes, 'text/xml; charset=windows-1251'))).toBe('é');
  });

  test('the server is believed before the declaration', () => {
    expect(inside(decodeText(declared('iso-8859-1', '\xcf\xf0'), 'text/xml; charset="windows-1251"'))).toBe('Пр');
    expect(inside(decodeText(declared('koi8-r', '\xf0\xd2')))).toBe('Пр');
  });

  test('Latin-1 and unknown names mean Windows-1252, also where Node 20 leaves controls', () => {
    for (const label of ['iso-8859-1', 'X-BOGUS-9', 'utf-8', 'utf-16']) {
      expect(inside(decodeText(declared(label, '\x93caf\xe9\x94 \x80')))).toBe('“café” €');
    }
  });

  test('UTF-8 with a broken byte stays UTF-8', () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('<t>ééééééééé'),
      0xff,
      ...new TextEncoder().encode('</t>'),
    ]);
    expect(inside(decodeText(bytes, 'text/xml; charset=iso-8859-1'))).toBe('ééééééééé\ufffd');
  });

  test('what was pasted into UTF-8 is Windows-1252, and a character that was cut is one no more', () => {
    const pasted = latin('<t>\xe2\x80\x94 caf\xe9 \x93tea\x94 \xc3\xa9\xc3\xa8 \xf0\x9f\x98</t>');
    for (const label of [undefined, 'text/xml; charset=utf-8'])
      expect(inside(decodeText(pasted, label))).toBe('— café “tea” éè \ufffd');
    expect(inside(decodeText(latin('<t>caf\xe9\x92s \xe9 \xfc \xe0</t>')))).toBe('café’s é ü à');
  });

  test.each([
    ['cp437', '\x80', 'Ç'],
    ['IBM850', '\x9b', 'ø'],
    ['cp866', '\x80', 'А'],
    ['ISO-8859-16', '\xa4', '€'],
    ['gb2312', '\xd6\xd0', '中'],
    ['big5', '\xa4\xa4', '中'],
    ['euc-kr', '\xc7\xd1', '한'],
    ['shift_jis', '\x93\xfa', '日'],
    ['iso-2022-jp', '\x1b$B\x46\x7c\x1b(B', '日'],
    ['macintosh', '\x8e', 'é'],
    ['mac_roman', '\x8e', 'é'],
    ['maccyrillic', '\x8f', 'П'],
    ['win-1251', '\xcf', 'П'],
    ['iso8859_15', '\xa4', '€'],
    ['latin_9', '\xa4', '€'],
    ['latin10', '\xaa', 'Ș'],
    ['cp936', '\xd6\xd0', '中'],
    ['ms949', '\xb3\xe2', '년'],
    ['cp932', '\x93\xfa', '日'],
    ['ujis', '\xc6\xfc', '日'],
    ['cspc8codepage437', '\x80', 'Ç'],
    ['cp_is', '\x8b', 'Ð'],
    ['cp856', '\x81', 'ב'],
    ['KOI8-T', '\x80', 'қ'],
    ['MacCentralEurope', '\x8a', 'ä'],
    ['ms-cyrl', '\xcf', 'П'],
    ['big5hkscs', '\xa4\xa4', '中'],
  ])('%s', (label, written, read) => expect(inside(decodeText(declared(label, written)))).toBe(read));

  test('EBCDIC is recognised by its declaration', () => {
    const ebcdic = bytesOf(
      '4c 6f a7 94 93 40 85 95 83 96 84 89 95 87 7e 7d 83 97 f0 f3 f7 7d 6f 6e 4c a3 6e 51 4c 61 a3 6e',
    );
    expect(decodeText(ebcdic)).toBe("<?xml encoding='cp037'?><t>é</t>");
  });

  test('UTF-7 is never decoded', () => {
    expect(inside(decodeText(declared('utf-7', '+ADw-script+AD4-'), 'text/xml; charset=utf-7'))).toBe(
      '+ADw-script+AD4-',
    );
  });

  test('UTF-8 with something pasted into it is read as TextDecoder reads it without', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const around = [before, after].map((text) => new TextEncoder().encode(`é${text}`));
        const pasted = new Uint8Array([...(around[0] ?? []), 0xe9, 0x20, ...(around[1] ?? [])]);
        const [left, right] = around.map((bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
        if (pasted.subarray(0, 4).includes(0)) return;
        expect(decodeText(pasted)).toBe(`${left}é ${right}`);
      }),
    );
  });

  test('any bytes and any charset give text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.string(),
        (bytes, label) => typeof decodeText(bytes, `text/xml; charset=${label}`) === 'string',
      ),
    );
  });
});
