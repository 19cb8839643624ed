import { failing, held, inFlight, known, NOW, OVER, polling, type Rule, SECOND } from './rule.ts'

/** The rules for failed requests. */
export const FAILURES: Rule[] = [
  {
    when: 'a bulk response leaves the translation out or cannot be used, or a bulk request is refused',
    result: 'a poll for it alone decides',
    given: { tracked: inFlight },
    event: () => ({ type: 'unanswered', path: 'polling' }),
    expected: { effects: ['plan'], tracked: { pollIndividually: true } },
  },
  {
    when: 'a poll fails',
    result: 'the next one follows after a random part of 0.5 s',
    given: { tracked: inFlight },
    event: failing(),
    expected: { effects: ['plan'], tracked: { failures: 1 }, dueInMs: 250 },
  },
  {
    when: 'a poll fails for the fourth time in a row',
    result: 'the range has doubled each time, up to 30 s',
    given: { tracked: { ...inFlight, failures: 3 } },
    event: failing(),
    expected: { effects: ['plan'], dueInMs: 2 * SECOND },
  },
  {
    when: 'the server asks for a longer pause',
    result: 'the next poll follows after that pause',
    given: { tracked: inFlight },
    event: failing({ pauseMs: 20 * SECOND }),
    expected: { effects: ['plan'], dueInMs: 20 * SECOND },
  },
  {
    when: 'a request fails, and all requests have failed for `outageMs`',
    result: 'the wait ends; waits with a longer `outageMs` continue',
    given: {
      waits: [{ ...polling, outageMs: 60 * SECOND }, polling],
      tracked: { ...inFlight, outageSinceMs: NOW - 60 * SECOND },
    },
    event: failing(),
    expected: { effects: ['untrack', 'settle outage', 'plan'] },
  },
  {
    when: 'a pause without requests lasts longer than `outageMs`',
    result: 'this is not an outage: one begins with the first failed request afterwards',
    given: { tracked: { ...known, lastAnswerMs: 1 } },
    event: () => ({ type: 'requested', path: 'polling' }),
    expected: { effects: [], tracked: { outageSinceMs: NOW, inFlight: 'polling' } },
  },
  {
    when: 'a request is answered 401 or 403',
    result: 'all waits end: the key is not allowed',
    given: { tracked: inFlight },
    event: failing({ kind: 'denied' }),
    expected: { effects: [...OVER, 'settle denied'] },
  },
  {
    when: 'a poll for it alone is refused, or the client is closed',
    result: 'all waits end with that error',
    given: { tracked: inFlight },
    event: failing({ kind: 'refused' }),
    expected: { effects: [...OVER, 'settle refused'] },
  },
  {
    when: 'the server does not have the translation',
    result: 'all waits end',
    given: { tracked: inFlight },
    event: failing({ kind: 'notFound' }),
    expected: { effects: [...OVER, 'settle absent'] },
  },
  {
    when: 'the server does not have a translation that this client created at most 10 s ago',
    result: 'another poll follows, because it may not be visible on every server yet',
    given: { tracked: inFlight, context: { sinceCreateMs: 10 * SECOND } },
    event: failing({ kind: 'notFound' }),
    expected: { effects: ['plan'], dueInMs: 250 },
  },
  {
    when: 'the stream does not show a translation that this client created at most 10 s ago',
    result: 'it is requested from the stream again after 1 s, and polls are not delayed',
    given: { tracked: { isStreamed: true }, context: { sinceCreateMs: 10 * SECOND } },
    event: failing({ path: 'stream', kind: 'notFound' }),
    expected: { effects: ['track in 1000 ms'], tracked: { isStreamed: false }, dueInMs: 0 },
  },
  {
    when: 'a long poll is refused',
    result: 'no wait ends: the next poll is a plain one, whose response is clearer',
    given: { waits: [held], tracked: { ...known, inFlight: 'held' } },
    event: failing({ path: 'held', kind: 'longPollRefused' }),
    expected: { effects: ['plan'], dueInMs: 250 },
  },
  {
    when: 'the stream breaks',
    result: 'no wait ends before `outageMs`, and polls are not delayed',
    given: { tracked: { ...known, isStreamed: true } },
    event: failing({ path: 'stream' }),
    expected: { effects: [], tracked: { failures: 0, notBeforeMs: 0 } },
  },
]
