import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CHANNELS_AND_SCHEDULES } from '../../../../test/support/waiting-rules/channels-and-schedules.ts'
import { FAILURES } from '../../../../test/support/waiting-rules/failures.ts'
import { type Given, id, NOW } from '../../../../test/support/waiting-rules/rule.ts'
import { WAITERS_AND_ANSWERS } from '../../../../test/support/waiting-rules/waiters-and-answers.ts'
import { progressive } from '../options/schedules.ts'
import { apply } from './apply.ts'
import type { Context, Effect } from './events.ts'
import { due } from './poll-timing.ts'
import { createTracked, createWaiter, type Waiter } from './tracked-translation.ts'

/** The rules of waiting, as `docs/waiting.md` prints them. */
const RULES = [...WAITERS_AND_ANSWERS, ...FAILURES, ...CHANNELS_AND_SCHEDULES]

it.each(RULES.map((rule) => [`${rule.when}: ${rule.result}`, rule] as const))(
  '%s',
  (_, { given, event: eventOf, expected }) => {
    const { tracked, first, context } = arrange(given)
    const event = eventOf(first)
    if (event.type === 'joined') tracked.waiters.delete(first)
    const effects = apply(tracked, event, context)
    expect(effects.map(nameOf)).toEqual(expected.effects)
    expect(tracked).toMatchObject(expected.tracked ?? {})
    expect(first).toMatchObject(expected.waiter ?? {})
    if (expected.dueInMs !== undefined) expect(due(tracked).atMs - NOW).toBeCloseTo(expected.dueInMs, 6)
  },
)

it('the documents print this table', () => {
  const docs = readFileSync(new URL('../../../../../../docs/waiting.md', import.meta.url), 'utf8')
  const [, table = ''] = /\| When \| Then \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(docs) ?? []
  const rows = RULES.map(({ when, result }) => `| ${when} | ${result} |`)
  expect(table.trimEnd().split('\n')).toEqual(rows)
})

function arrange({ waits = [{}], tracked: changes, waiter, context }: Given = {}) {
  const tracked = Object.assign(createTracked(id, NOW), changes)
  const waiters = waits.map((options) => {
    const { transport = 'auto' } = options
    const session = { options, transport, schedule: progressive(), deliver() {}, settle() {} }
    return createWaiter(session, tracked, NOW)
  })
  for (const each of waiters) tracked.waiters.add(each)
  const first = Object.assign(waiters[0] as Waiter, waiter)
  return { tracked, first, context: { ...CALM, ...context } }
}

const CALM: Context = {
  nowMs: NOW,
  serverNowMs: NOW,
  random: 0.5,
  sinceCreateMs: Infinity,
  trackedCount: 1,
  stream: 'none',
  canLongPoll: false,
}

function nameOf(effect: Effect): string {
  if (effect.type === 'log') return `log ${effect.level}`
  if (effect.type === 'track' && effect.afterMs) return `track in ${effect.afterMs} ms`
  return effect.type === 'settle' ? `settle ${effect.end.why}` : effect.type
}
