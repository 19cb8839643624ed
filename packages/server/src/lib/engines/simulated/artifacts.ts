import type { ProducedArtifact } from '../engine.ts'

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
