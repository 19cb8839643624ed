import { describe, expect, it } from 'vitest'
import { engineOf } from '../../../../test/support/test-server.ts'
import type { Ability } from '../../engines/abilities.ts'
import { findNeeds } from '../../engines/pipeline/abilities.ts'
import type { Engine, EngineRequest, Refusal } from '../../engines/engine.ts'
import type { EngineOffer } from '../../nodes/offers.ts'
import { judgeRequest } from './judge-request.ts'

const REQUEST: EngineRequest = { source: 'url', from: 'de', to: ['es', 'fr'], options: {} }
const MISSING: Refusal = {
  code: 'missing_packs',
  pointer: '/to/1',
  message: 'Run `video-translation models pull bergamot-de-en`.',
  isLocal: true,
}
const MEDIA: Ability[] = [{ stage: 'prepare' }, { stage: 'render' }]
const SPEECH: Ability[] = [{ stage: 'transcribe', from: ['de', 'und'] }]
const TARGETS: Ability[] = [
  { stage: 'translate', from: ['de'], to: ['es'] },
  { stage: 'synthesize', to: ['es', 'fr'] },
]

function pipeline(refusals: Refusal[]): Engine {
  return engineOf({
    name: 'pipeline',
    run: () => Promise.reject(new Error('Not run here.')),
    check: async () => refusals,
    abilities: async () => [],
    needs: findNeeds,
  })
}

function offer(abilities: Ability[] | undefined, info: Partial<EngineOffer['info']> = {}): EngineOffer {
  const facts = { description: '', ready: true, problems: [], languages: [], options: {} }
  return {
    info: { name: 'pipeline', ...facts, ...info },
    concurrency: 1,
    ...(abilities && { abilities }),
  }
}

describe('a request to a node that does not work itself', () => {
  it('is accepted if several workers can do it together', async () => {
    const offers = [offer(MEDIA), offer(SPEECH), offer(TARGETS)]
    const request = { ...REQUEST, to: ['es'] }
    const local = { ...MISSING, pointer: '/to/0' }
    expect(await judgeRequest(pipeline([local]), request, offers)).toEqual([])
  })

  it('is refused, with the pack to install, if no worker can do one of its steps', async () => {
    const offers = [offer(MEDIA), offer(SPEECH), offer(TARGETS)]
    expect(await judgeRequest(pipeline([MISSING]), REQUEST, offers)).toEqual([
      {
        code: 'missing_packs',
        pointer: '/to/1',
        message: `No worker can translate from de into fr. Install it on one: ${MISSING.message}`,
      },
    ])
  })

  it('is refused even if this machine could do it', async () => {
    const [refusal, ...others] = await judgeRequest(pipeline([]), REQUEST, [offer(MEDIA)])
    expect(refusal).toMatchObject({
      pointer: '/from',
      code: 'unsupported',
      message: 'No worker can recognise speech in de.',
    })
    expect(others).toHaveLength(4)
  })

  it('is refused at once for what no worker could ever do', async () => {
    const wrong = { code: 'invalid_option', pointer: '/options/speed', message: 'Unknown option.' }
    expect(await judgeRequest(pipeline([wrong, MISSING]), REQUEST, [])).toEqual([wrong])
  })

  it('is refused for a voice that no worker has', async () => {
    const unknown = { ...MISSING, code: 'unknown_voice', pointer: '/options/voices/es', voice: 'nova' }
    const judged = async (voices: string[]) => {
      const facts = voices.map((name) => ({
        name,
        title: name,
        language: 'es',
        provider: 'http',
        ready: true,
      }))
      const offers = [offer(MEDIA), offer(SPEECH), offer(TARGETS, { voices: facts })]
      return await judgeRequest(pipeline([unknown]), { ...REQUEST, to: ['es'] }, offers)
    }
    expect(await judged(['onyx'])).toEqual([unknown])
    expect(await judged(['onyx', 'nova'])).toEqual([])
  })

  it('is accepted while no worker is known, and waits for one', async () => {
    expect(await judgeRequest(pipeline([MISSING]), REQUEST, [])).toEqual([])
  })

  it('for an engine without steps is judged by whether a worker has it set up', async () => {
    const notHere = { code: 'not_set_up', pointer: '/engine', message: 'Set KEY.', isLocal: true }
    const vendor = engineOf({ name: 'vendor', run: async () => ({}), check: async () => [notHere] })
    const problems = [{ code: 'not_set_up', message: 'Set KEY.' }]
    const ready = offer(undefined, { name: 'vendor' })
    const unready = offer(undefined, { name: 'vendor', ready: false, problems })
    expect(await judgeRequest(vendor, REQUEST, [unready, ready])).toEqual([])
    expect(await judgeRequest(vendor, REQUEST, [unready])).toEqual([{ ...problems[0], pointer: '/engine' }])
    expect(await judgeRequest(vendor, REQUEST, [offer(MEDIA)])).toMatchObject([
      { message: 'No worker runs the engine `vendor`.' },
    ])
  })
})
