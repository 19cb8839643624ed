// In a process of its own, so that what an attack costs its sender delays nobody: told where by its first argument.
import { type Attacked, sendAll } from './send-all.ts'
import { worstRequests } from './worst-requests.ts'

const [, , url = '', key = '', count = '1000'] = process.argv
const attacked: Attacked = await sendAll(url, key, worstRequests(), Number(count))
process.send?.(attacked)
process.disconnect?.()
