import { type DefinedProtocol, defineProtocol } from '../define.ts'
import { type AzureOptions, createApi, headersOf, readProblem } from './api.ts'
import { create } from './create.ts'
import { getStatus } from './get-status.ts'
import { splitIds } from './ids.ts'
import { list } from './list.ts'
import type { AzureRequest } from './request.ts'
import { toSnapshot } from './snapshot.ts'
import { loadEditing } from '../vendor-editing.ts'
import { AZURE_WORDS } from './words.ts'

/**
 * The protocol of Azure AI Speech video translation, from its specification
 * (Azure/azure-rest-api-specs, data-plane/Speech/VideoTranslation, stable 2026-03-01 and
 * 2025-05-20). The client's base URL is the resource's endpoint, e.g.
 * `https://eastus.api.cognitive.microsoft.com`. Azure cannot cancel, and sends no webhooks.
 */
export function azure(options: AzureOptions = {}): DefinedProtocol<AzureRequest> {
  const api = createApi(options)
  return defineProtocol<AzureRequest>({
    name: 'azure',
    words: AZURE_WORDS,
    headers: (apiKey) => headersOf(options, apiKey),
    problem: readProblem,
    create: async (http, request) =>
      toSnapshot(await create(api, http, request), { nowMs: http.clock.now() }),
    get: async (http, { id, latest }) => {
      const jobs = await getStatus(api, http, id)
      return toSnapshot(jobs, { id, latest, nowMs: http.clock.now() })
    },
    list: (http, filter) => list(api, http, filter),
    editing: loadEditing(['cues', 'editCues', 'apply'], async () => {
      const { createEditing } = await import('./editing.ts')
      return { editing: createEditing(api) }
    }),
    async delete(http, id) {
      for (const { translation } of splitIds(id)) await api.delete(http, `/translations/${translation}`)
    },
    partsOf: (id) => splitIds(id).map(({ translation }) => translation),
  })
}
