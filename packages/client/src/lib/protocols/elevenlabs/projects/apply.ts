import type { ChosenTargets, MoreTargets } from '../../../editing-verbs.ts'
import { invalid } from '../../../errors.ts'
import type { Http } from '../../../http/http.ts'
import { createOnce } from '../../create-once.ts'
import type { VendorSnapshot } from '../../snapshot.ts'
import { isOneOf, readBody } from '../api.ts'
import { addLanguage } from './add-language.ts'
import { getStatus } from './get-status.ts'
import { toSnapshot } from './snapshot.ts'
import { type EditedLanguage, findLanguage, readProject, targetTranscriptPath } from './transcripts.ts'

/** Dubs the edited lines of each stale language again, which ElevenLabs charges for. */
export async function apply(
  http: Http,
  id: string,
  { targets, options }: ChosenTargets,
): Promise<VendorSnapshot> {
  if (options) throw invalid('`apply` takes no options at ElevenLabs.', 'not_supported')
  const project = await readProject(http, id)
  const chosen = new Set(targets?.map((tag) => findLanguage(project, tag)) ?? project.languages)
  for (const language of chosen) if (isStale(language)) await regenerate(http, id, language)
  return await snapshotOf(http, id)
}

/** Adds languages to a project, also one that waits for its first. */
export async function addTargets(
  http: Http,
  id: string,
  { to, options }: MoreTargets,
): Promise<VendorSnapshot> {
  const { languages } = await readProject(http, id)
  const known = languages.filter(({ status }) => !isOneOf(status, 'failed')).map(({ tag }) => tag)
  const again = to.find((tag) => known.includes(tag))
  if (again !== undefined)
    throw invalid(`The project has ${again} already. Edit its cues, then apply them.`, 'not_supported')
  for (const tag of new Set(to)) await addLanguage(http, id, tag, options)
  return await snapshotOf(http, id)
}

function isStale({ status }: EditedLanguage): boolean {
  return isOneOf(status, 'stale')
}

/** After a lost answer, a language that is not stale any more is being dubbed. */
async function regenerate(http: Http, project: string, language: EditedLanguage): Promise<void> {
  const call = { method: 'POST', path: targetTranscriptPath(project, language.id, '/regenerate') }
  const find = async (): Promise<true | undefined> => {
    const now = findLanguage(await readProject(http, project), language.tag)
    return isStale(now) ? undefined : true
  }
  await createOnce(http, async () => Boolean(await http.attempt(call, readBody)), find)
}

async function snapshotOf(http: Http, id: string): Promise<VendorSnapshot> {
  return toSnapshot(await getStatus(http, { id }), http.clock.now())
}
