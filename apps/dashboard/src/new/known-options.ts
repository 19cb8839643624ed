import type { Words, WordKey } from '../words/words.ts'
import type { OptionFieldSchema } from './option-schema.ts'

/** How the page itself speaks of an option. The engine's own words are English. */
interface KnownOption {
  title: WordKey
  hint?: WordKey
  /** Its values, by what the engine calls them. */
  choices?: Readonly<Record<string, WordKey>>
  /** Left alone, it is this. Default: as the engine chooses. */
  unset?: WordKey
}

const KNOWN: Readonly<Record<string, KnownOption>> = {
  only: {
    title: 'option.only',
    choices: { transcript: 'option.only.transcript', subtitles: 'option.only.subtitles' },
    unset: 'option.only.everything',
  },
  burnIn: { title: 'option.burnIn', hint: 'option.burnInHint' },
  bilingual: {
    title: 'option.bilingual',
    choices: { above: 'option.bilingual.above', below: 'option.bilingual.below' },
    unset: 'option.bilingual.none',
  },
  detectSpeakers: { title: 'option.detectSpeakers', hint: 'option.detectSpeakersHint' },
  range: { title: 'option.range', hint: 'option.rangeHint' },
  audioTrack: { title: 'option.audioTrack', hint: 'option.audioTrackHint' },
  translator: { title: 'option.translator' },
  synthesizer: { title: 'option.synthesizer' },
}

/** What most people look for comes first. */
const ORDER = Object.keys(KNOWN)

/** Options that have a control of their own. */
const ELSEWHERE = new Set(['speakers'])

/** The fields of a form, with what most people look for first. */
export function ordered(fields: readonly OptionFieldSchema[]): OptionFieldSchema[] {
  const place = ({ name }: OptionFieldSchema) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return fields.filter(({ name }) => !ELSEWHERE.has(name)).toSorted((one, other) => place(one) - place(other))
}

/** Whether the detail of a switch is one of the targets. */
export function takesTarget({ name }: OptionFieldSchema): boolean {
  return name === 'burnIn'
}

/** What a field is called. */
export interface FieldWords {
  label: string
  hint: string | undefined
  unset: string
  choice(value: string): string
}

export function fieldWords({ name, title, description }: OptionFieldSchema, t: Words['t']): FieldWords {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined
  return {
    label: known ? t(known.title) : title,
    hint: known ? known.hint && t(known.hint) : description,
    unset: t(known?.unset ?? 'new.default'),
    choice(value) {
      const key = known?.choices?.[value]
      return key ? t(key) : value
    },
  }
}
