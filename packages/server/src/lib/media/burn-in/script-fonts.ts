import { scriptOf } from '../scripts.ts'

/** What a font needs for a language, and where Debian has one. */
export interface ScriptNeed {
  /** For users: `Japanese`. */
  name: string
  /** Letters that a font of the script has. Empty for a script that this list lacks. */
  letters: string
  debianPackage: string
}

/** Letters by script (ISO 15924), of which a font that has them has the others too. */
const LETTERS: Record<string, string> = {
  Latn: 'aé',
  Cyrl: 'жя',
  Grek: 'αω',
  Jpan: 'あカ日',
  Hans: '国语',
  Hant: '國語',
  Kore: '한글',
  Arab: 'عيم',
  Hebr: 'אש',
  Thai: 'กท',
  Deva: 'कह',
  Beng: 'কহ',
  Guru: 'ਕਹ',
  Gujr: 'કહ',
  Orya: 'କହ',
  Taml: 'கவ',
  Telu: 'కహ',
  Knda: 'ಕಹ',
  Mlym: 'കഹ',
  Sinh: 'කහ',
  Laoo: 'ກຮ',
  Khmr: 'កហ',
  Mymr: 'ကဟ',
  Tibt: 'ཀཧ',
  Geor: 'აჰ',
  Armn: 'աև',
  Ethi: 'ሀለ',
  Thaa: 'ހށ',
  Cher: 'ᎠᎡ',
  Olck: 'ᱚᱛ',
}

export function scriptNeedOf(language: string): ScriptNeed {
  const script = scriptOf(language)
  return {
    name: nameOf(language),
    letters: LETTERS[script] ?? '',
    debianPackage: packageOf(script),
  }
}

function packageOf(script: string): string {
  if (/^(Jpan|Hans|Hant|Kore)$/.test(script)) return 'fonts-noto-cjk'
  return /^(Latn|Cyrl|Grek)$/.test(script) ? 'fonts-dejavu-core' : 'fonts-noto-core'
}

function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}
