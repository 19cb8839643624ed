import type { PlaybackArtifact, ProducedArtifact } from '../engine.ts'

const NOTICE = 'Simulated: no speech was recognised and nothing was translated.'

/** A transcript that says that it is simulated. */
export function simulatedTranscript(from: string | undefined): ProducedArtifact {
  const transcript = {
    simulated: true,
    language: from ?? 'und',
    cues: [{ id: 1, start: 0, end: 2, text: NOTICE }],
  }
  const text = `${JSON.stringify(transcript, null, 2)}\n`
  return { name: 'transcript.json', mediaType: 'application/json', text }
}

/** Subtitles that say that they are simulated. */
export function simulatedSubtitles(language: string): ProducedArtifact {
  const text = `1\n00:00:00,000 --> 00:00:02,000\n${NOTICE}\nTarget language: ${language}\n`
  return { name: `${language}.srt`, mediaType: 'application/x-subrip', text }
}

const VIDEO = { mediaType: 'video/mp4', sample: 'video' } as const
const PEAKS = { mediaType: 'application/octet-stream', sample: 'peaks', playback: 'peaks' } as const

/** A video that says that it is simulated, in place of a dubbed one. */
export function simulatedVideo(language: string): ProducedArtifact {
  return { name: `${language}.mp4`, ...VIDEO }
}

/** What stands for the source while somebody corrects lines. */
export function simulatedSource(): PlaybackArtifact[] {
  return [
    { name: 'source.mp4', ...VIDEO, playback: 'source', playable: true },
    { name: 'source.peaks.bin', ...PEAKS },
  ]
}

/** What is heard and drawn of a target while somebody corrects lines. */
export function simulatedPlayback(language: string): PlaybackArtifact[] {
  return [
    { name: `${language}.dub.m4a`, mediaType: 'audio/mp4', sample: 'sound', playback: 'dub' },
    { name: `${language}.peaks.bin`, ...PEAKS },
  ]
}
