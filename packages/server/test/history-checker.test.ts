import { expect, it } from 'vitest'
import {
  type FinalState,
  type HistoryRecord,
  parseHistories,
  type Recorded,
} from './support/faults/history.ts'
import { judge } from './support/faults/judge.ts'
import { judgeRestored, type Restored } from './support/faults/judge-restored.ts'

const ID = 'tr_1'

/** A history without faults: created, seen, run twice, notified, ended. */
const GOOD: HistoryRecord[] = [
  { op: 'create', key: 'k1' },
  { op: 'create', key: 'k1', id: ID },
  { op: 'run', task: 't1', attempt: 1 },
  { op: 'put', task: 't1', attempt: 1, name: 'es.txt', text: 'by 1' },
  { op: 'seen', reader: 'stream', id: ID, version: 2, status: 'running' },
  { op: 'webhook', message: 'm1', id: ID, version: 2, status: 'running' },
  { op: 'run', task: 't1', attempt: 2 },
  { op: 'put', task: 't1', attempt: 2, name: 'es.txt', text: 'by 2' },
  { op: 'seen', reader: 'stream', id: ID, version: 5, status: 'completed' },
  { op: 'stream-ended', reader: 'stream', id: ID },
  { op: 'webhook', message: 'm2', id: ID, version: 5, status: 'completed' },
  { op: 'webhook', message: 'm1', id: ID, version: 2, status: 'running' },
]

const STATE: FinalState = {
  translations: [
    {
      id: ID,
      key: 'k1',
      version: 5,
      status: 'completed',
      isCanceled: false,
      tasks: [{ id: 't1', status: 'completed', attempt: 2, ends: 1 }],
      artifacts: [{ task: 't1', name: 'es.txt', text: 'by 2' }],
    },
  ],
}

function promisesBroken(records: HistoryRecord[], state: FinalState = STATE): string[] {
  const history = records.map((record, at): Recorded => ({ ...record, atNs: at }))
  return [...new Set(judge(history, state).map(({ promise }) => promise))]
}

function withState(changes: Partial<FinalState['translations'][number]>): FinalState {
  return { translations: STATE.translations.map((each) => ({ ...each, ...changes })) }
}

it('a history that keeps all promises is judged so, with a repeated webhook and a lost answer in it', () => {
  expect(promisesBroken(GOOD)).toEqual([])
})

const seen = (version: number, status: string): HistoryRecord => ({
  op: 'seen',
  reader: 'get',
  id: ID,
  version,
  status,
})
const task = (changes: object) => [{ id: 't1', status: 'completed', attempt: 2, ends: 1, ...changes }]

it.each<[string, HistoryRecord[], FinalState?]>([
  ['nothing acknowledged is lost', [...GOOD, { op: 'create', key: 'k2', id: 'tr_2' }]],
  ['a key makes one translation', [...GOOD, { op: 'create', key: 'k1', id: 'tr_2' }]],
  ['a cancel holds', [...GOOD, { op: 'cancel', id: ID }]],
  ['a task ends once', GOOD, withState({ tasks: task({ ends: 2 }) })],
  ['an attempt runs once', [...GOOD, { op: 'run', task: 't1', attempt: 2 }]],
  ['a reader never goes back', [...GOOD, seen(5, 'completed'), seen(4, 'running')]],
  ['the final state is one', [...GOOD, seen(4, 'error')]],
  [
    'a stream ends with the final state',
    GOOD.filter((record) => !('version' in record) || record.version !== 5),
  ],
  [
    'artifacts are those of the attempt that completed',
    GOOD,
    withState({ artifacts: [{ task: 't1', name: 'es.txt', text: 'by 1' }] }),
  ],
  [
    'artifacts are those of the attempt that completed',
    GOOD,
    withState({ artifacts: [{ task: 't1', name: 'es.txt', text: 'by' }] }),
  ],
  [
    'webhooks come in order',
    [{ op: 'webhook', message: 'm2', id: ID, version: 5, status: 'completed' }, ...GOOD],
  ],
  ['the final webhook comes', GOOD.filter((record) => record.op !== 'webhook' || record.message !== 'm2')],
  ['all ends', GOOD, withState({ tasks: task({ status: 'running' }) })],
])('a broken promise is found: %s', (promise, records, state) => {
  expect(promisesBroken(records, state)).toContain(promise)
})

it('histories of several processes are joined by time, without the half line of a killed one', () => {
  const one = '{"op":"fault","what":"b","atNs":2}\n{"op":"fault","wh'
  const other = '{"op":"fault","what":"a","atNs":1}\n'
  expect(parseHistories([one, other]).map((each) => (each.op === 'fault' ? each.what : ''))).toEqual([
    'a',
    'b',
  ])
})

/** Two translations before a backup, one meanwhile and one after it. */
function restored(changes: Partial<Restored> = {}): Restored {
  const create = (key: string): HistoryRecord => ({ op: 'create', key })
  const put: HistoryRecord = { op: 'put', task: 't1', attempt: 2, name: 'es.txt', text: 'by 2' }
  const records: HistoryRecord[] = [
    create('k1'),
    { op: 'create', key: 'k1', id: 'tr_1' },
    create('k2'),
    { op: 'create', key: 'k2', id: 'tr_2' },
    seen(3, 'running'),
    { op: 'backup', what: 'begun' },
    create('k3'),
    { op: 'backup', what: 'done' },
    create('k4'),
    put,
  ]
  const state = (ids: number[]): FinalState => ({
    translations: ids.map((at) => ({
      ...(STATE.translations[0] as FinalState['translations'][number]),
      id: `tr_${at}`,
      key: `k${at}`,
    })),
  })
  return {
    history: records.map((record, at): Recorded => ({ ...record, atNs: at })),
    rows: [
      { id: 'tr_1', version: 3, status: 'running' },
      { id: 'tr_2', version: 5, status: 'completed' },
    ],
    original: state([1, 2, 3, 4]),
    final: state([1, 2]),
    kept: ['tr_3', 'tr_4'],
    ...changes,
  }
}

const row = (at: number, changes: object = {}) => ({
  id: `tr_${at}`,
  version: 5,
  status: 'completed',
  ...changes,
})

it('a backup is right with or without what was created while it was made', () => {
  expect(judgeRestored(restored())).toEqual([])
  const rows = [row(1), row(2), row(3)]
  const final = restored().original
  expect(judgeRestored(restored({ rows, final, kept: ['tr_4'] }))).toEqual([])
})

it.each<[string, Partial<Restored>]>([
  ['a backup has what was acknowledged before it', { rows: [row(1)] }],
  ['a backup has what was acknowledged before it', { rows: [row(1, { version: 2 }), row(2)] }],
  ['a backup knows nothing later than itself', { rows: [row(1), row(2), row(4)] }],
  ['a backup knows nothing later than itself', { rows: [row(1, { version: 6 }), row(2)] }],
  ['a backup knows nothing later than itself', { rows: [row(1, { status: 'error' }), row(2)] }],
  ['files without a row are listed', { kept: ['tr_3'] }],
  ['files without a row are listed', { kept: ['tr_1', 'tr_3', 'tr_4'] }],
  ['a restored server goes on', { final: { translations: [] } }],
])('a broken promise of a backup is found: %s', (promise, changes) => {
  expect(judgeRestored(restored(changes)).map((each) => each.promise)).toContain(promise)
})
