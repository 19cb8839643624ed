import { CliError } from '../errors.ts'
import { askPerson } from './ask-person.ts'

/**
 * Lets a person decide whether to go on.
 * @param what sentences about what will happen
 * @throws CliError if the person says no, or nobody can be asked
 */
export async function agreeTo(what: string, signal: AbortSignal, ask = askPerson): Promise<void> {
  const answer = await ask(`${what} Go on? [y/N] `, signal)
  if (answer === undefined)
    throw new CliError('badInput', `${what} Nothing was done.`, 'Add --yes to do it without a question.')
  if (!/^y/i.test(answer))
    throw new CliError('badInput', 'Nothing was done.', undefined, undefined, 'declined')
}
