import type { Http } from '../../http/http.ts'
import type { Known } from '../../protocol.ts'
import { type Body, lacks, textIn, unlessMissing } from '../answers.ts'
import { type DefinedProtocol, defineProtocol } from '../define.ts'
import type { Sighting } from '../sighting.ts'
import { problemIn, readBody } from './answers.ts'
import { createDubs, type DubRequest } from './dub-create.ts'
import { dubArtifactPath } from './dub-files.ts'
import { type DubId, splitDubs } from './dub-ids.ts'
import { listDubs } from './dub-list.ts'
import { dubSighting } from './dub-sighting.ts'
import { DUB_WORDS } from './words.ts'

/**
 * Dubbing at ElevenLabs by `/v1/dubbing`, which the vendor calls legacy and which alone makes videos. From its SDK
 * `@elevenlabs/elevenlabs-js` 2.73.0. The client's base URL is `https://api.elevenlabs.io`. Each language is a dub of its own. The
 * vendor cannot cancel: a dub that is deleted while it runs is paid all the same.
 */
export function elevenLabs(): DefinedProtocol<DubRequest> {
  return defineProtocol<DubRequest>({
    name: 'elevenlabs',
    words: DUB_WORDS,
    headers: elevenLabsHeaders,
    problem: problemIn,
    create: createDubs,
    get: look,
    list: listDubs,
    async delete(http, id) {
      for (const dub of splitDubs(id))
        await unlessMissing(http.send({ method: 'DELETE', path: pathOf(dub) }, (it) => it.text()))
    },
    artifactPath: dubArtifactPath,
    partsOf: (id) => splitDubs(id).map((dub) => dub.id),
  })
}

export function elevenLabsHeaders(apiKey: string): Record<string, string> {
  return { 'xi-api-key': apiKey }
}

/** @throws {ApiError} 404 where the vendor has none of them */
async function look(http: Http, it: Known): Promise<Sighting> {
  const dubs = splitDubs(it.id)
  const get = (dub: DubId): Promise<Body> => http.send({ path: pathOf(dub) }, readDub)
  // Of several, those that are gone leave the others alone; of none that is left, a 404 is told as such.
  const found = await Promise.all(dubs.map(async (dub) => ({ ...dub, body: await unlessMissing(get(dub)) })))
  if (found.every(({ body }) => !body)) found[0] = { ...dubs[0], body: await get(dubs[0]) }
  return { ...dubSighting(found, it), id: it.id }
}

function pathOf({ id }: DubId): string {
  return `/v1/dubbing/${id}`
}

async function readDub(response: Response): Promise<Body> {
  const body = await readBody(response)
  return textIn(body['dubbing_id']) ? body : lacks('a dub: it has no dubbing_id')
}
