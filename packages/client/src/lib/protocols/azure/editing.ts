import type { CueEditResult } from '../../cue.ts'
import { invalid } from '../../errors.ts'
import type { VendorEditing } from '../vendor-editing.ts'
import type { AzureApi } from './api.ts'
import { apply } from './apply.ts'
import { readCues } from './read-cues.ts'

/** The verbs of Azure by which people correct a translation. */
export function createEditing(api: AzureApi): Pick<Required<VendorEditing>, 'cues' | 'editCues' | 'apply'> {
  return {
    cues: (http, id, request) => readCues(api, http, id, request),
    editCues,
    apply: (http, id, request) => apply(api, http, id, request),
  }
}

async function editCues(): Promise<CueEditResult> {
  throw invalid(
    'Azure keeps no edits. Write the corrected cues as WebVTT (`writeSubtitles` of `video-translation-client/editing`), ' +
      'put the file into a blob, and `apply` it by its URL.',
    'not_supported',
  )
}
