import { expect, it } from 'vitest'
import { canDo, describeNeed, formatNeed, type Need, parseNeed } from './abilities.ts'

it('a need is written to the row of a task and read again', () => {
  const needs: Need[] = [
    { stage: 'prepare' },
    { stage: 'transcribe', from: 'und' },
    { stage: 'translate', from: 'zh-Hant', to: 'pt-BR', provider: 'my own=1 &2' },
    { stage: 'synthesize', to: 'es', provider: 'piper', voices: ['es_ES-davefx', 'a,b c=1'] },
    { stage: 'transcribe', from: 'de', speakers: true },
  ]
  for (const need of needs) expect(parseNeed(formatNeed(need))).toEqual(need)
  expect(formatNeed({ stage: 'translate', from: 'en', to: 'es' })).toBe('translate from=en to=es')
  const broken = formatNeed({ stage: 'synthesize', to: 'es', voices: ['\ud800'] })
  expect(parseNeed(broken)).toMatchObject({ voices: ['\ufffd'] })
  expect(parseNeed('')).toBeUndefined()
  expect(parseNeed('fly from=en')).toBeUndefined()
})

it('an ability covers a need by stage, primary language and provider', () => {
  const abilities = [
    { stage: 'translate' as const, from: ['en'], to: ['es', 'pt'] },
    { stage: 'translate' as const, from: ['*'], to: ['*'], provider: 'chat' },
    { stage: 'render' as const },
  ]
  const can = (need: Need) => canDo(abilities, need)
  expect(can({ stage: 'translate', from: 'en-US', to: 'pt-BR' })).toBe(true)
  expect(can({ stage: 'translate', to: 'es' })).toBe(true)
  expect(can({ stage: 'translate', from: 'de', to: 'es' })).toBe(false)
  expect(can({ stage: 'translate', from: 'de', to: 'es', provider: 'chat' })).toBe(true)
  expect(can({ stage: 'translate', from: 'en', to: 'es', provider: 'bergamot' })).toBe(false)
  expect(can({ stage: 'render' })).toBe(true)
  expect(can({ stage: 'synthesize', to: 'es' })).toBe(false)
})

it('speakers are told apart only by a machine that can', () => {
  const need: Need = { stage: 'transcribe', from: 'en', speakers: true }
  const ability = { stage: 'transcribe' as const, from: ['en'] }
  expect(canDo([{ ...ability, speakers: true }], need)).toBe(true)
  expect(canDo([{ ...ability, speakers: false }], need)).toBe(false)
  expect(canDo([{ ...ability, speakers: false }], { stage: 'transcribe', from: 'en' })).toBe(true)
  // An older version says nothing about speakers.
  expect(canDo([ability], need)).toBe(true)
})

it('a need is said in words', () => {
  expect(describeNeed({ stage: 'translate', from: 'de', to: 'es', provider: 'chat' })).toBe(
    'translate from de into es with chat',
  )
  expect(describeNeed({ stage: 'synthesize', to: 'es' })).toBe('speak es')
  expect(describeNeed({ stage: 'transcribe', from: 'de' })).toBe('recognise speech in de')
  expect(describeNeed({ stage: 'transcribe', from: 'und' })).toBe('detect the language of speech')
})
