import type { Approval, ChosenTargets, EditingVerbs, MoreTargets } from '../editing-verbs.ts'
import type { Http } from '../http/http.ts'
import { loadPart } from '../load-part.ts'
import type { Translation } from '../translation.ts'
import type { VendorSnapshot } from './snapshot.ts'

/**
 * The verbs by which people correct a translation at a vendor. Leave out those that the vendor
 * lacks. Verbs that begin work return a snapshot, whose id is the one to wait for.
 */
export interface VendorEditing extends Partial<Pick<EditingVerbs, 'cues' | 'editCues'>> {
  apply?(http: Http, id: string, request: ChosenTargets): Promise<VendorSnapshot>
  approve?(http: Http, id: string, request: Approval): Promise<VendorSnapshot>
  retry?(http: Http, id: string, request: ChosenTargets): Promise<VendorSnapshot>
  addTargets?(http: Http, id: string, request: MoreTargets): Promise<VendorSnapshot>
}

const BEGINNING = ['apply', 'approve', 'retry', 'addTargets'] as const

type Begin = (http: Http, id: string, request: never) => Promise<VendorSnapshot>

/** The same verbs, with translations for snapshots. @param toBegun of a verb that begins work */
export function toEditingVerbs(
  editing: VendorEditing,
  toBegun: (snapshot: VendorSnapshot, http: Http) => Translation,
): Partial<EditingVerbs> {
  const { cues, editCues } = editing
  const beginning = BEGINNING.flatMap((verb) => {
    const begin = editing[verb] as Begin | undefined
    const call = async (http: Http, id: string, request: never) =>
      toBegun(await (begin as Begin)(http, id, request), http)
    return begin ? [[verb, call] as const] : []
  })
  return { ...(cues && { cues }), ...(editCues && { editCues }), ...Object.fromEntries(beginning) }
}

/** Verbs whose code is loaded when one of them is first used. */
export function loadEditing<Verb extends keyof VendorEditing>(
  verbs: readonly Verb[],
  load: () => Promise<{ editing: Pick<Required<VendorEditing>, Verb> }>,
): VendorEditing {
  const calls = verbs.map((verb) => {
    const call = async (http: Http, id: string, request: never): Promise<unknown> => {
      const { editing } = await loadPart(load, http, http)
      const does = editing[verb] as (http: Http, id: string, request: never) => Promise<unknown>
      return await does(http, id, request)
    }
    return [verb, call] as const
  })
  return Object.fromEntries(calls) as VendorEditing
}
