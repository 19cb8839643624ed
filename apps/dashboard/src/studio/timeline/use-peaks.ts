import { useEffect, useState } from 'react'
import type { PlaybackFile } from 'video-translation-client'
import { readPeaks } from 'video-translation-client/studio'
import { useSession } from '../../session/session.ts'
import { createPeaks, type Peaks } from './peaks.ts'

/** The peaks of a file. A link that is renewed does not read them again. */
export function usePeaks(
  file: PlaybackFile | undefined,
  version: string,
  onRead: () => void,
): Peaks | undefined {
  const { client } = useSession()
  const [peaks, setPeaks] = useState<Peaks>()
  const name = file?.name
  useEffect(() => {
    if (!file) return setPeaks(undefined)
    const made = createPeaks((range) => readPeaks(client, file, range), onRead)
    setPeaks(made)
    return () => made.close()
  }, [client, name, version, onRead])
  return peaks
}
