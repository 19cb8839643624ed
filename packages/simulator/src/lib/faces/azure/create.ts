import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { Backend } from '../../backend/backend.ts'
import { readId, readIterationInput, readTranslationInput } from './input.ts'
import type { TranslationRecord, Records } from './records.ts'
import { refuseReused, refuseTooMany, startIteration } from './start.ts'
import { locationOf, translationOf } from './view.ts'
import { hasProperties } from './version.ts'

/** Id of an automatic iteration in Azure's examples. */
const FIRST_ITERATION = 'Initial'

/** Creates a translation. The same operation again gets its present state; another one gets 409. */
export async function createTranslation(call: Call, records: Records, backend: Backend): Promise<Response> {
  const id = readId(call.params['translation'], 'translationId')
  const operation = readId(call.header('operation-id'), 'Operation-Id')
  const existing = records.find(id)
  if (existing?.operation === operation) return respond(call, 200, existing, backend)
  if (existing) throw new Refusal(409, 'Conflict', `There is a translation ${id} already.`, { target: id })
  refuseReused(records, operation)
  await create(call, { id, operation }, records, backend)
  return respond(call, 201, records.get(id), backend)
}

async function create(
  call: Call,
  ids: { id: string; operation: string },
  records: Records,
  backend: Backend,
): Promise<void> {
  const body = await call.json()
  const input = readTranslationInput(body['input'])
  const first = readIterationInput(body['firstIterationInput'] ?? {}, 'firstIterationInput')
  const isAuto = input['autoCreateFirstIteration'] === true && hasProperties(call)
  // A wrong scenario and too many jobs are refused before anything is created.
  const scenario = call.scenario(String(input['videoFileUrl'] ?? input['audioFileUrl']))
  if (isAuto) refuseTooMany(backend)
  const record = records.add({ ...ids, body, input, createdAtMs: backend.clock.nowMs() })
  if (isAuto) startIteration(call, record, { id: FIRST_ITERATION, input: first, scenario }, records, backend)
}

function respond(call: Call, status: number, record: TranslationRecord, backend: Backend): Response {
  return Response.json(translationOf(record, call, backend), {
    status,
    headers: locationOf(call, record.operation),
  })
}
