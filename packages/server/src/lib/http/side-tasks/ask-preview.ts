import { randomUUID } from 'node:crypto'
import type { SheetCue } from 'video-translation-client/editing'
import { formatNeed, type Need } from '../../engines/abilities.ts'
import type { PreviewSlot } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { NewSideTask, SideTask } from '../../store/side-task-store.ts'
import type { Api } from '../api/api.ts'
import { invalidRequest, refusedRequest } from '../problems/problem.ts'
import { addSideTask, admitSideWork, sideWorkOf } from './admit-side-work.ts'
import type { AskedPreview } from './clips.ts'
import { hasVoices } from '../../nodes/workforce.ts'
import { hashOf } from '../../hash-of.ts'

/** A line to speak. Without a text, it is that of the cue. */
export interface WantedPreview {
  target: string
  text?: string | undefined
  cue?: string | undefined
  voice?: string | undefined
}

/** Asks a worker to speak a line. @throws Problem if it cannot be spoken. */
export async function askPreview(
  record: TranslationRecord,
  wanted: WantedPreview,
  api: Api,
): Promise<SideTask> {
  const asked = await requestOf(record, wanted, api)
  return await add(`pv_${randomUUID()}`, record, asked, api)
}

/**
 * The preview of a cue as it is now: the same one until the line, its voice or its time changes.
 * A player asks for its sound many times, part by part.
 */
export async function askSameAgain(
  record: TranslationRecord,
  wanted: WantedPreview,
  api: Api,
): Promise<SideTask> {
  const asked = await requestOf(record, wanted, api)
  const id = `pv_${hashOf([record.id, record.revision, asked]).slice(0, 32)}`
  const known = await api.store.sideTasks.find(id)
  const isFit = known !== undefined && known.status !== 'error'
  return isFit ? known : await add(id, record, asked, api)
}

async function add(id: string, record: TranslationRecord, asked: AskedPreview, api: Api): Promise<SideTask> {
  const need = (await admitSideWork(record, api)).previewNeeds(asked)
  if (need && asked.voice !== undefined) await refuseUnknownVoice(need, record, api)
  const task: NewSideTask = {
    id,
    kind: 'preview',
    translationId: record.id,
    owner: record.owner,
    engine: record.engine,
    needs: need ? formatNeed(need) : '',
    request: asked,
  }
  return await addSideTask(task, api)
}

/** Where all workers are restricted, none of them would take it and say so. */
async function refuseUnknownVoice(
  { voices }: Need,
  { engine }: TranslationRecord,
  { workforce }: Api,
): Promise<void> {
  const offers = (await workforce?.offers()) ?? []
  if (voices === undefined || offers.length === 0) return
  if (offers.some(({ info }) => info.name === engine && hasVoices(info, { voices }))) return
  const detail = `No worker has the voice ${voices.join(' and ')}.`
  throw refusedRequest('unknown_voice', [{ pointer: '/voice', detail }])
}

async function requestOf(
  record: TranslationRecord,
  { target, text, cue, voice }: WantedPreview,
  api: Api,
): Promise<AskedPreview> {
  const sideWork = sideWorkOf(record, api)
  const task = record.targetTasks.find(({ language }) => language === target)
  if (task === undefined) {
    const detail = `There is no target \`${target}\`.`
    throw invalidRequest([{ pointer: '/target', detail }])
  }
  const found: Partial<FromCue> = cue === undefined ? {} : await findCue(record, cue, target, api)
  const from = record.from ?? record.source.detectedLanguage
  const transcript = record.sourceTask.artifacts.find(({ name }) => name === 'transcript.json')?.key
  const spoken = { language: target, text: text ?? found.text ?? '' }
  return {
    ...found,
    ...spoken,
    options: sideWork.previewOptions({ ...spoken, options: { ...record.options, ...task.options } }),
    ...(voice !== undefined && { voice }),
    ...(transcript !== undefined && { transcript }),
    ...(from !== undefined && { from }),
  }
}

/** What a preview takes from its cue. */
type FromCue = Pick<AskedPreview, 'cue' | 'text' | 'voice' | 'speaker' | 'slot'>

async function findCue(
  record: TranslationRecord,
  id: string,
  language: string,
  { store }: Api,
): Promise<FromCue> {
  const cues = (await store.cues.read(record.id, { language }))?.sheet.cues ?? []
  const at = cues.findIndex((cue) => cue.id === id)
  const cue = cues[at]
  if (cue === undefined) throw invalidRequest([{ pointer: '/cue', detail: `There is no cue \`${id}\`.` }])
  const { text, voice } = cue.targets[language] ?? {}
  return {
    cue: id,
    text: text ?? '',
    slot: slotOf(cue, cues[at + 1], record.source.durationSeconds),
    ...(voice !== undefined && { voice }),
    ...(cue.speaker !== undefined && { speaker: cue.speaker }),
  }
}

function slotOf(
  { start, end }: SheetCue,
  next: SheetCue | undefined,
  seconds: number | undefined,
): PreviewSlot {
  return { start, end, ...(next && { next: next.start }), sourceEnd: Math.max(end, seconds ?? end) }
}
