import { expect, test } from 'vitest'
import { isBurntIn, refuseBurnIn, requireBurnIn } from './burn-in-options.ts'
import { captionOf } from './stages/render.ts'

test('subtitles are burnt into every target, or into the one that is named', () => {
  expect(isBurntIn({}, 'es')).toBe(false)
  expect(isBurntIn({ burnIn: true }, 'es')).toBe(true)
  expect(['pt-BR', 'es'].map((to) => isBurntIn({ burnIn: 'pt-br' }, to))).toEqual([true, false])
})

test('a wish that makes no sense is refused before anything is looked for', async () => {
  const to = ['es']
  expect(await refuseBurnIn({ burnIn: false, only: 'subtitles' }, { to })).toEqual([])
  expect(await refuseBurnIn({ burnIn: true, only: 'subtitles' }, { to })).toMatchObject([
    { code: 'invalid_option', pointer: '/options/burnIn', message: expect.stringContaining('only') },
  ])
  expect(await refuseBurnIn({ burnIn: 'fr' }, { to })).toMatchObject([
    { code: 'invalid_option', message: 'fr is not one of the targets.' },
  ])
})

test('a worker without a font does not end the target, because another one may have it', async () => {
  const lacking = async ([tag]: readonly string[]) => ({ code: 'burn_in_unavailable', message: `No ${tag}.` })
  const pair = { from: 'en', to: 'ja' }
  await expect(requireBurnIn({ burnIn: true }, pair, lacking)).rejects.toMatchObject({
    code: 'burn_in_unavailable',
    retryable: true,
  })
  await requireBurnIn({ burnIn: 'es' }, pair, lacking)
})

test('captions have the text of the source only if both languages are wanted', () => {
  const cue = { id: 1, start: 0, end: 1, text: 'Hello', translated: 'Hola' }
  expect(captionOf(cue, 'above')).toMatchObject({ text: 'Hola', original: 'Hello' })
  expect(captionOf(cue, undefined).original).toBeUndefined()
})
