/** Names of charsets that feeds declare and `TextDecoder` does not know, by the name it does (WHATWG Encoding; Python and Java have the others). */
const KNOWN_AS: Readonly<Record<string, string>> = {
  'utf-8': 'u8 cp65001 65001 utf8mb4 utf-8-sig unicode-1-1-utf-8',
  gbk: 'cp936 936 ms936 gb-2312 euc-cn euccn eucgb2312-cn iso-ir-58',
  gb18030: 'gb18030-2000 54936',
  big5: 'cp950 950 ms950 big5hkscs big5-tw',
  'euc-kr': 'cp949 949 ms949 uhc euckr ks-c-5601',
  shift_jis: 'cp932 932 ms932 mskanji sjis shiftjis s-jis windows-932',
  'euc-jp': 'ujis u-jis eucjp',
  'windows-1251': 'ms-cyrl',
  'windows-874': 'cp874 iso-8859-11 tis620',
  'windows-1252': 'ms-ansi ansi win-1252',
  macintosh: 'mac-roman macroman',
  'x-mac-cyrillic': 'maccyrillic mac-cyrillic',
  'koi8-r': 'koi8r koi8',
  'koi8-u': 'koi8u',
  'iso-8859-15': 'latin9 latin-9 latin0',
  'iso-8859-16': 'latin10 latin-10 l10',
};
const NAMES = new Map(
  Object.entries(KNOWN_AS).flatMap(([known, names]) => names.split(' ').map((name) => [name, known])),
);

/** A charset's usual name, whichever way its name is spelt: lower case, hyphens; a name nobody knows comes back as it is. */
export function usualCharsetName(label: string): string {
  const name = label.toLowerCase().replaceAll('_', '-');
  const iso = /^iso-?8859-?(\d{1,2})(?:-[ei])?$/.exec(name)?.[1];
  const windows = /^(?:win|windows|cp|ms)-?(125\d)$/.exec(name)?.[1];
  const latin = /^latin-(\d)$/.exec(name)?.[1];
  if (iso !== undefined && NAMES.get(name) === undefined) return `iso-8859-${iso}`;
  if (windows !== undefined) return `windows-${windows}`;
  if (latin !== undefined && NAMES.get(name) === undefined) return `latin${latin}`;
  return NAMES.get(name) ?? label.toLowerCase();
}
