import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { invalid, readId, readIterationInput } from './input.ts'
import type { TranslationRecord, Records } from './records.ts'
import { refuseReused, refuseTooMany, startIteration } from './start.ts'
import { readGivenFile } from './subtitles.ts'
import { iterationOf, locationOf } from './view.ts'

/**
 * Creates an iteration, which translates. From the second one on it needs a file with corrections.
 */
export async function createIteration(call: Call, records: Records, backend: Backend): Promise<Response> {
  const record = records.get(call.params['translation'])
  const id = readId(call.params['iteration'], 'iterationId')
  const operation = readId(call.header('operation-id'), 'Operation-Id')
  const existing = record.iterations.find(({ details }) => details['iteration'] === id)
  if (existing && records.made(operation) === existing)
    return respond(call, 200, existing, operation, backend)
  if (existing) throw new Refusal(409, 'Conflict', `There is an iteration ${id} already.`, { target: id })
  refuseReused(records, operation)
  const job = await create(call, record, { id, operation }, records, backend)
  return respond(call, 201, job, operation, backend)
}

async function create(
  call: Call,
  record: TranslationRecord,
  ids: { id: string; operation: string },
  records: Records,
  backend: Backend,
): Promise<SimulatedJob> {
  const { input: fields, description } = await call.json()
  const input = readIterationInput(fields, 'input')
  if (record.iterations.length > 0 && !input['webvttFile'])
    throw invalid('input.webvttFile', 'It is required from the second iteration on.')
  if (record.creation !== 'Succeeded')
    throw new Refusal(409, 'Conflict', `The translation ${record.id} is not created yet.`, {
      target: record.id,
    })
  const given = await readGivenFile(input, backend)
  refuseTooMany(backend)
  const { videoFileUrl, audioFileUrl } = record.input
  const scenario = call.scenario(String(videoFileUrl ?? audioFileUrl))
  return startIteration(call, record, { ...ids, input, description, scenario, given }, records, backend)
}

function respond(
  call: Call,
  status: number,
  job: SimulatedJob,
  operation: string,
  backend: Backend,
): Response {
  const body = iterationOf(backend.jobs.view(job), backend)
  return Response.json(body, { status, headers: locationOf(call, operation) })
}
