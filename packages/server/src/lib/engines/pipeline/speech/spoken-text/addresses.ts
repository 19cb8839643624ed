interface Signs {
  at: string
  dot: string
  slash: string
  dash: string
  underscore: string
}

/** How people read the signs of an address aloud. */
const SIGNS: Record<string, Signs> = {
  ca: { at: 'arrova', dot: 'punt', slash: 'barra', dash: 'guió', underscore: 'guió baix' },
  de: { at: 'at', dot: 'Punkt', slash: 'Schrägstrich', dash: 'Bindestrich', underscore: 'Unterstrich' },
  en: { at: 'at', dot: 'dot', slash: 'slash', dash: 'dash', underscore: 'underscore' },
  es: { at: 'arroba', dot: 'punto', slash: 'barra', dash: 'guion', underscore: 'guion bajo' },
  fr: { at: 'arobase', dot: 'point', slash: 'barre oblique', dash: 'tiret', underscore: 'tiret bas' },
  it: { at: 'chiocciola', dot: 'punto', slash: 'barra', dash: 'trattino', underscore: 'trattino basso' },
  pl: { at: 'małpa', dot: 'kropka', slash: 'ukośnik', dash: 'myślnik', underscore: 'podkreślnik' },
  pt: { at: 'arroba', dot: 'ponto', slash: 'barra', dash: 'traço', underscore: 'sublinhado' },
}

const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu
const WEB = /(?:https?:\/\/|www\.)[^\s<>"'()[\]{}]*[\p{L}\p{N}/]/giu
const BARE_HOST =
  /(?<![\p{L}\p{N}.@-])(?:[\p{L}\p{N}-]+\.)+(?:com|org|net|io|dev|info|edu|gov)(?![\p{L}\p{N}@-])/giu

/**
 * Writes e-mail and web addresses as people say them: `ana@example.com` is `ana arroba example
 * punto com`. The scheme, `www.` and the query of a web address are not read.
 */
export function spellAddresses(text: string, locale: string): string {
  const signs = SIGNS[locale]
  if (signs === undefined) return text
  return text
    .replace(EMAIL, (address) => spell(address, signs))
    .replace(WEB, (address) =>
      spell(address.replace(/^https?:\/\/|\/?[?#].*$|\/$/gi, '').replace(/^www\./i, ''), signs),
    )
    .replace(BARE_HOST, (host) => spell(host, signs))
}

function spell(address: string, signs: Signs): string {
  const names: Record<string, string> = {
    '@': signs.at,
    '.': signs.dot,
    '/': signs.slash,
    '-': signs.dash,
    _: signs.underscore,
  }
  return address
    .replace(/[@./_-]/g, (sign) => ` ${names[sign] ?? sign} `)
    .replace(/\s+/g, ' ')
    .trim()
}
