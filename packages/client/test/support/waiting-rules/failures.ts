import { NOW, SECOND, known, failing, polling, held, inFlight, OVER, type Rule } from './rule.ts'

/** The rules for failed requests. */
export const FAILURES: Rule[] = [
  {
    when: 'an answer for many leaves it out, or a request for many is refused',
    result: 'it is polled alone before that is believed',
    given: { tracked: inFlight },
    event: () => ({ type: 'unanswered', path: 'polling' }),
    expected: { effects: ['plan'], tracked: { pollIndividually: true } },
  },
  {
    when: 'a poll fails',
    result: 'the next waits for a random part of 0.5 s',
    given: { tracked: inFlight },
    event: failing(),
    expected: { effects: ['plan'], tracked: { failures: 1 }, dueInMs: 250 },
  },
  {
    when: 'a poll fails for the fourth time in a row',
    result: 'that range has doubled each time, up to 30 s',
    given: { tracked: { ...inFlight, failures: 3 } },
    event: failing(),
    expected: { effects: ['plan'], dueInMs: 2 * SECOND },
  },
  {
    when: 'the server asks for a longer pause',
    result: 'it gets that',
    given: { tracked: inFlight },
    event: failing({ pauseMs: 20 * SECOND }),
    expected: { effects: ['plan'], dueInMs: 20 * SECOND },
  },
  {
    when: 'a request fails, and so did all for `outageMs`',
    result: 'the wait is over; others go on that have more patience',
    given: {
      waits: [{ ...polling, outageMs: 60 * SECOND }, polling],
      tracked: { ...inFlight, outageSinceMs: NOW - 60 * SECOND },
    },
    event: failing(),
    expected: { effects: ['untrack', 'settle outage', 'plan'] },
  },
  {
    when: 'a pause without requests lasts longer than `outageMs`',
    result: 'no outage: one begins with the first request that then fails',
    given: { tracked: { ...known, lastAnswerMs: 1 } },
    event: () => ({ type: 'requested', path: 'polling' }),
    expected: { effects: [], tracked: { outageSinceMs: NOW, inFlight: 'polling' } },
  },
  {
    when: 'a request is answered 401 or 403',
    result: 'all waits are over: the key may not ask',
    given: { tracked: inFlight },
    event: failing({ kind: 'denied' }),
    expected: { effects: [...OVER, 'settle denied'] },
  },
  {
    when: 'a poll for it alone is refused, or the client is closed',
    result: 'all waits are over with that error',
    given: { tracked: inFlight },
    event: failing({ kind: 'refused' }),
    expected: { effects: [...OVER, 'settle refused'] },
  },
  {
    when: 'the server does not have it',
    result: 'all waits are over',
    given: { tracked: inFlight },
    event: failing({ kind: 'notFound' }),
    expected: { effects: [...OVER, 'settle absent'] },
  },
  {
    when: 'the server does not have what this client created at most 10 s ago',
    result: 'it is asked again, since it may not be visible everywhere yet',
    given: { tracked: inFlight, context: { sinceCreateMs: 10 * SECOND } },
    event: failing({ kind: 'notFound' }),
    expected: { effects: ['plan'], dueInMs: 250 },
  },
  {
    when: 'a long poll is refused',
    result: 'nothing ends: the next poll is a plain one, which tells more',
    given: { waits: [held], tracked: { ...known, inFlight: 'held' } },
    event: failing({ path: 'held', kind: 'longPollRefused' }),
    expected: { effects: ['plan'], dueInMs: 250 },
  },
  {
    when: 'the stream breaks',
    result: 'nothing ends before `outageMs`, and polls are not put off',
    given: { tracked: { ...known, isStreamed: true } },
    event: failing({ path: 'stream' }),
    expected: { effects: [], tracked: { failures: 0, notBeforeMs: 0 } },
  },
]
