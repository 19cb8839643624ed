import type { Face } from '../../serving/face.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { Backend } from '../../backend/backend.ts'
import { createTranslation } from './create.ts'
import { type AzureSettings, createCreationStatus } from './creation.ts'
import { createEventHub } from './event-hub.ts'
import { createIteration } from './iterate.ts'
import { pageResponse } from './page.ts'
import { refuseAzure } from './error.ts'
import { createRecords } from './records.ts'
import { iterationOf, operationResponse, translationOf } from './view.ts'
import { checkVersion } from './version.ts'

const ROOT = '/videotranslation'
const TRANSLATION = `${ROOT}/translations/:translation`

/**
 * Plays the video translation of Azure AI Speech, by its specification and the vendor's samples.
 *
 * @param settings choices that both leave open
 */
export function createAzureFace(settings: AzureSettings = {}): Face {
  return {
    name: 'azure',
    description: 'Azure AI Speech, video translation: /videotranslation/translations.',
    routes(backend) {
      const records = createRecords(backend, createCreationStatus(backend, settings))
      return versioned({
        [`GET ${ROOT}/translations`]: (call) =>
          pageResponse(
            call,
            records.list().map((record) => translationOf(record, call, backend)),
          ),
        [`PUT ${TRANSLATION}`]: (call) => createTranslation(call, records, backend),
        [`GET ${TRANSLATION}`]: (call) => {
          const record = records.get(call.params['translation'])
          const { latest } = record
          return Response.json(translationOf(record, call, backend, latest && call.countRequest(latest)))
        },
        [`DELETE ${TRANSLATION}`]: ({ params }) => {
          records.delete(records.get(params['translation']))
          return new Response(null, { status: 204 })
        },
        [`GET ${TRANSLATION}/iterations`]: (call) => {
          const { iterations } = records.get(call.params['translation'])
          return pageResponse(
            call,
            iterations.map((job) => iterationOf(backend.jobs.view(job), backend)),
          )
        },
        [`PUT ${TRANSLATION}/iterations/:iteration`]: (call) => createIteration(call, records, backend),
        [`GET ${TRANSLATION}/iterations/:iteration`]: (call) =>
          Response.json(iterationOf(call.countRequest(records.iteration(call.params)), backend)),
        [`GET ${ROOT}/operations/:operation`]: (call) => operationResponse(call, records),
        ...createEventHub(ROOT),
      })
    },
    admit,
    refuse: refuseAzure,
    examples: [
      `curl -X PUT '{origin}${ROOT}/translations/talk-es?api-version=2026-03-01' -H 'Ocp-Apim-Subscription-Key: any' -H 'Operation-Id: create-talk-es' -H 'content-type: application/json' -d '{"input":{"targetLocale":"es-ES","voiceKind":"PlatformVoice","videoFileUrl":"https://example.com/talk.mp4","autoCreateFirstIteration":true}}'`,
      `curl '{origin}${ROOT}/translations/talk-es?api-version=2026-03-01' -H 'Ocp-Apim-Subscription-Key: any'`,
    ],
  }
}

function versioned(routes: Readonly<Record<string, Handler>>): Record<string, Handler> {
  return Object.fromEntries(
    Object.entries(routes).map(([route, handle]) => [
      route,
      (call: Call) => {
        checkVersion(call)
        return handle(call)
      },
    ]),
  )
}

/**
 * Requires a key of a Speech resource or a token of Microsoft Entra. The code 401 is that of
 * Azure's gateway.
 */
function admit({ header }: Call, { settings: { apiKeys } }: Backend): void {
  const [, token] = /^bearer (.+)$/i.exec(header('authorization') ?? '') ?? []
  const key = header('ocp-apim-subscription-key') || token
  if (key && (apiKeys?.includes(key) ?? true)) return
  throw new Refusal(401, '401', 'Access is denied: the key is missing or wrong, or is of another endpoint.')
}
