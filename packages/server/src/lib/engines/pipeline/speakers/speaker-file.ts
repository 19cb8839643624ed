import type { SpeakerTurn } from '../providers/diarizer.ts'

/**
 * Reads who speaks when: RTTM, as diarizers write it, or JSON with `start`, `end` and `speaker` of
 * each turn, as a list or as `turns` or `segments` of an object.
 * @throws Error that says what is wrong
 */
export function readSpeakerFile(text: string): SpeakerTurn[] {
  const turns = /^\s*[[{]/.test(text) ? readJson(text) : readRttm(text)
  if (turns.length === 0) throw new Error('The file of speakers has no turn: it is neither RTTM nor JSON.')
  return turns.toSorted((one, other) => one.start - other.start)
}

/** `SPEAKER talk 1 0.50 2.25 <NA> <NA> Anna <NA> <NA>`: the start, the length and the name. */
function readRttm(text: string): SpeakerTurn[] {
  const lines = text.split(/\r?\n/).filter((line) => /^SPEAKER\s/.test(line))
  return lines.map((line) => {
    const [, , , start, seconds, , , speaker] = line.trim().split(/\s+/)
    return checked({ start: Number(start), end: Number(start) + Number(seconds), speaker }, line)
  })
}

function readJson(text: string): SpeakerTurn[] {
  const content = parse(text) as { turns?: unknown; segments?: unknown }
  const list = Array.isArray(content) ? content : (content.turns ?? content.segments)
  if (!Array.isArray(list)) throw new Error('The JSON of speakers has no list of turns.')
  return list.map((turn) => checked((turn ?? {}) as Partial<SpeakerTurn>, JSON.stringify(turn)))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`The file of speakers is no JSON: ${String(error)}`, { cause: error })
  }
}

function checked({ start, end, speaker }: Partial<SpeakerTurn>, shown: string): SpeakerTurn {
  const isTimed = typeof start === 'number' && typeof end === 'number' && start >= 0 && end > start
  if (isTimed && Number.isFinite(end) && typeof speaker === 'string' && speaker.trim() !== '')
    return { start, end, speaker: speaker.trim() }
  throw new Error(`A turn of the speakers has no times or no name: ${shown.slice(0, 100)}`)
}
