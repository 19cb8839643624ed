import { hmacSha256, toHex } from '../../backend/hmac.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { detailsOf, projectStatus } from './project.ts'
import { viewLanguage, viewProject } from './project-view.ts'
import type { WorkspaceWebhook, WorkspaceWebhooks } from './workspace-webhooks.ts'

/**
 * Tells the webhooks of a project what becomes of it and of its languages, each once. That `data` is the project or the language as
 * a request would show it is a guess: the vendor's documents name the events, and say that completed ones carry the URLs.
 */
export function tellOfProject(job: SimulatedJob, backend: Backend, webhooks: WorkspaceWebhooks): void {
  const { webhookIds } = detailsOf(job)
  const told = new Set<string>()
  if (webhookIds.length > 0) backend.jobs.follow(job, (view) => view && newsOf(view, backend).forEach(tell))

  function tell({ type, about, data }: News): void {
    if (told.has(`${about} ${type}`)) return
    told.add(`${about} ${type}`)
    const body = JSON.stringify({ type, event_timestamp: Math.floor(backend.clock.nowMs() / 1000), data })
    for (const webhook of webhookIds.map(webhooks.get))
      if (webhook && !webhook.isDisabled) send(webhook, { job, event: type, body }, backend)
  }
}

interface News {
  type: string
  /** The project or language that it is about. */
  about: string
  data: object
}

function newsOf(view: JobView, backend: Backend): News[] {
  const status = projectStatus(view)
  const project = viewProject(view)
  const languages = detailsOf(view.job).languages.map((language) => viewLanguage(view, language, backend))
  const settled = languages.filter((language) => ['completed', 'failed'].includes(language.status))
  return [
    ...(status === 'ready' || status === 'failed'
      ? [{ type: `dubbing_project_${status}`, about: project.project_id, data: project }]
      : []),
    ...settled.map((language) => ({
      type: `dubbing_language_${language.status}`,
      about: language.language_id,
      data: language,
    })),
  ]
}

/** `ElevenLabs-Signature: t=<seconds>,v0=<hex>` over the seconds, a dot and the body, as the SDK's `constructEvent` verifies it. */
function send(
  { url, secret, isRetried }: WorkspaceWebhook,
  message: { job: SimulatedJob; event: string; body: string },
  { webhooks }: Backend,
): void {
  webhooks.send({
    ...message,
    url,
    async headers(sentAtMs) {
      const seconds = Math.floor(sentAtMs / 1000)
      const signature = await hmacSha256(secret, `${seconds}.${message.body}`)
      return { 'elevenlabs-signature': `t=${seconds},v0=${toHex(signature)}` }
    },
    ...(!isRetried && { retryMs: [] }),
  })
}
