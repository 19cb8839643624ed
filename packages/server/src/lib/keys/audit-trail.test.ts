import { expect, it } from 'vitest'
import type { NewAuditLine } from '../store/audit-log.ts'
import { createAuditTrail } from './audit-trail.ts'

const LINE: NewAuditLine = {
  keyId: 'key_1',
  keyName: 'ann',
  owner: 'ann',
  action: 'cancelTranslation',
  subject: 'tr_1',
  requestId: 'r',
}
const SILENT = { error: () => undefined }

it('stores lines that come together in few writes, and answers when they are stored', async () => {
  const stored: NewAuditLine[][] = []
  const trail = createAuditTrail({ append: async (lines) => void stored.push(lines) }, SILENT)
  const subjects = Array.from({ length: 50 }, (_, index) => `tr_${index}`)
  await Promise.all(subjects.map((subject) => trail.note({ ...LINE, subject })))
  expect(stored.length).toBeLessThan(4)
  expect(stored.flat().map(({ subject }) => subject)).toEqual(subjects)
})

it('tells a repetition within a minute once', async () => {
  const stored: NewAuditLine[] = []
  let now = 0
  const trail = createAuditTrail({ append: async (lines) => void stored.push(...lines) }, SILENT, () => now)
  for (let count = 0; count < 100; count++) await trail.note(LINE)
  await trail.note({ ...LINE, keyId: 'key_2' })
  expect(stored).toHaveLength(2)
  now = 60_000
  await trail.note(LINE)
  expect(stored).toHaveLength(3)
})

it('answers although the lines cannot be stored, and logs them', async () => {
  const logged: object[] = []
  const append = () => Promise.reject(new Error('the disk is full'))
  const trail = createAuditTrail({ append }, { error: (fields) => void logged.push(fields) })
  await trail.note(LINE)
  expect(logged).toMatchObject([{ lines: [LINE] }])
})
