import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Check } from 'video-translation-server'
import { readVersion } from './version.ts'

const PACKAGES = ['client', 'server', 'simulator', 'dashboard'].map((name) => `video-translation-${name}`)

/** Checks that the packages belong together: they are released with one version. */
export async function checkVersions(): Promise<Check> {
  const own = await readVersion()
  return judgeVersions(own, await Promise.all(PACKAGES.map(versionOf)))
}

interface Version {
  name: string
  version: string
}

export function judgeVersions(own: string, packages: readonly Version[]): Check {
  const others = packages.filter(({ version }) => version !== own)
  const found = others.map(({ name, version }) => `${name} ${version}`)
  const all = `${own}, Node ${process.versions.node}`
  const base = { name: 'versions', optional: false, neededFor: 'packages that fit together' }
  if (found.length === 0) return { ...base, ok: true, found: all }
  const fix = `Install all packages of the version ${own} anew.`
  return { ...base, ok: false, found: `${all}, but ${found.join(', ')}`, fix }
}

async function versionOf(name: string): Promise<Version> {
  const path = fileURLToPath(import.meta.resolve(`${name}/package.json`))
  const { version } = JSON.parse(await readFile(path, 'utf8')) as Version
  return { name, version }
}
