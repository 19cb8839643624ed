import { expect, test } from 'vitest'
import type { Estimate } from 'video-translation-client/estimate'
import { describeEstimate } from './describe-estimate.ts'

const PACK = {
  name: 'bergamot-en-fr',
  description: 'Translates.',
  licence: 'MPL-2.0',
  licenceUrl: 'https://example.com',
  downloadBytes: 25_752_472,
  stage: 'translate',
  required: true,
} as const
const MISSING = { code: 'missing_packs', message: 'Pull it.', curable: true }

function described(estimate: Partial<Estimate>, more: { from?: string; isElsewhere?: boolean } = {}): string {
  const nothing = { engine: 'pipeline', possible: true, problems: [], steps: [], packs: [], programs: [] }
  const run = { name: 'talk.mp4', to: ['fr'], isElsewhere: false, ...more }
  return describeEstimate({ ...run, estimate: { ...nothing, ...estimate } }, Infinity).join('\n')
}

test('tells what is missing with its licence and size, and not twice', () => {
  const text = described({ problems: [MISSING], packs: [PACK] }, { from: 'en' })
  expect(text).toContain('Missing on this machine (25.8 MB to download, once):')
  expect(text).toMatch(/bergamot-en-fr +MPL-2\.0 +25\.8 MB +Translates\./)
  expect(text).toContain('It is possible after the download, which `translate` offers.')
  expect(text).not.toContain('Pull it.')
})

test('of another server, names the command that its machine needs', () => {
  const text = described({ problems: [MISSING], packs: [PACK] }, { from: 'en', isElsewhere: true })
  expect(text).toContain('Missing on the server')
  expect(text).toContain('on the server: video-translation models pull bergamot-en-fr')
})

test('tells the work, and that the language is open', () => {
  const steps = [{ stage: 'translate', language: 'fr' }] as const
  const text = described({ steps: [...steps], durationSeconds: 300, characters: 4440, expectedSeconds: 180 })
  expect(text).toContain('5 min 00 s to translate; about 4440 characters')
  expect(text).toContain('about 3 min 00 s of work on two cores')
  expect(text).toContain('once the language is known')
  expect(described({})).toContain('The length is not known')
})

test('tells what nothing can cure', () => {
  const problem = { code: 'no', message: 'There is no voice for xx.', curable: false }
  const text = described({ possible: false, problems: [problem] }, { from: 'en' })
  expect(text).toContain('There is no voice for xx.')
  expect(text).toContain('It is not possible as it is.')
})
