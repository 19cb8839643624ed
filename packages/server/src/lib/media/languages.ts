/** ISO 639-1 codes and their ISO 639-2/T codes, which containers use for a track's language. */
const CODES =
  'aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel bg:bul bi:bis ' +
  'bm:bam bn:ben bo:bod br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:ces cu:chu cv:chv cy:cym da:dan de:deu ' +
  'dv:div dz:dzo ee:ewe el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas ff:ful fi:fin fj:fij fo:fao fr:fra fy:fry ' +
  'ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin ho:hmo hr:hrv ht:hat hu:hun hy:hye hz:her ia:ina ' +
  'id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl it:ita iu:iku ja:jpn jv:jav ka:kat kg:kon ki:kik kj:kua kk:kaz ' +
  'kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao ' +
  'lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya na:nau nb:nob nd:nde ' +
  'ne:nep ng:ndo nl:nld nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ' +
  'ps:pus pt:por qu:que rm:roh rn:run ro:ron ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag sh:hbs si:sin sk:slk ' +
  'sl:slv sm:smo sn:sna so:som sq:sqi sr:srp ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir ' +
  'tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol ' +
  'wa:wln wo:wol xh:xho yi:yid yo:yor za:zha zh:zho zu:zul'

const LONG = new Map(CODES.split(' ').map((pair) => pair.split(':') as [string, string]))
const SHORT = new Map([...LONG].map(([short, long]) => [long, short]))

/** The older bibliographic codes in Matroska files. */
const BIBLIOGRAPHIC =
  'alb:sq arm:hy baq:eu bur:my chi:zh cze:cs dut:nl fre:fr geo:ka ger:de gre:el ice:is mac:mk mao:mi may:ms per:fa ' +
  'rum:ro slo:sk tib:bo wel:cy'

/**
 * QuickTime counts languages by numbers, and ffmpeg's names of those numbers are of no standard.
 * It leaves a track without a language if the name is another one.
 */
const QUICKTIME =
  'alb:sq arm:hy baq:eu bur:my chi:zh ces:cs dut:nl fra:fr geo:ka ger:de gre:el ice:is mac:mk may:ms ron:ro slk:sk ' +
  'tib:bo wel:cy sve:sv iri:ga nor:nb nor:nn'

const BIBLIOGRAPHIC_OF = codesByLanguage(BIBLIOGRAPHIC)
const QUICKTIME_OF = codesByLanguage(QUICKTIME)
for (const [short, long] of [...BIBLIOGRAPHIC_OF, ...QUICKTIME_OF])
  if (!SHORT.has(long)) SHORT.set(long, short)

function codesByLanguage(pairs: string): Map<string, string> {
  return new Map(pairs.split(' ').map((pair) => [pair.slice(4), pair.slice(0, 3)]))
}

/** Which codes a container has: of ISO 639-2, `T` (`deu`) or `B` (`ger`), or QuickTime's. */
export type LanguageCodes = 'T' | 'B' | 'quicktime'

/**
 * The code of a language in a container, e.g. `spa` of `es-MX`, or `und` if there is none. MP4 has
 * the codes T (ISO 14496-12, 8.4.2), Matroska and WebM the codes B (RFC 9559, 12).
 */
export function trackLanguage(tag: string, codes: LanguageCodes = 'T'): string {
  const primary = primaryLanguage(tag)
  const long = LONG.get(primary) ?? (/^[a-z]{3}$/.test(primary) ? primary : 'und')
  if (codes === 'T') return long
  return (codes === 'B' ? BIBLIOGRAPHIC_OF : QUICKTIME_OF).get(primary) ?? long
}

/** Shortest code of the language without its region: `en` for `eng`, `en` and `en-US`. */
export function primaryLanguage(tag: string): string {
  const primary = tag.toLowerCase().split('-')[0] ?? ''
  return SHORT.get(primary) ?? primary
}

/** Name of the language in that language, e.g. `Español`, as the title of its track. */
export function nativeName(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    return tag
  }
}
