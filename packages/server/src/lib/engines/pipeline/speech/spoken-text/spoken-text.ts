import { primaryLanguage } from '../../../../media/languages.ts'
import { spellAbbreviations } from './abbreviations.ts'
import { spellAddresses } from './addresses.ts'
import { spellDates } from './dates.ts'
import { spellMoney } from './money.ts'
import { spellNumbers } from './numbers.ts'
import { spellUnits } from './units.ts'

/**
 * Writes a text as a voice should read it: addresses, amounts of money, units, dates and
 * abbreviations in words, and numbers in the way of the language, whose digits voices read well.
 * Subtitles keep the text as it is written.
 * @param language BCP 47 tag of the text.
 */
export function spokenText(text: string, language: string): string {
  const locale = primaryLanguage(language)
  const steps = [spellAddresses, spellDates, spellMoney, spellUnits, spellNumbers, spellAbbreviations]
  return steps.reduce((spoken, step) => step(spoken, locale), text)
}
