import type { ProducedArtifact, TaskContext } from '../engine.ts'

const SAYING = 'Simulated: no speech was recognised and nothing was translated.'

/** A transcript that says what it is. */
export function writeTranscript(context: TaskContext, from: string | undefined): Promise<ProducedArtifact> {
  const transcript = {
    simulated: true,
    language: from ?? 'und',
    cues: [{ id: 1, start: 0, end: 2, text: SAYING }],
  }
  return write(context, 'transcript.json', 'application/json', `${JSON.stringify(transcript, null, 2)}\n`)
}

/** Subtitles that say what they are. */
export function writeSubtitles(context: TaskContext, language: string): Promise<ProducedArtifact> {
  const text = `1\n00:00:00,000 --> 00:00:02,000\n${SAYING}\nTarget language: ${language}\n`
  return write(context, `${language}.srt`, 'application/x-subrip', text)
}

async function write(
  context: TaskContext,
  name: string,
  mediaType: string,
  text: string,
): Promise<ProducedArtifact> {
  return { name, key: await context.files.putConstant(text), mediaType }
}
