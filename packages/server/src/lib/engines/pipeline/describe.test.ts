import { expect, test } from 'vitest'
import {
  scriptedTranscriber,
  scriptedTranslator,
  scriptedVoice,
} from '../../../../test/support/scripted-providers.ts'
import { describePipeline } from './describe.ts'

test('lines are free to hear only where each voice is, and a missing pack is named', async () => {
  const voice = scriptedVoice()
  const missing = { code: 'missing_packs', message: 'Pull it.', packs: ['kokoro'] }
  const describe = (...synthesizers: (typeof voice)[]) =>
    describePipeline('pipeline', {
      transcribers: [scriptedTranscriber()],
      translators: [scriptedTranslator()],
      synthesizers,
      allowOldFfmpeg: true,
    })
  const local = { ...voice, isFree: true, missing: async () => missing }
  expect(await describe(local)).toMatchObject({
    previews: { free: true },
    problems: expect.arrayContaining([missing]),
  })
  expect(await describe(local, voice)).toMatchObject({ previews: { free: false } })
  expect(await describe()).toMatchObject({ previews: { free: false } })
})
