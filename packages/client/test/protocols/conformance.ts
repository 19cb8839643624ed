import { describe } from 'vitest'
import type { Dialect } from './dialect.ts'
import { describeEditing } from './editing.ts'
import { describeEnds } from './ends.ts'
import { describeFiles } from './files.ts'
import { describeMany } from './many.ts'
import { describeNotifications } from './notifications.ts'
import { describeStarts } from './starts.ts'
import { describeVerbs } from './verbs.ts'

export type { Dialect } from './dialect.ts'

/**
 * The conformance suite of protocols, in virtual time against the face that plays the server. It
 * checks that in every scenario a wait ends when it should, with few requests, that nothing is
 * started twice, and that missing verbs are refused.
 */
export function describeProtocol<Request>(dialect: Dialect<Request>): void {
  describe(`the protocol ${dialect.name}`, () => {
    describeStarts(dialect)
    describeEnds(dialect)
    describeVerbs(dialect)
    describeMany(dialect)
    describeNotifications(dialect)
    describeFiles(dialect)
    describeEditing(dialect)
  })
}
