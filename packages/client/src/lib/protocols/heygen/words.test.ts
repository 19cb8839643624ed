import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { HEYGEN_WORDS } from './words.ts'

it('the page about HeyGen has every word, with its meaning', () => {
  const page = readFileSync(new URL('../../../../../../docs/vendors/heygen.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## What its words mean')
  const [table = ''] = section.split('A word that is not here')
  const rows = [...table.matchAll(/^\| `(\w+)` \| `(\w+)`/gm)].map(([, word, status]) => [word, status])
  const words = Object.entries(HEYGEN_WORDS).map(([word, meaning]) => [
    word,
    typeof meaning === 'string' ? meaning : meaning.status,
  ])
  expect(rows).toEqual(words)
})
