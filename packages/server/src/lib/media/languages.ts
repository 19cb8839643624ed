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
for (const pair of BIBLIOGRAPHIC.split(' ')) SHORT.set(pair.slice(0, 3), pair.slice(4))

/** ISO 639-2/T code of a BCP 47 tag, e.g. `spa` of `es-MX`, or `und` if there is none. */
export function trackLanguage(tag: string): string {
  const primary = tag.toLowerCase().split('-')[0] ?? ''
  return LONG.get(primary) ?? (/^[a-z]{3}$/.test(primary) ? primary : 'und')
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
