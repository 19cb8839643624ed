import { NOW, SECOND, known, says, polling, held, inFlight, OVER, type Rule } from './rule.ts'

/** The rules for channels, notifications, schedules and the clock. */
export const CHANNELS_AND_SCHEDULES: Rule[] = [
  {
    when: 'the stream speaks for the first time',
    result: 'polls only verify: after half of the time waited, at least 1 and at most 30 minutes',
    given: { tracked: { ...known, verifyAtMs: NOW + 60 * SECOND } },
    event: () => ({ type: 'connected' }),
    expected: { effects: [], tracked: { isStreamed: true }, dueInMs: 60 * SECOND },
  },
  {
    when: 'it does so while a long poll is in flight',
    result: 'the long poll is given up',
    given: { waits: [held], tracked: { ...known, inFlight: 'held' } },
    event: () => ({ type: 'connected' }),
    expected: { effects: ['abandonPoll', 'plan'] },
  },
  {
    when: 'the stream is lost, and the state is known',
    result: 'a poll asks within 2 s and 3 ms for each translation tracked',
    given: { tracked: { ...known, isStreamed: true } },
    event: () => ({ type: 'disconnected' }),
    expected: { effects: ['plan'], tracked: { isStreamed: false }, dueInMs: 0.6 * 2_003 },
  },
  {
    when: 'the stream is lost, and the state is not known',
    result: 'a poll asks at once',
    given: { tracked: { isStreamed: true } },
    event: () => ({ type: 'disconnected' }),
    expected: { effects: ['plan'], dueInMs: 0 },
  },
  {
    when: 'the stream breaks again before it has spoken',
    result: 'that poll is not put off',
    given: { tracked: known, waiter: { nextMs: NOW + 300 } },
    event: () => ({ type: 'disconnected' }),
    expected: { effects: ['plan'], dueInMs: 300 },
  },
  {
    when: 'a notification names a newer version, or none',
    result: 'a poll asks at once',
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
    when: 'a schedule says a delay',
    result: 'the next poll follows after it, and up to `jitterMs` more',
    given: { waits: [{ ...polling, jitterMs: 200 }] },
    event: says(3 * SECOND),
    expected: { effects: [], dueInMs: 3_100 },
  },
  {
    when: 'a schedule says the first delay',
    result:
      'it is drawn from 75 to 125 % of that, so that what was created together is not asked for together',
    given: { waits: [polling], context: { random: 0 } },
    event: says(4 * SECOND, false),
    expected: { effects: [], dueInMs: 3 * SECOND },
  },
  {
    when: 'a schedule says no finite number',
    result: 'the next poll follows after 1 s',
    given: { waits: [polling] },
    event: says(Number.NaN),
    expected: { effects: [], dueInMs: SECOND },
  },
  {
    when: 'a schedule says less than 10 ms',
    result: 'the next poll follows after 10 ms: waiting never spins',
    given: { waits: [polling] },
    event: says(-5),
    expected: { effects: [], dueInMs: 10 },
  },
  {
    when: 'the clock jumps, as it does when a machine wakes',
    result: 'the poll in flight and the stream are given up, and a poll asks at once',
    given: { tracked: { ...inFlight, isStreamed: true, outageSinceMs: 1 } },
    event: () => ({ type: 'clockJumped' }),
    expected: { effects: ['abandonPoll', 'plan'], tracked: { isStreamed: false, outageSinceMs: Infinity } },
  },
  {
    when: 'the client is closed',
    result: 'all waits are over with the code `closed`',
    event: () => ({ type: 'closed', error: new Error('closed') as never }),
    expected: { effects: [...OVER, 'settle refused'] },
  },
]
