import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import { evictOldest } from '../../backend/evict-oldest.ts'
import type { Backend } from '../../backend/backend.ts'
import { readJson, requiredText, wrongField } from './fields.ts'

/** A webhook of a workspace. */
export interface WebhookSetting {
  /** Id by which projects name it. */
  id: string
  url: string
  /** Secret that signs its deliveries. Default: the simulator's `webhookSecret`. */
  secret?: string
}

/** A webhook with the settings that its owner can change. */
export interface WorkspaceWebhook extends Required<WebhookSetting> {
  name: string
  isDisabled: boolean
  /** Whether a failed delivery is repeated. */
  isRetried: boolean
  createdAtMs: number
}

/** The webhooks of a workspace, from the settings or from `/v1/workspace/webhooks`. */
export interface WorkspaceWebhooks {
  get(id: string): WorkspaceWebhook | undefined
  readonly routes: Readonly<Record<string, Handler>>
}

const ALL = '/v1/workspace/webhooks'
/** Number of webhooks that are kept. */
const MAX_WEBHOOKS = 100

export function createWorkspaceWebhooks(
  backend: Backend,
  settings: readonly WebhookSetting[] = [],
): WorkspaceWebhooks {
  const webhooks = new Map<string, WorkspaceWebhook>()

  const add = (facts: Required<WebhookSetting> & { name: string }): WorkspaceWebhook => {
    const added = { ...facts, isDisabled: false, isRetried: false, createdAtMs: backend.clock.nowMs() }
    webhooks.set(added.id, added)
    evictOldest(webhooks, MAX_WEBHOOKS)
    return added
  }

  /** Creates a webhook. No other answer shows its secret. */
  const create = async (call: Call): Promise<Response> => {
    const { settings: wanted } = await readJson(call)
    if (typeof wanted !== 'object' || wanted === null)
      throw wrongField('body', 'settings', 'Field required', 'missing')
    const { ids } = backend
    const { id, secret } = add({
      id: ids.text('webhook', 20),
      secret: `wsec_${ids.hex('secret')}${ids.hex('secret')}`,
      name: requiredText(wanted as Record<string, unknown>, 'name'),
      url: requiredText(wanted as Record<string, unknown>, 'webhook_url'),
    })
    return Response.json({ webhook_id: id, webhook_secret: secret })
  }

  const update = async (call: Call): Promise<Response> => {
    const webhook = find(call)
    const { is_disabled: isDisabled, name, retry_enabled: isRetried } = await readJson(call)
    if (typeof isDisabled === 'boolean') webhook.isDisabled = isDisabled
    if (typeof name === 'string') webhook.name = name
    if (typeof isRetried === 'boolean') webhook.isRetried = isRetried
    return ok()
  }

  const find = ({ params: { id = '' } }: Call): WorkspaceWebhook => {
    const webhook = webhooks.get(id)
    if (webhook) return webhook
    throw new Refusal(404, 'webhook_not_found', `The workspace has no webhook ${id}.`)
  }

  for (const setting of settings)
    add({ secret: backend.settings.webhookSecret, name: setting.id, ...setting })
  return {
    get: (id) => webhooks.get(id),
    routes: {
      [`POST ${ALL}`]: create,
      [`GET ${ALL}`]: () => Response.json({ webhooks: [...webhooks.values()].map(view) }),
      [`PATCH ${ALL}/:id`]: update,
      [`DELETE ${ALL}/:id`]: (call) => {
        webhooks.delete(find(call).id)
        return ok()
      },
    },
  }
}

/** Writes a `WorkspaceWebhookResponseModel` of the SDK. */
function view({ id, url, name, isDisabled, createdAtMs }: WorkspaceWebhook) {
  return {
    name,
    webhook_id: id,
    webhook_url: url,
    is_disabled: isDisabled,
    is_auto_disabled: false,
    created_at_unix: Math.floor(createdAtMs / 1000),
    auth_type: 'hmac',
    usage: null,
    events: null,
    most_recent_failure_error_code: null,
    most_recent_failure_timestamp: null,
  }
}

function ok(): Response {
  return Response.json({ status: 'ok' })
}
