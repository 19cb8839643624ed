/** Numbers up to twenty, because recognisers write digits where readers say words. */
const NUMBERS: Record<string, string> = {
  en: 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
  es: 'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte',
  fr: 'zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize - - - vingt',
  de: 'null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig',
  it: 'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti',
  pt: 'zero um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte',
}

/** Languages that are counted by character. */
const BY_CHARACTER = /^(?:zh|ja|yue|th|lo|km|my)/

export function isByCharacter(language: string): boolean {
  return BY_CHARACTER.test(language)
}

/** The words of a text, or its characters, without case, accents and punctuation. */
export function unitsOf(text: string, language: string): string[] {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/(?<=[a-z])\p{M}/gu, '')
    .normalize('NFC')
    .replaceAll(/\b(?:mr)\./g, 'mister')
    .replaceAll('-', ' ')
    .replaceAll(/['’]/g, language === 'en' ? '' : ' ')
    .replaceAll(/[^\p{L}\p{M}\p{N}\s]/gu, '')
  if (isByCharacter(language)) return [...plain.replaceAll(/\s/g, '')]
  const numbers = NUMBERS[language.slice(0, 2)]?.split(' ') ?? []
  return plain
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => numbers[/^\d{1,2}$/.test(word) ? Number(word) : -1] ?? word)
}
