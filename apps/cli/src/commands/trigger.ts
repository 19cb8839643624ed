import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { WebhookEventType } from 'video-translation-client'
import { remoteFetch } from '../connection/remote-fetch.ts'
import { withOutput } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'
import { sampleWebhook } from '../sample-webhook.ts'

interface TriggerOptions extends OutputOptions {
  secret?: string
  id?: string
  reference?: string
}

/** The types of events without `translation.`, which may be left out. */
const EVENTS = ['completed', 'partial', 'error', 'canceled', 'needs_input', 'updated']

/** As long as a server waits for a receiver. */
const TIMEOUT_MS = 15_000

const SHOWN_CHARACTERS = 500

export function triggerCommand(): Command {
  const command = new Command('trigger')
    .description('send a signed sample of a webhook to an address, to test a receiver')
    .addArgument(new Argument('<event>', `event to send: ${EVENTS.join(', ')}`).argParser(parseEvent))
    .argument('<url>', 'http(s) address of the receiver')
    .addOption(
      new Option('--secret <secret>', 'secret of the receiver, whsec_...; required').env(
        'VIDEO_TRANSLATION_WEBHOOK_SECRET',
      ),
    )
    .option('--id <id>', 'id of the translation in it (default: a random one)')
    .option('--reference <text>', 'reference of the translation in it (default: none)')
  return withOutput(command).action(runCommand(trigger))
}

function parseEvent(text: string): WebhookEventType {
  const name = text.replace(/^translation\./, '')
  if (EVENTS.includes(name)) return `translation.${name}` as WebhookEventType
  throw new InvalidArgumentError(`The events are: ${EVENTS.join(', ')}.`)
}

async function trigger(
  { options, output, interrupt }: Context<TriggerOptions>,
  type: WebhookEventType,
  url: string,
): Promise<ExitReason> {
  const { secret, id, reference } = options
  if (!secret)
    throw new CliError(
      'badInput',
      'A webhook is signed, so it needs the secret of the receiver.',
      'Set it with --secret or VIDEO_TRANSLATION_WEBHOOK_SECRET.',
    )
  const { standardWebhooks } = await import('video-translation-client/webhooks')
  const body = JSON.stringify(sampleWebhook({ type, id, reference, nowMs: Date.now() }))
  const headers = await standardWebhooks(secret).sign(body)
  const { status, text } = await send(url, { body, headers, signal: interrupt.signal })
  const isDelivered = status >= 200 && status < 300
  const verdict = isDelivered ? 'delivered' : 'not delivered: a server would send it again'
  output.result(
    { url, type, status, delivered: isDelivered, answer: text, body: JSON.parse(body) as unknown },
    [`${status}  ${verdict}`, ...(text ? [text] : [])],
  )
  return isDelivered ? 'done' : 'failed'
}

interface Delivery {
  body: string
  headers: Record<string, string>
  signal: AbortSignal
}

/** Follows no redirect, as a server does. */
async function send(
  url: string,
  { body, headers, signal }: Delivery,
): Promise<{ status: number; text: string }> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new CliError('badInput', `${url} is not an http(s) address.`)
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await remoteFetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    })
    return { status: response.status, text: (await response.text()).slice(0, SHOWN_CHARACTERS) }
  } catch (error) {
    signal.throwIfAborted()
    const why = limit.aborted ? `gave no answer in ${TIMEOUT_MS / 1000} seconds` : 'does not answer'
    throw new CliError(
      'unreachable',
      `${url} ${why}.`,
      'Check the address, and that the receiver runs.',
      error,
    )
  }
}
