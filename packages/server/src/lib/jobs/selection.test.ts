import { expect, it } from 'vitest'
import { type Ability, formatNeed } from '../engines/abilities.ts'
import { HandOn } from '../engines/engine.ts'
import type { EngineOffer } from '../nodes/offers.ts'
import { selectOffered } from './selection.ts'
import { engine, useWorkerBench } from './testing/worker-bench.ts'

const bench = useWorkerBench()

function offer(...stages: Ability['stage'][]): EngineOffer {
  return offerOf(stages.map((stage) => ({ stage })))
}

/** @param voices names of those that are installed */
function offerOf(abilities: Ability[], voices: string[] = []): EngineOffer {
  const facts = { description: '', ready: true, problems: [], languages: [], options: {} }
  const described = ['davefx', 'sharvard'].map((name) => ({
    name,
    title: name,
    language: 'es',
    provider: 'piper',
    ready: voices.includes(name),
  }))
  return { info: { name: 'e', ...facts, voices: described }, concurrency: 1, abilities }
}

/** A worker that can do some stages beside others that can do `elsewhere`. */
function select(own: EngineOffer, elsewhere: EngineOffer[] = [], isRestricted = false) {
  return selectOffered({
    store: bench.store,
    offers: async () => [own],
    isRestricted,
    workforce: { offersNow: async () => elsewhere },
  })
}

it('a worker claims only what it can do, and sleeps while there is only other work', async () => {
  const needs = { source: 'transcribe from=en', targets: [''] }
  await bench.create({ needs })
  const writer = select(offer('translate'))
  expect(await writer.dueInMs(['e'])).toBeUndefined()
  expect(writer.needsOf('e')).toEqual([])
  const listener = select(offer('transcribe'))
  expect(await listener.dueInMs(['e'])).toBe(0)
  expect(listener.needsOf('e')).toEqual([needs.source])
})

it('a worker claims no step for which it lacks a voice, or what tells speakers apart', async () => {
  const speaks: Ability = { stage: 'synthesize', to: ['es'], provider: 'piper' }
  const hears: Ability = { stage: 'transcribe', from: ['en'] }
  const spoken = formatNeed({ stage: 'synthesize', to: 'es', provider: 'piper', voices: ['davefx'] })
  const told = formatNeed({ stage: 'transcribe', from: 'en', speakers: true })
  await bench.create({ needs: { source: spoken, targets: [''] } })
  await bench.create({ needs: { source: told, targets: [''] } })
  const needsOf = async (own: EngineOffer) => {
    const selection = select(own)
    await selection.dueInMs(['e'])
    return selection.needsOf('e')
  }
  expect(await needsOf(offerOf([speaks, { ...hears, speakers: false }], ['sharvard']))).toEqual([])
  expect(await needsOf(offerOf([speaks], ['sharvard', 'davefx']))).toEqual([spoken])
  expect(await needsOf(offerOf([{ ...hears, speakers: true }]))).toEqual([told])
})

it('a worker sleeps while the owners of what it can do are at a limit', async () => {
  const needs = { source: 'transcribe from=en', targets: [''] }
  await bench.store.owners.setLimits('', { maxRunning: 1 })
  for (let count = 0; count < 2; count++) await bench.create({ needs })
  const listener = select(offer('transcribe'))
  expect(await listener.dueInMs(['e'])).toBe(0)
  for (let count = 0; count < 2; count++)
    await bench.store.claimMany('w', ['e'], 60_000, 2, listener.needsOf('e'))
  expect(await listener.dueInMs(['e'])).toBeGreaterThan(0)
})

it('a step is left to others only if one of them can do it, or the operator wants it so', async () => {
  const render = { stage: 'render' } as const
  expect(await select(offer('render')).isOurs('e', render)).toBe(true)
  expect(await select(offer('translate'), [offer('render')]).isOurs('e', render)).toBe(false)
  expect(await select(offer('translate'), [offer('prepare')]).isOurs('e', render)).toBe(true)
  expect(await select(offer('translate'), [], true).isOurs('e', render)).toBe(false)
})

it('a task goes from worker to worker at its checkpoints', async () => {
  const by: string[] = []
  const halves = (name: string, stage: 'translate' | 'render') => {
    const other = stage === 'translate' ? 'render' : 'translate'
    const half = engine(async (task, { can, checkpoint }) => {
      if (task.kind === 'source') return {}
      if (checkpoint.value === undefined && !(await can?.({ stage: 'translate' })))
        throw new HandOn({ stage: 'translate' })
      by.push(name)
      if (checkpoint.value === 'translated') return {}
      await checkpoint.save('translated')
      throw new HandOn({ stage: 'render' })
    })
    bench.start(half, { selection: select(offer(stage), [offer(other)]) })
  }
  halves('painter', 'render')
  halves('writer', 'translate')
  const id = await bench.create({ needs: { source: 'render', targets: ['render'] }, maxAttempts: 1 })
  expect(await bench.finished(id)).toMatchObject({ status: 'completed' })
  expect(by).toEqual(['writer', 'painter'])
})
