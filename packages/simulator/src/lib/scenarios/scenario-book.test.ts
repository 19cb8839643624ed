import { expect, test } from 'vitest'
import { ScenarioError } from './scenario.ts'
import { resolveJobScenario } from './job-scenario.ts'
import { createScenarioBook } from './scenario-book.ts'

test('a requested scenario wins over the base, and an outcome and an error rate replace each other', () => {
  const book = createScenarioBook('30s; errorRate=0.5')
  expect(book.read(undefined)).toEqual({ durationMs: '30s', errorRate: 0.5 })
  expect(book.read('fails-late')).toEqual({ durationMs: '30s', outcome: 'error', failAt: 0.95 })
  expect(book.read('fails-late; 5s')).toMatchObject({ durationMs: '5s', outcome: 'error' })
  expect(book.read('{"stuckAt":0.5}')).toEqual({ durationMs: '30s', errorRate: 0.5, stuckAt: 0.5 })
  expect(book.read('urlLife=2s; failTargets=es,fr; flakiness=0.1')).toMatchObject({
    urlLifeMs: '2s',
    failTargets: 'es,fr',
    flakiness: 0.1,
  })
})

test('own names work beside the built-in ones, and win over them', () => {
  const book = createScenarioBook('mine', { mine: 'slow; outcome=error', slow: { durationMs: '1s' } })
  expect(book.base).toMatchObject({ durationMs: '10m', outcome: 'error' })
  expect(book.read('slow')).toMatchObject({ durationMs: '1s' })
  expect(book.names).toEqual(expect.arrayContaining(['mine', 'slow', 'stuck']))
})

test.each([
  ['nonsense', 'is not a scenario; the scenarios are slow'],
  ['2 weeks', 'is not a duration'],
  ['{"durationMs":', 'is not valid JSON'],
  ['[1]', ''],
  ['{"unheard":1}', '/unheard is unknown'],
  ['flakiness=2', '/flakiness must be a number from 0 to 1'],
  ['stuckAt=x', '/stuckAt'],
  ['webhookCopies=-1', '/webhookCopies'],
  ['requestsPerMinute=many', '/requestsPerMinute'],
  ['failTargets=-1', '/failTargets'],
  ['urlLife=long', '/urlLifeMs'],
  ['{"unknownStatus":""}', '/unknownStatus'],
  ['{"faults":[{"fault":{"kind":"odd"}}]}', '/faults'],
  ['{"faults":[{"from":0,"fault":{"kind":"closed"}}]}', '/faults'],
])('"%s" is refused with a reason', (text, reason) => {
  const read = () => createScenarioBook().read(text)
  expect(read).toThrow(ScenarioError)
  expect(read).toThrow(reason)
})

test('a value that is not an object is refused', () => {
  for (const wrong of [null, [], 5, 'x'])
    expect(() => resolveJobScenario(wrong as never)).toThrow('must be an object')
})
