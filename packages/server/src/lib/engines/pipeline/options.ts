import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { EngineError } from '../../engine-error.ts'
import type { Refusal } from '../engine.ts'
import { RANGE_PATTERN } from './range.ts'

/** Each line of a target is searched for all of them. */
const MAX_TERMS = 2000

/** Names are part of what a task needs of a worker, which is in an index of the store. */
const MAX_PROVIDER = 100
const MAX_VOICE = 200

const OPTIONS = Type.Object(
  {
    translator: Type.Optional(
      Type.String({
        maxLength: MAX_PROVIDER,
        description: 'Name of the translator to use. Default: the best one configured.',
      }),
    ),
    synthesizer: Type.Optional(
      Type.String({
        maxLength: MAX_PROVIDER,
        description: 'What speaks. Default: the best that speaks the language.',
      }),
    ),
    voices: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: MAX_VOICE }), {
        description:
          'Names of voices, by target, and by the speakers of the source: `{ "es": "ef_dora", "es:Anna": "em_santa" }`. ' +
          '`GET /v1/engines` lists them. Default: the best one for the language.',
      }),
    ),
    speakers: Type.Optional(
      Type.String({
        description:
          'Text of a file that says who speaks when: RTTM, or JSON with `start`, `end` and `speaker` of each turn.',
      }),
    ),
    detectSpeakers: Type.Optional(
      Type.Union([Type.Boolean(), Type.Integer({ minimum: 1, maximum: 20 })], {
        description:
          'Tells speakers apart, each with a voice; a number says how many there are. Default: false.',
      }),
    ),
    only: Type.Optional(
      Type.Enum(['transcript', 'subtitles'], {
        description: 'What to make: only the transcript, or subtitles without a dub. Default: everything.',
      }),
    ),
    range: Type.Optional(
      Type.String({
        pattern: RANGE_PATTERN,
        description: 'Part of the source to translate instead of all of it, e.g. `0:00-1:00`.',
      }),
    ),
    glossary: Type.Optional(
      Type.Record(Type.String(), termsOfTarget(), {
        description: 'Terms and their translations, by target: `{ "es": { "server": "servidor" } }`.',
      }),
    ),
    pronunciation: Type.Optional(
      Type.Record(Type.String(), termsOfTarget(), {
        description: 'How the voice reads words, by target: `{ "es": { "Kubernetes": "cubernétis" } }`.',
      }),
    ),
    doNotTranslate: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: MAX_TERMS,
        description: 'Words and phrases that stay as they are.',
      }),
    ),
    subtitles: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description:
          'Texts of SRT or VTT files, by language. That of a target is its translation. That of the source, or with ' +
          'the key `source`, is the transcript: nothing is recognised.',
      }),
    ),
    burnIn: Type.Optional(
      Type.Union([Type.Boolean(), Type.String()], {
        description:
          'Draws the subtitles of each target into its picture, or only those of the target that it names. The ' +
          'picture is then encoded again. Default: false.',
      }),
    ),
    stretchPicture: Type.Optional(
      Type.Boolean({
        description:
          'Slows scenes, picture and sound, by up to 12 % where the voice would not have enough time otherwise. ' +
          'Default: false.',
      }),
    ),
    bilingual: Type.Optional(
      Type.Enum(['above', 'below'], {
        description:
          'Where subtitles of a target also show the line in the language of the source. Default: nowhere.',
      }),
    ),
    audioTrack: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Audio track to translate, counted from 1. Default: the one in the language `from`, else the default one.',
      }),
    ),
  },
  { additionalProperties: false },
)

function termsOfTarget() {
  return Type.Record(Type.String(), Type.String(), { maxProperties: MAX_TERMS })
}

/** The `options` of a create request for the pipeline. */
export type TaskOptions = Static<typeof OPTIONS>

/** The schema, with the names of the configured providers. */
export function optionsSchema(names: {
  translators: string[]
  synthesizers: string[]
}): Record<string, unknown> {
  const { properties } = OPTIONS
  return {
    ...OPTIONS,
    properties: {
      ...properties,
      translator: { ...properties.translator, enum: names.translators },
      synthesizer: { ...properties.synthesizer, enum: names.synthesizers },
    },
  }
}

/** Finds every violation of the schema. */
export function refuseOptions(options: Record<string, unknown>): Refusal[] {
  const errors = [...Value.Errors(OPTIONS, options)].filter(
    ({ keyword }) => keyword !== 'additionalProperties',
  )
  const known = Object.keys(OPTIONS.properties).join(', ')
  return errors.map(({ instancePath, message, keyword }) => ({
    code: 'invalid_option',
    pointer: `/options${instancePath}`,
    message: keyword === 'boolean' ? `Unknown option. Known options: ${known}.` : `It ${message}.`,
  }))
}

/** Reads the options of a task. They were checked at create time. */
export function readOptions(options: Record<string, unknown>): TaskOptions {
  if (Value.Check(OPTIONS, options)) return options
  throw new EngineError('invalid_option', refuseOptions(options)[0]?.message ?? 'The options are not valid.')
}
