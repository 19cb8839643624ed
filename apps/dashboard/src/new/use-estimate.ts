import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { estimate, type Estimate, type EstimateRequest } from 'video-translation-client/estimate'
import { useSession } from '../session/session.ts'
import type { Draft } from './draft.ts'
import { requestOf } from './request.ts'
import type { UploadQueue } from './upload-queue.ts'

/** A request is worth an answer once typing rests. */
const REST_MS = 400

/** What it would take, asked of the server. Undefined: not known, or nothing to ask yet. */
export function useEstimate(draft: Draft, queue: UploadQueue): Estimate | undefined {
  const { client } = useSession()
  const durationSeconds = useDuration(queue)
  const asked = useRested(JSON.stringify(estimateRequestOf(draft, durationSeconds)))
  const request = JSON.parse(asked) as EstimateRequest
  const isAsked = request.to.length > 0
  const { data } = useQuery({
    queryKey: ['estimate', asked],
    queryFn: ({ signal }) => estimate(client, request, { signal }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  })
  return isAsked ? data : undefined
}

/** What is typed into other fields does not change the answer. */
function estimateRequestOf(draft: Draft, durationSeconds: number | undefined): EstimateRequest {
  const url = draft.url.trim()
  return {
    ...requestOf({ ...draft, reference: '', terms: {}, readings: {}, keptWords: '', speakers: '' }),
    ...(URL.canParse(url) && { source: { url } }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  }
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

/** The length of all chosen files together, as this browser reads it. */
function useDuration(queue: UploadQueue): number | undefined {
  const [seconds, setSeconds] = useState<number>()
  const keys = queue.uploads.map(({ key }) => key).join(' ')
  useEffect(() => {
    let isOver = false
    const measure = async () => {
      const files = queue.uploads.flatMap(({ key }) => queue.fileOf(key) ?? [])
      const all = await Promise.all(files.map(secondsOf))
      const sum = all.reduce((total, each) => total + each, 0)
      if (!isOver) setSeconds(sum > 0 ? sum : undefined)
    }
    void measure()
    return () => void (isOver = true)
  }, [keys])
  return seconds
}

/** 0: the browser cannot read it. */
function secondsOf(file: File): Promise<number> {
  const url = URL.createObjectURL(file)
  const media = document.createElement('video')
  media.preload = 'metadata'
  return new Promise((resolve) => {
    const end = (seconds: number) => {
      // A browser that still reads the file would miss it.
      media.removeAttribute('src')
      media.load()
      URL.revokeObjectURL(url)
      resolve(Number.isFinite(seconds) ? seconds : 0)
    }
    media.addEventListener('loadedmetadata', () => end(media.duration), { once: true })
    media.addEventListener('error', () => end(0), { once: true })
    media.src = url
  })
}
