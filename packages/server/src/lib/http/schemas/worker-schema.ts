import { Type } from 'typebox'
import { STAGES } from 'video-translation-client'

const Tags = Type.Optional(
  Type.Array(Type.String(), {
    description: 'BCP 47 tags; `*` stands for any, `und` for a language to detect.',
  }),
)

const Ability = Type.Object({
  stage: Type.Enum([...STAGES]),
  from: Tags,
  to: Tags,
  provider: Type.Optional(Type.String({ description: 'For requests that name this provider.' })),
  speakers: Type.Optional(Type.Boolean({ description: 'Whether it tells speakers apart.' })),
})

/** Component of the OpenAPI document, referenced by name. */
export const WorkerInfo = Type.Object(
  {
    id: Type.String({ description: 'A new one for each start.' }),
    role: Type.String({ description: '`worker`, or `all` for a server that also answers requests.' }),
    state: Type.Enum(['alive', 'stopped', 'lost'], {
      description: '`lost`: it has been silent for 45 seconds, and others take its tasks over.',
    }),
    host: Type.String(),
    pid: Type.Integer(),
    running: Type.Integer({ description: 'Tasks that it runs now.' }),
    engines: Type.Array(
      Type.Object({
        name: Type.String(),
        ready: Type.Boolean(),
        concurrency: Type.Integer({ description: 'Most tasks that it runs at once.' }),
        abilities: Type.Optional(Type.Array(Ability, { description: 'Absent: all steps.' })),
      }),
    ),
    packs: Type.Array(Type.String(), { description: 'Installed model packs.' }),
    cores: Type.Integer(),
    memoryBytes: Type.Integer(),
    gpus: Type.Array(Type.String()),
    startedAt: Type.String({ format: 'date-time' }),
    seenAt: Type.String({ format: 'date-time', description: 'Its last sign of life.' }),
  },
  { $id: 'WorkerInfo' },
)
