import type { Http } from '../../http/http.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import { approve } from './approve.ts'
import { editCues } from './edit-cues.ts'
import { throwNoProofread } from './proofread-sessions.ts'
import { readCues } from './subtitles.ts'

/** The verbs of HeyGen's version 3 by which people correct a translation. */
export const editing = { cues: readCues, editCues, approve, apply }

async function apply(_http: Http, id: string): Promise<VendorSnapshot> {
  return throwNoProofread(id)
}
