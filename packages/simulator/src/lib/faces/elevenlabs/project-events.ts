import { hmacSha256, toHex } from '../../backend/hmac.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { detailsOf, projectStatus } from './project.ts'
import { viewLanguage, viewProject } from './project-view.ts'
import type { WorkspaceWebhook, WorkspaceWebhooks } from './workspace-webhooks.ts'

/**
 * Sends one webhook for the end of a project's preparation and of each language. The shape of
 * `data`, which is that of the HTTP answers, is a guess: the vendor names only the events and the
 * URLs in completed ones.
 */
export function sendProjectEvents(job: SimulatedJob, backend: Backend, webhooks: WorkspaceWebhooks): void {
  const { webhookIds } = detailsOf(job)
  const sent = new Set<string>()
  if (webhookIds.length > 0)
    backend.jobs.follow(job, (view) => view && eventsOf(view, backend).forEach(sendOnce))
  const sendOnce = ({ type, about, data, outputRevision = '' }: ProjectEvent): void => {
    const key = `${about} ${type} ${outputRevision}`
    if (sent.has(key)) return
    sent.add(key)
    const body = JSON.stringify({ type, event_timestamp: Math.floor(backend.clock.nowMs() / 1000), data })
    for (const webhook of webhookIds.map(webhooks.get))
      if (webhook && !webhook.isDisabled) send(webhook, { job, event: type, body }, backend)
  }
}

interface ProjectEvent {
  type: string
  /** Id of the project or language. */
  about: string
  /** Revision of a language's output: each new one is reported. */
  outputRevision?: number | string
  data: object
}

function eventsOf(view: JobView, backend: Backend): ProjectEvent[] {
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
      outputRevision: language.output_revision ?? '',
      data: language,
    })),
  ]
}

/**
 * Sends a webhook with `ElevenLabs-Signature: t=<seconds>,v0=<hex>`, which the SDK's
 * `constructEvent` verifies.
 */
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
