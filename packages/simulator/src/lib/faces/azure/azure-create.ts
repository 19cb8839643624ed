import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../serving/refusal.ts'
import type { World } from '../../world/world.ts'
import { readId, readIterationInput, readTranslationInput } from './azure-input.ts'
import type { TranslationRecord, Records } from './azure-records.ts'
import { refuseReused, refuseTooMany, startIteration } from './azure-start.ts'
import { locationOf, translationOf } from './azure-view.ts'
import { hasProperties } from './azure-version.ts'

/** The id that Azure's examples show for an iteration that was made by itself. */
const FIRST = 'Initial'

/** The same operation again gets the translation as it is now; another one may not create what is there. */
export async function createTranslation(call: Call, records: Records, world: World): Promise<Response> {
  const id = readId(call.params['translation'], 'translationId')
  const operation = readId(call.header('operation-id'), 'Operation-Id')
  const existing = records.find(id)
  if (existing?.operation === operation) return tell(call, 200, existing, world)
  if (existing) throw new Refusal(409, 'Conflict', `There is a translation ${id} already.`, { target: id })
  refuseReused(records, operation)
  await create(call, { id, operation }, records, world)
  return tell(call, 201, records.get(id), world)
}

async function create(
  call: Call,
  ids: { id: string; operation: string },
  records: Records,
  world: World,
): Promise<void> {
  const body = await call.json()
  const input = readTranslationInput(body['input'])
  const first = readIterationInput(body['firstIterationInput'] ?? {}, 'firstIterationInput')
  const isAuto = input['autoCreateFirstIteration'] === true && hasProperties(call)
  // What cannot be played or is too much is refused before anything is there.
  const scenario = call.scenario(String(input['videoFileUrl'] ?? input['audioFileUrl']))
  if (isAuto) refuseTooMany(world)
  const record = records.add({ ...ids, body, input, createdAtMs: world.clock.nowMs() })
  if (isAuto) startIteration(call, record, { id: FIRST, input: first, scenario }, records, world)
}

function tell(call: Call, status: number, record: TranslationRecord, world: World): Response {
  return Response.json(translationOf(record, call, world), {
    status,
    headers: locationOf(call, record.operation),
  })
}
