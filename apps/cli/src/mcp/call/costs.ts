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
import * as z from 'zod'
import { refusal } from './answers.ts'

/** Engines that work on the machine of the server. Every other one counts as a paid vendor. */
const FREE_ENGINES = ['pipeline', 'simulated']

export function isPaid(engine: string): boolean {
  return !FREE_ENGINES.includes(engine)
}

/** What a person decides on. */
export interface PaidWork {
  engine: string
  /** Completes "heygen is a paid vendor: ...". */
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
  if (!isPaid(work.engine)) return undefined
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

function question({ engine, what }: PaidWork): InputRequiredResult {
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({
        message: `${engine} is a paid vendor: ${what}. Its price is charged to the account of the server.`,
        requestedSchema: z.object({ confirm: z.boolean().describe('Start it, and pay the vendor') }),
      }),
    },
  })
}

function askForArgument({ engine, what }: PaidWork): CallToolResult {
  return refusal(
    `cost_unconfirmed: ${engine} is a paid vendor: ${what}. Ask the person first. If they agree, call again with confirmCost: true.`,
  )
}
