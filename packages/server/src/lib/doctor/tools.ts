import { execa } from 'execa'
import { findMediaTools, toolVersion } from '../media/tools.ts'
import type { Check } from './check.ts'
import { installCommand } from './install-command.ts'

/** ffmpeg and ffprobe, run once each: a file that is there may still not run on this machine. */
export async function checkMediaTools(env: NodeJS.ProcessEnv): Promise<Check[]> {
  const tools = await findMediaTools(env).catch(() => undefined)
  return Promise.all([checkTool('ffmpeg', tools?.ffmpeg), checkTool('ffprobe', tools?.ffprobe)])
}

async function checkTool(name: string, path: string | undefined): Promise<Check> {
  const version = path && (await toolVersion(path).catch(() => undefined))
  return {
    name,
    ok: Boolean(version),
    optional: false,
    found: version ? `${version} (${path})` : path ? `does not run: ${path}` : 'not found',
    neededFor: 'reading and writing video',
    ...(!version && { fix: installCommand(['ffmpeg']) }),
  }
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
