import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { Charge } from 'video-translation-client/estimate'
import * as z from 'zod'
import { describeCharge } from '../../charges.ts'
import { refusal } from './answers.ts'

/** What a person decides on. */
export interface PaidWork {
  engine: string
  /** Undefined: it costs nothing. */
  charge: Charge | undefined
  /** What would be paid for, e.g. `the translation of talk.mp4 into es`. */
  what: string
  /** The argument of the tool. It counts only where no person can be asked. */
  confirmCost: boolean | undefined
}

const KEY = 'cost'

/**
 * Lets a person decide on work that a vendor is paid for. Undefined: go on. Otherwise it is the
 * answer of the tool: the question, or a refusal.
 */
export function refuseUnlessConfirmed(
  server: McpServer,
  context: ServerContext,
  work: PaidWork,
): CallToolResult | InputRequiredResult | undefined {
  if (!work.charge) return undefined
  if (!canAsk(server, context)) return work.confirmCost ? undefined : askForArgument(work)
  const response = inputResponse(context.mcpReq.inputResponses, KEY)
  if (response.kind === 'missing') return question(work)
  const isConfirmed =
    response.kind === 'elicit' && response.action === 'accept' && response.content?.['confirm'] === true
  return isConfirmed
    ? undefined
    : refusal('cost_declined: The person did not confirm the cost. Nothing was started.')
}

/** Whether the caller can put a question to a person. */
function canAsk(server: McpServer, { mcpReq }: ServerContext): boolean {
  const envelope = mcpReq.envelope as Record<string, ClientCapabilities | undefined> | undefined
  const capabilities = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities()
  return capabilities?.elicitation !== undefined
}

function question(work: PaidWork): InputRequiredResult {
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({
        message: `${priceOf(work)} The account of the server is charged.`,
        requestedSchema: z.object({ confirm: z.boolean().describe('Start it, and pay the vendor') }),
      }),
    },
  })
}

function askForArgument(work: PaidWork): CallToolResult {
  return refusal(
    `cost_unconfirmed: ${priceOf(work)} Ask the person first. If they agree, call again with confirmCost: true.`,
  )
}

function priceOf({ engine, what, charge = { vendor: engine } }: PaidWork): string {
  return `The engine ${engine} works at a paid vendor: ${what}. ${describeCharge(charge)}`
}
