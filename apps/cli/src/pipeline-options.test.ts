import { expect, test } from 'vitest'
import { parseVoice, readPipelineFlags } from './pipeline-options.ts'

test('--voice names the voice of a target, or of one speaker of it', async () => {
  const voice = parseVoice('es:Anna: the host=em_santa', parseVoice('Spanish=ef_dora'))
  expect(voice).toEqual({ es: 'ef_dora', 'es:Anna: the host': 'em_santa' })
  expect(await readPipelineFlags({ voice }, { to: ['es'] })).toEqual({ voices: voice })
})

test('--burn-in holds for all targets, or for one', async () => {
  expect(await readPipelineFlags({ burnIn: true }, { to: ['es'] })).toEqual({ burnIn: true })
  expect(await readPipelineFlags({ burnIn: 'es' }, { to: ['es', 'fr'] })).toEqual({ burnIn: 'es' })
})

test('--stretch-picture asks for slowed scenes', async () => {
  expect(await readPipelineFlags({ stretchPicture: true }, { to: ['es'] })).toEqual({ stretchPicture: true })
})

test('--bilingual shows the source below, or where it says', async () => {
  expect(await readPipelineFlags({ bilingual: true }, { to: ['es'] })).toEqual({ bilingual: 'below' })
  expect(await readPipelineFlags({ bilingual: 'above' }, { to: ['es'] })).toEqual({ bilingual: 'above' })
})

test.each(['ef_dora', 'es=', '=ef_dora'])('--voice %s is refused with an example', (text) => {
  expect(() => parseVoice(text)).toThrow('es=ef_dora')
})
