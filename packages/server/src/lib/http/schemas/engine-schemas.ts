import { Type } from 'typebox'
import { Failure } from './schemas.ts'

const VoiceInfo = Type.Object({
  name: Type.String({ examples: ['ef_dora'] }),
  title: Type.String({ examples: ['Dora'] }),
  language: Type.String({ description: 'A BCP 47 tag, or `*`.' }),
  sex: Type.Optional(Type.Enum(['female', 'male'])),
  provider: Type.String({ examples: ['kokoro'] }),
  licence: Type.Optional(Type.String()),
  ready: Type.Boolean({ description: 'False: something has to be installed first.' }),
  pack: Type.Optional(Type.String({ description: 'The pack that it needs.' })),
})

const PreviewTerms = Type.Object({
  free: Type.Boolean({ description: 'They cost nothing but time of the server.' }),
  perMinute: Type.Optional(Type.Integer({ description: 'Most that a key may ask for in a minute.' })),
})

const ChargedWork = Type.Optional(Type.Enum(['video', 'dub', 'lines']))

const VendorCharges = Type.Object(
  {
    vendor: Type.String({ examples: ['ElevenLabs'] }),
    verbs: Type.Object({
      create: ChargedWork,
      apply: ChargedWork,
      approve: ChargedWork,
      retry: ChargedWork,
      addTargets: ChargedWork,
    }),
  },
  {
    description:
      'What a vendor charges the account of the server for: a whole `video` or `dub` of each language, or the ' +
      '`lines` that are dubbed again. A verb that is not named costs nothing.',
  },
)

const EngineProblem = Type.Object({
  ...Failure.properties,
  packs: Type.Optional(
    Type.Array(Type.String(), { description: 'Installing these packs on the server cures it.' }),
  ),
})

export const EngineInfo = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    isDefault: Type.Optional(
      Type.Boolean({ description: 'True of the engine that a request without `engine` takes.' }),
    ),
    ready: Type.Boolean(),
    problems: Type.Array(EngineProblem),
    languages: Type.Array(Type.Object({ from: Type.String(), to: Type.Array(Type.String()) })),
    options: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of `options`.' }),
    voices: Type.Optional(
      Type.Array(VoiceInfo, { description: 'Absent: the engine offers no choice of voices.' }),
    ),
    previews: Type.Optional(PreviewTerms),
    charges: Type.Optional(VendorCharges),
  },
  { $id: 'EngineInfo' },
)
