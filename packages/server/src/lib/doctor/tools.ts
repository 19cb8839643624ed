import { execa } from 'execa'
import { findMissingCapabilities } from '../media/capabilities.ts'
import { findMediaTools, isOldTool, toolVersion } from '../media/tools.ts'
import type { Check } from './check.ts'
import { installCommand } from './install-command.ts'

/**
 * Runs ffmpeg and ffprobe once each. An existing file may not run on this machine, be too old for
 * untrusted files, or lack an encoder or a filter.
 */
export async function checkMediaTools(env: NodeJS.ProcessEnv): Promise<Check[]> {
  const tools = await findMediaTools(env).catch(() => undefined)
  return Promise.all([checkTool('ffmpeg', tools?.ffmpeg), checkTool('ffprobe', tools?.ffprobe)])
}

async function checkTool(name: string, path: string | undefined): Promise<Check> {
  const base = { name, neededFor: 'reading and writing video', fix: installCommand(['ffmpeg']) }
  if (path === undefined) return { ...base, ok: false, optional: false, found: 'not found' }
  const version = await toolVersion(path).catch(() => undefined)
  if (!version) return { ...base, ok: false, optional: false, found: `does not run: ${path}` }
  const found = `${version} (${path})`
  const lacking = name === 'ffmpeg' ? await findMissingCapabilities(path).catch(() => []) : []
  if (lacking.length > 0)
    return { ...base, ok: false, optional: false, found: `${found} lacks ${lacking.join(', ')}` }
  if (await isOldTool(path)) return { ...base, ...OLD, ok: false, found: `${found} is older than ffmpeg 5` }
  return { name, ok: true, optional: false, found, neededFor: base.neededFor }
}

/** An old tool works for the user's own files. A server with API keys refuses it. */
const OLD = {
  optional: true,
  neededFor: "reading other people's files safely; use an old one for your own files only",
}

export async function checkEspeak(env: NodeJS.ProcessEnv): Promise<Check> {
  const result = await execa('espeak-ng', ['--version'], {
    stdin: 'ignore',
    reject: false,
    timeout: 10_000,
    env,
    extendEnv: false,
  })
  const ok = !result.failed
  return {
    name: 'espeak-ng',
    ok,
    optional: true,
    found: ok ? (/\d+(?:\.\d+)+/.exec(result.stdout)?.[0] ?? 'installed') : 'not found',
    neededFor: 'a plain voice in languages that no installed model speaks',
    ...(!ok && { fix: installCommand(['espeak-ng']) }),
  }
}
