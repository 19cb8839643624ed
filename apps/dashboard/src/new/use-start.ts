import { useState } from 'react'
import type { CreateRequest } from 'video-translation-client'
import { useSession } from '../session/session.ts'
import { useWords } from '../words/words.ts'
import type { Draft } from './draft.ts'
import { packsOf, type Problems, problemsOf } from './problems.ts'
import { requestOf } from './request.ts'
import type { UploadQueue } from './upload-queue.ts'

/** The ids that were created, and why the rest was not. */
export interface Started {
  created: string[]
  problems: Problems
  /** What the server lacks for the rest. */
  packs: string[]
}

/** Starts one translation for each uploaded file, and one for the address. */
export function useStart(queue: UploadQueue) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isStarting, setIsStarting] = useState(false)
  const start = async (draft: Draft): Promise<Started> => {
    const sources = sourcesOf(draft, queue)
    const problems: Problems = {
      ...(sources.length === 0 && { files: t('new.noSource') }),
      ...(draft.to.length === 0 && { to: t('new.noTarget') }),
    }
    const created: string[] = []
    let packs: string[] = []
    if (Object.keys(problems).length > 0) return { created, problems, packs }
    setIsStarting(true)
    for (const { key, source } of sources)
      try {
        const translation = await client.create({ source, ...requestOf(draft) })
        live.put(translation)
        created.push(translation.id)
        if (key !== undefined) queue.remove(key, true)
      } catch (error) {
        Object.assign(problems, problemsOf(error, t))
        packs = packsOf(error)
        break
      }
    setIsStarting(false)
    return { created, problems, packs }
  }
  return { start, isStarting }
}

interface Source {
  /** Names the upload. */
  key?: string
  source: CreateRequest['source']
}

function sourcesOf({ url }: Draft, { uploads }: UploadQueue): Source[] {
  const uploaded = uploads.flatMap(({ key, state, uploadId }) =>
    state === 'uploaded' && uploadId !== undefined ? [{ key, source: { upload: uploadId } }] : [],
  )
  return url.trim() ? [...uploaded, { source: url.trim() }] : uploaded
}
