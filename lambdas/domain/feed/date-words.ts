/** Month names and abbreviations of the languages feeds are written in (Unicode CLDR), without accents and dots, lower case. */
const MONTHS: readonly string[] = [
  'jan january januar janvier janv enero ene gennaio gen janeiro januari styczen stycznia sty januára jaanuar januari ocak oca jänner янв январь января ιαν ιανουαριου januar leden ledna tammikuu január sijecanj ian ianuarie tammikuuta januarja січня януари ianuarios',
  'feb february februar fevrier fev fevr febrero febbraio fevereiro februari luty lutego lut subat sub фев февр февраль февраля φεβ φεβρουαριου unor unora helmikuu február veljaca februarie helmikuuta febri лютого февруари unora',
  'mar march marz marzo mars mrz maerz marco maart mrt marzec marca mart мар март марта μαρ μαρτιου brezen brezna maaliskuu marcius ozujak martie maaliskuuta березня март',
  'apr april avril avr abril abr aprile kwiecien kwietnia kwi nisan nis апр апрель апреля απρ απριλιου duben dubna huhtikuu aprilis travanj aprilie huhtikuuta квітня април',
  'may mai mayo maggio mag maio mei maj maja mayis май мая μαι μαϊ μαιου μαϊου kveten kvetna toukokuu majus svibanj toukokuuta maujus травня мај',
  'jun june juni juin junio giugno giu junho czerwiec czerwca cze haziran haz июн июнь июня ιουν ιουνιου cerven cervna kesakuu junius lipanj iunie iun kesakuuta червня юни',
  'jul july juli juillet juil julio luglio lug julho lipiec lipca lip temmuz tem июл июль июля ιουλ ιουλιου cervenec cervence heinakuu julius srpanj iulie iul heinakuuta липня юли',
  'aug august aout agosto ago augustus sierpien sierpnia sie agustos agu augusti авг август августа αυγ αυγουστου srpen srpna elokuu augusztus kolovoz elokuuta серпня август',
  'sep sept september septembre septiembre settembre set setembro wrzesien wrzesnia wrz eylul eyl сен сент сентябрь сентября σεπ σεπτεμβριου zari syyskuu szeptember rujan septembrie syyskuuta вересня септември wrzesnia',
  'oct october oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz ekim eki окт октябрь октября οκτ οκτωβριου rijen rijna lokakuu listopad octombrie lokakuuta жовтня октомври',
  'nov november novembre noviembre novembro kasim kas ноя нояб ноябрь ноября νοε νοεμβριου listopadu marraskuu studeni noiembrie marraskuuta листопада ноември',
  'dec december dezember dez decembre diciembre dic dicembre dezembro desember des grudzien grudnia gru aralik ara дек декабрь декабря δεκ δεκεμβριου prosinec prosince joulukuu prosinac decembrie joulukuuta грудня декември',
];

const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  azot: -60,
  clst: -180,
  uyt: -180,
  pet: -300,
  cot: -300,
  wat: 60,
  cat: 120,
  trt: 180,
  eat: 180,
  irst: 210,
  irdt: 270,
  aft: 270,
  uzt: 300,
  yekt: 300,
  omst: 360,
  mmt: 390,
  krat: 420,
  irkt: 480,
  wita: 480,
  yakt: 540,
  wit: 540,
  vlat: 600,
  chst: 600,
  adt: -180,
  ast: -240,
  at: -240,
  brt: -180,
  art: -180,
  clt: -240,
  nst: -210,
  ndt: -150,
  est: -300,
  edt: -240,
  et: -300,
  cst: -360,
  cdt: -300,
  ct: -360,
  mst: -420,
  mdt: -360,
  mt: -420,
  pst: -480,
  pdt: -420,
  pt: -480,
  akst: -540,
  akdt: -480,
  hst: -600,
  bst: 60,
  west: 60,
  cet: 60,
  met: 60,
  mez: 60,
  cest: 120,
  mest: 120,
  mesz: 120,
  eet: 120,
  sast: 120,
  eest: 180,
  msk: 180,
  msd: 240,
  gst: 240,
  pkt: 300,
  ist: 330,
  npt: 345,
  ict: 420,
  wib: 420,
  hkt: 480,
  sgt: 480,
  pht: 480,
  awst: 480,
  kst: 540,
  jst: 540,
  acst: 570,
  aest: 600,
  acdt: 630,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
};

const MONTH_OF = new Map(
  MONTHS.flatMap((names, index) => names.split(' ').map((name) => [plainWord(name), index + 1] as const)),
);

/** A word as the tables spell it: lower case, no accents, no dots. */
function plainWord(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .replace(/\u0131/g, 'i');
}

/** 1…12, or undefined when the word is no month in any language of the table. */
export function findMonth(word: string): number | undefined {
  return MONTH_OF.get(plainWord(word));
}

/** Minutes east of UTC of a zone abbreviation (RFC 822, section 5.1, and those in common use), or undefined. */
export function findZone(word: string): number | undefined {
  const name = plainWord(word);
  return Object.hasOwn(ZONES, name) ? ZONES[name] : undefined;
}
