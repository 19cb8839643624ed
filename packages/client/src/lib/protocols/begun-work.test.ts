import { expect, it } from 'vitest'
import type { Translation, TranslationStatus } from 'video-translation-client'
import type { Http } from '../http/http.ts'
import { createBegunWork } from './begun-work.ts'

const [EARLIER, LATER] = ['2026-07-01T10:00:00.000Z', '2026-07-01T11:00:00.000Z']
const NOON = '2026-07-01T12:00:00.000Z'
const http = { server: 'https://vendor.example', clock: { now: () => Date.parse(NOON) } } as Http
const was = (status: TranslationStatus, continuedAt?: string) =>
  ({ id: 'tr_1', status, ...(continuedAt && { continuedAt }) }) as Translation
const told = { id: 'tr_1', continuedAt: LATER }

it.each(['pending', 'running'] as const)(
  'what a vendor says late of work that is %s does not count',
  (status) => {
    const work = createBegunWork()
    expect(work.since(told, was(status), http)).toEqual({})
    expect(work.since(told, was(status, EARLIER), http)).toEqual({ continuedAt: EARLIER })
  },
)

it.each(['completed', 'error', 'needs_input'] as const)('after %s it is new work', (status) => {
  const work = createBegunWork()
  expect(work.since(told, was(status, EARLIER), http)).toEqual({ continuedAt: LATER })
  expect(work.since({ id: 'tr_1' }, was(status, EARLIER), http)).toEqual({ continuedAt: EARLIER })
})

it('who sees it for the first time takes what the vendor says, and who called a verb knows better', () => {
  const work = createBegunWork()
  expect(work.since(told, undefined, http)).toEqual({ continuedAt: LATER })
  work.note(was('running'), http)
  expect(work.since(told, was('running', EARLIER), http)).toEqual({ continuedAt: NOON })
})
