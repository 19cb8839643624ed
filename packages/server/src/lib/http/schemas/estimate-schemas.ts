import { Type } from 'typebox'
import { STAGES } from 'video-translation-client'
import { Failure, Language, ValidateBody } from './schemas.ts'

/** No source is longer than a year. */
const MAX_SECONDS = 366 * 24 * 3600

const { webhook: _, ...create } = ValidateBody.properties

export const EstimateBody = Type.Object(
  {
    ...create,
    durationSeconds: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: MAX_SECONDS,
        description: 'Length of the source. Without it, the answer has no quantities.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ from: 'en', to: ['es', 'ca'], durationSeconds: 300 }] },
)

const StageName = Type.Enum([...STAGES])

export const Estimate = Type.Object(
  {
    engine: Type.String(),
    possible: Type.Boolean({
      description:
        'Whether a create would be accepted, if everything in `packs` and `programs` is installed.',
    }),
    problems: Type.Array(
      Type.Object({
        ...Failure.properties,
        pointer: Type.Optional(Type.String()),
        curable: Type.Boolean({ description: 'Whether it goes away with `packs` and `programs`.' }),
      }),
      { description: 'Why a create would be refused as the server is now. Empty: it would be accepted.' },
    ),
    steps: Type.Array(
      Type.Object({
        stage: StageName,
        language: Type.Optional(Language),
        provider: Type.Optional(
          Type.String({ description: 'Absent: none is ready, or the language has to be detected first.' }),
        ),
        warning: Type.Optional(Failure),
      }),
      { description: 'What would do each step.' },
    ),
    packs: Type.Array(
      Type.Object({
        name: Type.String(),
        description: Type.String(),
        licence: Type.String(),
        licenceUrl: Type.String(),
        downloadBytes: Type.Integer(),
        stage: StageName,
        required: Type.Boolean({
          description: 'False if the work can go on without it, with a lower quality.',
        }),
      }),
      { description: 'Packs of model files that are missing on this machine.' },
    ),
    programs: Type.Array(
      Type.Object({ name: Type.String(), licence: Type.String(), diskBytes: Type.Number() }),
      { description: 'Programs that are missing and can be installed together with the packs.' },
    ),
    durationSeconds: Type.Optional(
      Type.Number({ description: 'Seconds of the source that would be translated.' }),
    ),
    characters: Type.Optional(
      Type.Integer({ description: 'Characters that would be translated, once for each target.' }),
    ),
    expectedSeconds: Type.Optional(
      Type.Number({ description: 'Seconds of work without any wait, from measurements on two cores.' }),
    ),
  },
  { $id: 'Estimate' },
)
