import { type DefinedProtocol, defineProtocol } from '../define.ts'
import { create } from './create.ts'
import { splitIds } from './ids.ts'
import { list } from './list.ts'
import { look } from './look.ts'
import type { AzureRequest } from './request.ts'
import { sightingOf } from './sight.ts'
import { type AzureOptions, createWire, headersOf, readProblem } from './wire.ts'
import { AZURE_WORDS } from './words.ts'

/**
 * What Azure AI Speech speaks to translate videos, from its specification (Azure/azure-rest-api-specs,
 * data-plane/Speech/VideoTranslation, stable 2026-03-01 and 2025-05-20). The client's base URL is the resource's endpoint, e.g.
 * `https://eastus.api.cognitive.microsoft.com`. Azure cannot cancel, and sends no webhooks.
 */
export function azure(options: AzureOptions = {}): DefinedProtocol<AzureRequest> {
  const wire = createWire(options)
  return defineProtocol<AzureRequest>({
    name: 'azure',
    words: AZURE_WORDS,
    headers: (apiKey) => headersOf(options, apiKey),
    problem: readProblem,
    create: async (http, request) =>
      sightingOf(await create(wire, http, request), { nowMs: http.clock.now() }),
    get: async (http, it) => {
      const found = await look(wire, http, it)
      return sightingOf(found, { ...it, nowMs: http.clock.now() })
    },
    list: (http, filter) => list(wire, http, filter),
    async delete(http, id) {
      for (const { translation } of splitIds(id)) await wire.delete(http, `/translations/${translation}`)
    },
    partsOf: (id) => splitIds(id).map(({ translation }) => translation),
  })
}
