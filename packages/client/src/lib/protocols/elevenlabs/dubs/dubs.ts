import type { Http } from '../../../http/http.ts'
import type { TranslationRef } from '../../../protocol.ts'
import { type DefinedProtocol, defineProtocol } from '../../define.ts'
import { asText, type JsonObject, throwInvalidResponse, unlessMissing } from '../../parse.ts'
import type { VendorSnapshot } from '../../snapshot.ts'
import { elevenLabsHeaders, readBody, readProblem } from '../api.ts'
import { DUB_WORDS } from '../words.ts'
import { createDubs, type DubRequest } from './create.ts'
import { dubArtifactPath } from './files.ts'
import { type DubId, splitDubs } from './ids.ts'
import { listDubs } from './list.ts'
import { toSnapshot } from './snapshot.ts'

/**
 * The protocol of ElevenLabs dubbing with `/v1/dubbing`, from its SDK `@elevenlabs/elevenlabs-js`
 * 2.73.0. The vendor calls this API legacy, but only it makes videos. The client's base URL is
 * `https://api.elevenlabs.io`. Each language is its own dub. The vendor cannot cancel, and charges
 * for a dub that is deleted while it runs.
 */
export function elevenLabs(): DefinedProtocol<DubRequest> {
  return defineProtocol<DubRequest>({
    name: 'elevenlabs',
    words: DUB_WORDS,
    headers: elevenLabsHeaders,
    problem: readProblem,
    create: createDubs,
    get: getStatus,
    list: listDubs,
    async delete(http, id) {
      for (const dub of splitDubs(id))
        await unlessMissing(http.send({ method: 'DELETE', path: pathOf(dub) }, (it) => it.text()))
    },
    artifactPath: dubArtifactPath,
    partsOf: (id) => splitDubs(id).map((dub) => dub.id),
  })
}

/**
 * A deleted dub leaves the others alone.
 * @throws {ApiError} 404 if the vendor has none of the dubs
 */
async function getStatus(http: Http, { id, latest }: TranslationRef): Promise<VendorSnapshot> {
  const ids = splitDubs(id)
  const get = (dub: DubId): Promise<JsonObject> => http.send({ path: pathOf(dub) }, readDub)
  const dubs = await Promise.all(ids.map(async (dub) => ({ ...dub, body: await unlessMissing(get(dub)) })))
  // All are missing: the repeated request throws the vendor's 404.
  if (dubs.every(({ body }) => !body)) dubs[0] = { ...ids[0], body: await get(ids[0]) }
  return { ...toSnapshot(dubs, latest), id }
}

function pathOf({ id }: DubId): string {
  return `/v1/dubbing/${id}`
}

async function readDub(response: Response): Promise<JsonObject> {
  const body = await readBody(response)
  return asText(body['dubbing_id']) ? body : throwInvalidResponse('no `dubbing_id`')
}
