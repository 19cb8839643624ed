import { expect, test } from 'vitest'
import { createIds } from './ids.ts'
import { createUploads, MAX_UPLOADS } from './uploads.ts'

test('beyond ten thousand uploads, the oldest complete one is forgotten and an unfinished one stays', () => {
  const uploads = createUploads(createIds('face', 'seed'))
  const open = uploads.create({})
  const [first, second] = [uploads.create({ complete: true }), uploads.create({ complete: true })]
  for (let number = 3; number < MAX_UPLOADS; number++) uploads.create({ complete: true })
  expect(uploads.get(first.id)).toBe(first)
  uploads.create({})
  expect(uploads.get(first.id)).toBeUndefined()
  for (const upload of [open, second]) expect(uploads.get(upload.id)).toBe(upload)
})
