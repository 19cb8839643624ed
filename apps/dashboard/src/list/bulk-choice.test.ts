import { TRANSLATION_STATUSES, type Translation } from 'video-translation-client'
import { expect, test } from 'vitest'
import { serverSelection, sumOf, tickedCounts } from './bulk-choice.ts'

const some = { ids: new Set(['tr_1', 'tr_2', 'tr_gone']), isAll: false }
const all = { ids: new Set(['tr_1']), isAll: true }

test('ticked rows are changed by their ids, and all that match by the filter', () => {
  expect(serverSelection(some, { to: 'es' })).toEqual({ ids: ['tr_1', 'tr_2', 'tr_gone'] })
  expect(serverSelection(all, { to: 'es' })).toEqual({ filter: { to: 'es' } })
  expect(serverSelection(all, {})).toEqual({ filter: { status: TRANSLATION_STATUSES } })
})

test('ticked rows are counted by their status, and all that match as the server counts them', () => {
  const status = { tr_1: 'running', tr_2: 'error', tr_gone: undefined } as Record<string, string | undefined>
  const get = (id: string) => (status[id] ? ({ status: status[id] } as Translation) : null)
  const byStatus = { running: 7, error: 3 } as never
  const facts = (filter: object) => ({ filter, counts: { all: 10, byStatus }, get })
  expect(tickedCounts(some, facts({}))).toEqual({ running: 1, error: 1 })
  expect(sumOf(tickedCounts(all, facts({})), ['running', 'error', 'canceled'])).toBe(10)
  expect(tickedCounts(all, facts({ status: ['error'] }))).toEqual({ error: 3 })
})
