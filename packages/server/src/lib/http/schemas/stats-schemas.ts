import { Type } from 'typebox'
import { TranslationCounts } from './schemas.ts'

const Results = {
  completed: Type.Integer(),
  error: Type.Integer(),
  canceled: Type.Integer(),
  minutes: Type.Number({ description: 'Minutes of source in the completed targets.' }),
  secondsPerMinute: Type.Optional(
    Type.Object(
      { median: Type.Number(), slowest: Type.Number() },
      { description: 'Seconds of work for a minute of the source: the median, and the slowest tenth.' },
    ),
  ),
}

export const Stats = Type.Object({
  since: Type.String({ description: 'The first day, in UTC.' }),
  days: Type.Integer(),
  counts: TranslationCounts,
  total: Type.Object(Results),
  byDay: Type.Array(Type.Object({ date: Type.String(), ...Results })),
  byEngine: Type.Array(Type.Object({ engine: Type.String(), ...Results })),
  byLanguage: Type.Array(Type.Object({ language: Type.String(), ...Results })),
  sampled: Type.Optional(
    Type.Boolean({ description: 'There are more than 20,000 targets, of which the newest count.' }),
  ),
  failingWebhooks: Type.Array(
    Type.Object({ host: Type.String(), failed: Type.Integer(), waiting: Type.Integer() }),
  ),
  server: Type.Optional(
    Type.Object(
      {
        workers: Type.Integer(),
        running: Type.Integer(),
        waiting: Type.Object({ worker: Type.Integer(), retry: Type.Integer(), source: Type.Integer() }),
      },
      { description: 'The server as a whole. Only for keys with the scope `admin`.' },
    ),
  ),
})
