import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { HEYGEN_WORDS } from './words.ts'

it('docs/vendors/heygen.md lists every word with its status', () => {
  const page = readFileSync(new URL('../../../../../../docs/vendors/heygen.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## Status words')
  const [table = ''] = section.split('Any other word')
  const rows = [...table.matchAll(/^\| `(\w+)` \| `(\w+)`/gm)].map(([, word, status]) => [word, status])
  const words = Object.entries(HEYGEN_WORDS).map(([word, mapped]) => [
    word,
    typeof mapped === 'string' ? mapped : mapped.status,
  ])
  expect(rows).toEqual(words)
})
