import { describe } from 'vitest'
import type { Dialect } from './dialect.ts'
import { describeEnds } from './ends.ts'
import { describeFiles } from './files.ts'
import { describeMany } from './many.ts'
import { describeNews } from './news.ts'
import { describeStarts } from './starts.ts'
import { describeVerbs } from './verbs.ts'

export type { Dialect } from './dialect.ts'

/**
 * What every protocol has to do, tried in virtual time against the face that plays its server: through every scenario, a wait ends
 * as it should, neither too early nor never, and with few requests; nothing is paid twice; what the server cannot do is said.
 */
export function describeProtocol<Request>(dialect: Dialect<Request>): void {
  describe(`the protocol ${dialect.name}`, () => {
    describeStarts(dialect)
    describeEnds(dialect)
    describeVerbs(dialect)
    describeMany(dialect)
    describeNews(dialect)
    describeFiles(dialect)
  })
}
