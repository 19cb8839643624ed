import type {
  Artifact,
  EngineInfo,
  Failure,
  Outcome,
  Target,
  Translation,
  VoiceInfo,
} from 'video-translation-client'
import * as z from 'zod'

const FAILURE = z.object({ code: z.string(), message: z.string() })

const FILE = z.object({
  name: z.string().describe('Pass it to download_files.'),
  bytes: z.number().optional(),
  stale: z.boolean().optional().describe('apply_edits makes it anew.'),
})

const TARGET = z.object({
  language: z.string(),
  status: z.string(),
  stage: z.string().optional(),
  progress: z.number().optional(),
  error: FAILURE.optional(),
  warnings: z.array(FAILURE),
  files: z.array(FILE),
})

/** A translation for an assistant, without signed addresses, which would fill its context. */
export const TRANSLATION = z.object({
  id: z.string(),
  status: z.string().describe('pending, running, needs_input, or final: completed, partial, error, canceled'),
  engine: z.string(),
  source: z.string().optional(),
  from: z.string().optional(),
  progress: z.number().optional().describe('From 0 to 1.'),
  stage: z.string().optional(),
  expectedSeconds: z.number().optional().describe('Estimate of what remains.'),
  review: z.object({ stage: z.string(), revision: z.number() }).optional(),
  stale: z.boolean().optional().describe('Edits are not in the results yet: apply_edits.'),
  error: FAILURE.optional(),
  targets: z.array(TARGET),
  files: z.array(FILE),
})

export const OUTCOME = z.object({
  id: z.string(),
  result: z.string().describe('A status, `timeout` while it still runs, or `failed` to get its status.'),
  translation: TRANSLATION.optional(),
  error: FAILURE.optional(),
})

export const ENGINE = z.object({
  name: z.string(),
  description: z.string(),
  isDefault: z.boolean().describe('create_translation without `engine` takes it.'),
  ready: z.boolean(),
  costs: z.boolean().describe('A vendor is paid for each translation.'),
  problems: z.array(FAILURE),
  languages: z.array(z.object({ from: z.string(), to: z.array(z.string()) })),
  options: z.record(z.string(), z.unknown()).describe('JSON Schema of the options of create_translation.'),
})

export const VOICE = z.object({
  engine: z.string(),
  name: z.string().describe('For the option `voices` of create_translation: { es: name }; or for a cue.'),
  title: z.string(),
  language: z.string().describe('BCP 47 tag; * for any'),
  sex: z.string().optional(),
  ready: z.boolean(),
})

export function translationDocument(translation: Translation): z.infer<typeof TRANSLATION> {
  const { id, status, engine, source, from, progress, stage, expectedSeconds } = translation
  const { review, stale, error, targets, artifacts } = translation
  return {
    id,
    status,
    engine,
    source: source.name ?? source.url,
    from,
    progress,
    stage,
    expectedSeconds,
    review: review && { stage: review.stage, revision: review.revision },
    stale,
    error,
    targets: targets.map(targetDocument),
    files: artifacts.map(fileDocument),
  }
}

function targetDocument(target: Target): z.infer<typeof TARGET> {
  const { language, status, stage, progress, error, warnings, artifacts } = target
  return { language, status, stage, progress, error, warnings, files: artifacts.map(fileDocument) }
}

function fileDocument({ name, bytes, stale }: Artifact): z.infer<typeof FILE> {
  return { name, bytes, stale }
}

export function outcomeDocument({ id, result, translation, error }: Outcome): z.infer<typeof OUTCOME> {
  return {
    id,
    result,
    translation: translation && translationDocument(translation),
    error: error && failureOf(error),
  }
}

function failureOf({ code, message }: Failure): Failure {
  return { code, message }
}

export function engineDocument(engine: EngineInfo, costs: boolean): z.infer<typeof ENGINE> {
  const { name, description, isDefault = false, ready, problems, languages, options } = engine
  return { name, description, isDefault, ready, costs, problems, languages, options }
}

export function voiceDocument(engine: string, voice: VoiceInfo): z.infer<typeof VOICE> {
  const { name, title, language, sex, ready } = voice
  return { engine, name, title, language, sex, ready }
}
