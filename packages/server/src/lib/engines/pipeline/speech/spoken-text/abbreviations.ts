/** Abbreviations that voices spell or take for the end of a sentence. */
const ABBREVIATIONS: Record<string, Record<string, string>> = {
  ca: {
    'Sr.': 'senyor',
    'Sra.': 'senyora',
    'Dr.': 'doctor',
    'Dra.': 'doctora',
    'etc.': 'etcètera',
    'p. ex.': 'per exemple',
  },
  de: {
    'z. B.': 'zum Beispiel',
    'd. h.': 'das heißt',
    'u. a.': 'unter anderem',
    'usw.': 'und so weiter',
    'ca.': 'circa',
    'Dr.': 'Doktor',
    'Prof.': 'Professor',
    'Nr.': 'Nummer',
  },
  en: {
    'Mr.': 'Mister',
    'Mrs.': 'Missis',
    'Dr.': 'Doctor',
    'Prof.': 'Professor',
    'e.g.': 'for example',
    'i.e.': 'that is',
    'etc.': 'et cetera',
    'vs.': 'versus',
  },
  es: {
    'Sr.': 'señor',
    'Sra.': 'señora',
    'Srta.': 'señorita',
    'Dr.': 'doctor',
    'Dra.': 'doctora',
    'Ud.': 'usted',
    'Uds.': 'ustedes',
    'p. ej.': 'por ejemplo',
    'etc.': 'etcétera',
    'EE. UU.': 'Estados Unidos',
  },
  fr: {
    'M.': 'Monsieur',
    Mme: 'Madame',
    Mlle: 'Mademoiselle',
    Dr: 'Docteur',
    'p. ex.': 'par exemple',
    'etc.': 'et cetera',
  },
  it: {
    'Sig.': 'signor',
    'Sig.ra': 'signora',
    'Dott.': 'dottor',
    'Dott.ssa': 'dottoressa',
    'ecc.': 'eccetera',
    'p. es.': 'per esempio',
  },
  pt: {
    'Sr.': 'senhor',
    'Sra.': 'senhora',
    'Dr.': 'doutor',
    'Dra.': 'doutora',
    'etc.': 'et cetera',
    'p. ex.': 'por exemplo',
    EUA: 'Estados Unidos',
  },
}

/** Writes abbreviations in words. At the end of the text the full stop stays. */
export function spellAbbreviations(text: string, locale: string): string {
  const table = Object.entries(ABBREVIATIONS[locale] ?? {})
  // `Sig.` is also how `Sig.ra` begins.
  const longestFirst = table.toSorted(([one], [other]) => other.length - one.length)
  return longestFirst.reduce((spoken, [short, long]) => {
    return spoken.replace(patternOf(short), (found, at: number) => {
      const isLast = spoken.slice(at + found.length).trim() === ''
      return isLast && short.endsWith('.') ? `${long}.` : long
    })
  }, text)
}

/** Spaces in the abbreviation may be missing, as in `z.B.`. */
function patternOf(short: string): RegExp {
  const escaped = short.replaceAll('.', String.raw`\.`).replaceAll(' ', String.raw`\s?`)
  const end = short.endsWith('.') ? String.raw`(?!\p{L})` : String.raw`(?![\p{L}\p{N}])`
  return new RegExp(String.raw`(?<![\p{L}\p{N}.])${escaped}${end}`, 'gu')
}
