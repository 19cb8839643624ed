import type { Words, WordKey } from '../words/words.ts'
import type { OptionFieldSchema } from './option-schema.ts'

/** What belongs together in the form. */
export type OptionGroup = 'result' | 'source' | 'words' | 'files' | 'order' | 'engine'

/** How the page itself speaks of an option. The engine's own words are English. */
interface KnownOption {
  group: OptionGroup
  title: WordKey
  hint?: WordKey
  /** Its values, by what the engine calls them. */
  choices?: Readonly<Record<string, WordKey>>
  /** Left alone, it is this. Default: as the engine chooses. */
  unset?: WordKey
}

const KNOWN: Readonly<Record<string, KnownOption>> = {
  only: {
    group: 'result',
    title: 'option.only',
    choices: { transcript: 'option.only.transcript', subtitles: 'option.only.subtitles' },
    unset: 'option.only.everything',
  },
  burnIn: { group: 'result', title: 'option.burnIn', hint: 'option.burnInHint' },
  bilingual: {
    group: 'result',
    title: 'option.bilingual',
    choices: { above: 'option.bilingual.above', below: 'option.bilingual.below' },
    unset: 'option.bilingual.none',
  },
  stretchPicture: {
    group: 'result',
    title: 'option.stretchPicture',
    hint: 'option.stretchPictureHint',
  },
  detectSpeakers: { group: 'source', title: 'option.detectSpeakers', hint: 'option.detectSpeakersHint' },
  range: { group: 'source', title: 'option.range', hint: 'option.rangeHint' },
  audioTrack: { group: 'source', title: 'option.audioTrack', hint: 'option.audioTrackHint' },
  translator: { group: 'engine', title: 'option.translator' },
  synthesizer: { group: 'engine', title: 'option.synthesizer' },
}

/** What most people look for comes first. */
const ORDER = Object.keys(KNOWN)

/** Options that have a control of their own. */
const ELSEWHERE = new Set(['speakers'])

/** Fields that are no options, or take more than one value. */
const GROUPS: Readonly<Record<string, OptionGroup>> = {
  reference: 'order',
  'options.glossary': 'words',
  'options.pronunciation': 'words',
  'options.doNotTranslate': 'words',
  'options.subtitles': 'files',
  'options.speakers': 'files',
}

/** The group of a field of the form. Undefined: it is in none. */
export function groupOf(field: string): OptionGroup | undefined {
  if (Object.hasOwn(GROUPS, field)) return GROUPS[field]
  const [first, option = ''] = field.split('.')
  if (first !== 'options' || option === 'voices') return undefined
  return Object.hasOwn(KNOWN, option) ? KNOWN[option]?.group : 'engine'
}

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
