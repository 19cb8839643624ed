import { expect, it } from 'vitest'
import { engineOf } from '../../../../test/support/test-engine.ts'
import type { EngineOffer } from '../../nodes/offers.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { NewSideTask } from '../../store/side-task-store.ts'
import type { Api } from '../api/api.ts'
import { askPreview } from './ask-preview.ts'

const RECORD = {
  id: 'tr_1',
  owner: '',
  engine: 'pipeline',
  source: {},
  sourceTask: { artifacts: [] },
  options: {},
  targetTasks: [{ language: 'es' }],
} as unknown as TranslationRecord

function offer(name: string, voices?: string[]): EngineOffer {
  const info = { name, voices: voices?.map((voice) => ({ name: voice, ready: true })) }
  return { info, concurrency: 1 } as unknown as EngineOffer
}

async function ask(offers: EngineOffer[], voice?: string): Promise<string> {
  const sideWork = {
    previewOptions: () => ({}),
    previewNeeds: ({ voice: name = 'usual' }) => ({ stage: 'synthesize' as const, voices: [name] }),
    preview: () => Promise.reject(new Error('none')),
    proxy: () => Promise.reject(new Error('none')),
  }
  const engine = engineOf({ name: 'pipeline', run: async () => ({}), sideWork })
  const sideTasks = { add: async (task: NewSideTask) => task }
  const api = {
    engines: new Map([['pipeline', engine]]),
    owners: { refuseFull: async () => undefined },
    space: { check: async () => undefined },
    store: { sideTasks },
    workforce: { offers: async () => offers },
  } as unknown as Api
  return (await askPreview(RECORD, { target: 'es', text: 'Hola', voice }, api)).needs
}

it('a preview in a voice that no worker has is refused, and does not wait for one', async () => {
  const offers = [offer('pipeline', ['ana']), offer('other', ['eva'])]
  const refused = { status: 422, code: 'unknown_voice', errors: [{ pointer: '/voice' }] }
  await expect(ask(offers, 'eva')).rejects.toMatchObject(refused)
  expect(await ask(offers, 'ana')).toBe('synthesize voices=ana')
  expect(await ask(offers)).toBe('synthesize voices=usual')
})

it('a preview is accepted while no worker is known, and where an older one does not say its voices', async () => {
  expect(await ask([], 'eva')).toBe('synthesize voices=eva')
  expect(await ask([offer('pipeline')], 'eva')).toBe('synthesize voices=eva')
})
