import type { Artifact, Preview } from 'video-translation-client'
import type { Preview as SpokenLine, PreviewRequest, ProducedArtifact } from '../../engines/engine.ts'
import type { SideTask } from '../../store/side-task-store.ts'
import type { ArtifactLink } from '../../translation-view.ts'
import type { Api } from '../api/api.ts'

/** What the row of a preview has of its request. */
export interface AskedPreview extends PreviewRequest {
  /** The id of the cue. */
  cue?: string
}

const ENDING = '.wav'

/** The clip of a preview, which is an artifact by the name of its id. */
export async function findClip(
  translationId: string,
  name: string,
  { store }: Pick<Api, 'store'>,
): Promise<ProducedArtifact | undefined> {
  if (!name.startsWith('pv_') || !name.endsWith(ENDING)) return undefined
  const task = await store.sideTasks.find(name.slice(0, -ENDING.length))
  return task?.translationId === translationId ? clipOf(task) : undefined
}

export function clipOf({ id, kind, status, result }: SideTask): ProducedArtifact | undefined {
  if (kind !== 'preview' || status !== 'completed') return undefined
  return { name: `${id}${ENDING}`, key: (result as SpokenLine).clip, mediaType: 'audio/wav' }
}

/** A preview as sent to clients. */
export function previewView(task: SideTask, link: ArtifactLink): Preview {
  const { language, text, cue, voice } = task.request as AskedPreview
  const { seconds, fit } = (task.result ?? {}) as Partial<SpokenLine>
  const clip = clipOf(task)
  return {
    id: task.id,
    target: language,
    ...(cue !== undefined && { cue }),
    text,
    ...(voice !== undefined && { voice }),
    status: task.status,
    ...(clip && { clip: { ...named(clip), ...link(task.translationId, clip.name) } }),
    ...(seconds !== undefined && { seconds }),
    ...(fit && { fit }),
    ...(task.error && { error: task.error }),
    createdAt: new Date(task.createdAt).toISOString(),
  }
}

function named({ name, mediaType }: ProducedArtifact): Artifact {
  return { name, mediaType }
}
