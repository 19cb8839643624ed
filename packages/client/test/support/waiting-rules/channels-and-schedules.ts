import { held, inFlight, known, NOW, OVER, polling, type Rule, says, SECOND } from './rule.ts'

/** The rules for channels, notifications, schedules and the clock. */
export const CHANNELS_AND_SCHEDULES: Rule[] = [
  {
    when: 'the stream sends its first event',
    result: 'polls only verify: after half of the time waited, at least 1 and at most 30 minutes',
    given: { tracked: { ...known, verifyAtMs: NOW + 60 * SECOND } },
    event: () => ({ type: 'connected' }),
    expected: { effects: [], tracked: { isStreamed: true }, dueInMs: 60 * SECOND },
  },
  {
    when: 'the stream sends its first event while a long poll is in flight',
    result: 'the long poll is dropped',
    given: { waits: [held], tracked: { ...known, inFlight: 'held' } },
    event: () => ({ type: 'connected' }),
    expected: { effects: ['abandonPoll', 'plan'] },
  },
  {
    when: 'the stream is lost, and the state is known',
    result: 'a poll follows within 2 s plus 3 ms for each tracked translation',
    given: { tracked: { ...known, isStreamed: true } },
    event: () => ({ type: 'disconnected' }),
    expected: { effects: ['plan'], tracked: { isStreamed: false }, dueInMs: 0.6 * 2_003 },
  },
  {
    when: 'the stream is lost, and the state is not known',
    result: 'a poll follows at once',
    given: { tracked: { isStreamed: true } },
    event: () => ({ type: 'disconnected' }),
    expected: { effects: ['plan'], dueInMs: 0 },
  },
  {
    when: 'the stream breaks again before its first event',
    result: 'that poll is not delayed',
    given: { tracked: known, waiter: { nextMs: NOW + 300 } },
    event: () => ({ type: 'disconnected' }),
    expected: { effects: ['plan'], dueInMs: 300 },
  },
  {
    when: 'a notification names a newer version, or none',
    result: 'a poll follows at once',
    given: { tracked: known, waiter: { nextMs: NOW + 60 * SECOND } },
    event: () => ({ type: 'hinted', version: 6 }),
    expected: { effects: ['plan'], tracked: { isHinted: true }, dueInMs: -NOW },
  },
  {
    when: 'a notification names the version that is known',
    result: 'nothing happens',
    given: { tracked: known },
    event: () => ({ type: 'hinted', version: 5 }),
    expected: { effects: [], tracked: { isHinted: false } },
  },
  {
    when: 'a notification comes while a poll is in flight',
    result: 'the next poll follows at once',
    given: { tracked: inFlight },
    event: () => ({ type: 'hinted', version: 6 }),
    expected: { effects: [], tracked: { isHinted: true } },
  },
  {
    when: 'a schedule returns a delay',
    result: 'the next poll follows after it plus at most `jitterMs`',
    given: { waits: [{ ...polling, jitterMs: 200 }] },
    event: says(3 * SECOND),
    expected: { effects: [], dueInMs: 3_100 },
  },
  {
    when: 'a schedule returns the first delay',
    result:
      'the poll follows after a random 75 to 125 % of it, so that translations created together are not polled together',
    given: { waits: [polling], context: { random: 0 } },
    event: says(4 * SECOND, false),
    expected: { effects: [], dueInMs: 3 * SECOND },
  },
  {
    when: 'a schedule returns no finite number',
    result: 'the next poll follows after 1 s',
    given: { waits: [polling] },
    event: says(Number.NaN),
    expected: { effects: [], dueInMs: SECOND },
  },
  {
    when: 'a schedule returns less than 10 ms',
    result: 'the next poll follows after 10 ms: a wait never spins',
    given: { waits: [polling] },
    event: says(-5),
    expected: { effects: [], dueInMs: 10 },
  },
  {
    when: 'the clock jumps, e.g. after the machine slept',
    result: 'the poll in flight and the stream are dropped, and a poll follows at once',
    given: { tracked: { ...inFlight, isStreamed: true, outageSinceMs: 1 } },
    event: () => ({ type: 'clockJumped' }),
    expected: { effects: ['abandonPoll', 'plan'], tracked: { isStreamed: false, outageSinceMs: Infinity } },
  },
  {
    when: 'the client is closed',
    result: 'all waits end with the code `closed`',
    event: () => ({ type: 'closed', error: new Error('closed') as never }),
    expected: { effects: [...OVER, 'settle refused'] },
  },
]
