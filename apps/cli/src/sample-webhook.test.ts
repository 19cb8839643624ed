import {
  standardWebhooks,
  type TranslationWebhook,
  WEBHOOK_EVENT_TYPES,
} from 'video-translation-client/webhooks'
import { expect, test } from 'vitest'
import { createProgram } from './cli.ts'
import { sampleWebhook } from './sample-webhook.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

test.each(WEBHOOK_EVENT_TYPES)('a sample of %s is what a receiver accepts', async (type) => {
  const sample = sampleWebhook({ type, id: 'tr_1', reference: 'order 7', nowMs: 1_700_000_000_000 })
  const hooks = standardWebhooks(SECRET)
  const body = JSON.stringify(sample)
  const event = await hooks.receive({ headers: await hooks.sign(body), body })
  expect(event).toMatchObject({ id: 'tr_1', version: 12, type })
  const { data } = event.payload as TranslationWebhook
  expect(data).toMatchObject({ reference: 'order 7', updatedAt: '2023-11-14T22:13:20.000Z' })
  expect(data.finishedAt !== undefined).toBe(!['running', 'needs_input'].includes(data.status))
})

test('trigger knows every event', () => {
  const trigger = createProgram('0.0.0').commands.find((command) => command.name() === 'trigger')
  const parse = trigger?.registeredArguments[0]?.parseArg
  for (const type of WEBHOOK_EVENT_TYPES) expect(parse?.(type, undefined)).toBe(type)
  expect(parse?.('needs_input', undefined)).toBe('translation.needs_input')
  expect(() => parse?.('done', undefined)).toThrow('The events are: completed, partial')
})
