import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { Refusal } from '../../refusal.ts'
import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { readJson } from './fields.ts'
import { findLanguage } from './language-routes.ts'
import { detailsOf, type Language } from './project.ts'
import { findSegment, readSegments, readTranslation } from './segment-fields.ts'
import type { Segment } from './segment.ts'
import { ordered, viewTargetSegment } from './transcript.ts'
import { requireReady } from './transcript-routes.ts'

const PATH = '/v1/dubbing/project/:project/language/:language/transcript'

interface Translated {
  job: SimulatedJob
  language: Language
}

/** Creates the routes of the translations of a language, and of dubbing them again. */
export function createTargetTranscriptRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  const find = (call: Call): Translated => findTranslated(call, backend)
  return {
    [`GET ${PATH}`]: (call) => {
      const { job, language } = find(call)
      return Response.json({
        source_language: job.source.language ?? null,
        target_language: language.language,
        segments: ordered(detailsOf(job).segments).map((segment) => viewTargetSegment(segment, language)),
        revision: language.revision,
      })
    },
    [`PATCH ${PATH}/segments`]: async (call) => {
      const translated = find(call)
      const { language } = translated
      const segments = edit(translated, readSegments(await readJson(call)), backend)
      const views = segments.map((segment) => viewTargetSegment(segment, language))
      return Response.json({ segments: views, revision: language.revision })
    },
    [`PATCH ${PATH}/segment/:segment`]: async (call) => {
      const translated = find(call)
      const { language } = translated
      const change: [string, Fields] = [call.params['segment'] ?? '', await readJson(call)]
      const [segment] = edit(translated, [change], backend) as [Segment]
      return Response.json({ segment: viewTargetSegment(segment, language), revision: language.revision })
    },
    [`POST ${PATH}/regenerate`]: (call) => regenerate(find(call), backend),
  }
}

/** @throws Refusal 409 while the language is on its first dub */
function findTranslated(call: Call, backend: Backend): Translated {
  const found = findLanguage(call, backend)
  requireReady(found.job, backend)
  if (found.language.outputRevision !== undefined) return found
  const { language } = found.language
  throw new Refusal(409, 'language_not_dubbed', `The language ${language} has no translations yet.`)
}

function edit({ job, language }: Translated, changes: [string, Fields][], { jobs }: Backend): Segment[] {
  const read = changes.map(([id, fields]) => [findSegment(job, id), readTranslation(fields)] as const)
  for (const [{ id }, translation] of read) {
    if (translation === undefined) continue
    language.translations.set(id, translation)
    language.edited.add(id)
  }
  language.revision++
  jobs.noteChange(job)
  return read.map(([segment]) => segment)
}

/** Only edited segments are charged for, beyond as much as the source lasts. */
function regenerate({ job, language }: Translated, { jobs }: Backend): Response {
  const { segments } = detailsOf(job)
  const target = jobs.view(job).targets.find((each) => each.language === language.language)
  if (target?.status !== 'completed' || language.outputRevision === language.revision)
    throw new Refusal(409, 'no_edits', `The language ${language.language} has no edits to apply.`)
  const edited = segments.filter(({ id }) => language.edited.has(id))
  const seconds = edited.reduce((sum, { start, end }) => sum + end - start, 0)
  const free = Math.min(language.freeSeconds, seconds)
  language.freeSeconds -= free
  language.edited.clear()
  language.startedRevision = language.revision
  jobs.redoTarget(job, language.language)
  return Response.json({
    regenerated_segment_ids: edited.map(({ id }) => id),
    regenerated_seconds: seconds,
    charged_seconds: seconds - free,
    free_regeneration_seconds_remaining: language.freeSeconds,
  })
}
