import type { Http } from '../../http/http.ts'
import { isStatus } from '../../http/problem.ts'
import { isTransient } from '../../http/retry.ts'
import type { Known } from '../../protocol.ts'
import { isFinal } from '../../translation.ts'
import { refusal } from '../answers.ts'
import type { Sighting } from '../sighting.ts'
import { proofreadIn, splitIds } from './ids.ts'
import { type Found, sightingOf } from './sight.ts'
import { MOST_STATUSES } from './v3.ts'
import type { Told, Wire } from './wire.ts'
import { isWordFor } from './words.ts'

/** How one stands, with everything that there is. @throws {ApiError} 404 */
export async function look(wire: Wire, http: Http, it: Known): Promise<Sighting> {
  const [sighting] = it.latest ? await lookAtMany(wire, http, [it]) : await lookClosely(wire, http, it)
  if (sighting) return sighting
  throw refusal(404, 'not_found', `HeyGen has no translation ${it.id}, or not for this key.`)
}

async function lookClosely(wire: Wire, http: Http, it: Known): Promise<Sighting[]> {
  const details = await detailsOf(wire, http, splitIds(it.id), throwing)
  return sightingOf(it, { details, told: new Map() })
}

/**
 * How each stands, by as few requests as can be: one for all that have not ended as far as is known, and one more for each that has,
 * since only that tells where the files are. Those that HeyGen does not have are left out.
 */
export async function lookAtMany(wire: Wire, http: Http, those: readonly Known[]): Promise<Sighting[]> {
  const open = [...new Set(those.flatMap(openParts))]
  const told = await toldOf(wire, http, open)
  const wanted = open.filter((id) => isWanted(told.get(id)))
  // What was told is worth keeping: where the details cannot be had just now, they are asked for with the next look.
  const details = await detailsOf(wire, http, wanted, told.size > 0 ? passing : throwing)
  for (const { id, word } of told.values()) if (isMissing(word)) details.set(id, undefined)
  return those.flatMap((it) => sightingOf(it, { details, told }))
}

/** Each of its parts that has not ended as far as is known. */
function openParts({ id, latest }: Known): string[] {
  return splitIds(id).filter((_, at) => !isFinal(latest?.targets[at]?.status ?? 'pending'))
}

async function toldOf({ statuses }: Wire, http: Http, ids: readonly string[]): Promise<Map<string, Told>> {
  const translations = ids.filter((id) => proofreadIn(id) === undefined)
  const told = new Map<string, Told>()
  // One alone is asked for directly: that tells more.
  if (!statuses || translations.length < 2) return told
  for (let at = 0; at < translations.length; at += MOST_STATUSES) {
    const chunk = await statuses(http, translations.slice(at, at + MOST_STATUSES))
    for (const each of chunk) if (translations.includes(each.id)) told.set(each.id, each)
  }
  return told
}

/** It has ended, or nothing was told of it. */
function isWanted(told: Told | undefined): boolean {
  return !told || isWordFor('completed', told.word) || isWordFor('error', told.word)
}

function isMissing(word: string): boolean {
  return word.toLowerCase() === 'not_found'
}

const AT_ONCE = 8

async function detailsOf(
  wire: Wire,
  http: Http,
  ids: readonly string[],
  onFailure: (error: unknown) => void,
): Promise<Found['details']> {
  const details: Found['details'] = new Map()
  for (let at = 0; at < ids.length; at += AT_ONCE)
    await Promise.all(ids.slice(at, at + AT_ONCE).map(fetchOne))
  return details

  async function fetchOne(id: string): Promise<void> {
    try {
      details.set(id, await wire.one(http, id))
    } catch (error) {
      if (isStatus(error, 404, 410)) details.set(id, undefined)
      else onFailure(error)
    }
  }
}

function throwing(error: unknown): void {
  throw error
}

function passing(error: unknown): void {
  if (!isTransient(error)) throw error
}
