// Publishes all packages with one version: npm run release [-- --dry-run]
// Before it: `npx changeset pre enter rc` (once), `npx changeset version`, and a commit.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataOf } from '../packages/server/test/releases/place.ts'
import { packAll, type Tarball } from './tarballs.ts'

const ROOT = join(import.meta.dirname, '..')
const OUT = join(ROOT, 'out/release')

export interface ReleaseOptions {
  /** Packs and checks, and asks npm what it would publish. */
  dryRun: boolean
  /** Default: npm's own configuration. */
  registry?: string
  env: NodeJS.ProcessEnv
}

/**
 * Packs, checks and publishes. Returns what is published, in order. After a failure in the middle
 * it can be run again: what the registry has already is left out.
 */
export function release(options: ReleaseOptions, folders?: readonly string[]): Tarball[] {
  rmSync(OUT, { recursive: true, force: true })
  const tarballs = packAll(OUT, folders)
  const version = commonVersion(tarballs)
  if (!options.dryRun) refuseUnreleased(version)
  writeBill()
  for (const tarball of tarballs)
    if (options.dryRun || !isPublished(tarball, options))
      npm(['publish', tarball.file, ...publishOptions({ ...options, version })], options.env)
  return tarballs
}

/** @throws Error if the packages would not fit together */
export function commonVersion(tarballs: readonly Pick<Tarball, 'name' | 'version'>[]): string {
  const versions = [...new Set(tarballs.map(({ version }) => version))]
  const [version] = versions
  if (version !== undefined && versions.length === 1) return version
  const list = tarballs.map(({ name, version: own }) => `${name} ${own}`).join(', ')
  throw new Error(`The packages have different versions: ${list}. Run: npx changeset version`)
}

function refuseUnreleased(version: string): void {
  if (version === '0.0.0') throw new Error('This is version 0.0.0. Run first: npx changeset version')
  if (!existsSync(dataOf(version)))
    throw new Error(`${dataOf(version)} is missing. Run: npm run release-data`)
  const changes = execFileSync('git', ['status', '--porcelain'], { cwd: ROOT, encoding: 'utf8' })
  if (changes !== '') throw new Error(`Commit first, so that the release can be made again:\n${changes}`)
}

/** @throws Error if the registry has other files under that version */
export function isPublished(
  { name, version, integrity }: Pick<Tarball, 'name' | 'version' | 'integrity'>,
  { registry, env }: Pick<ReleaseOptions, 'registry' | 'env'>,
): boolean {
  const where = registry === undefined ? [] : [`--registry=${registry}`]
  const args = ['view', `${name}@${version}`, 'dist.integrity', '--json', ...where]
  const { stdout, status } = spawnSync('npm', args, { cwd: ROOT, env, encoding: 'utf8' })
  const found =
    stdout.trim() === '' ? undefined : (JSON.parse(stdout) as string | { error: { code: string } })
  if (found === integrity) return true
  if (found === undefined && status === 0) return false
  if (typeof found === 'object' && found.error.code === 'E404') return false
  throw new Error(`The registry has another ${name} ${version}, or did not answer: ${stdout}`)
}

/** Release candidates get a tag of their own, so that nobody gets one without asking for it. */
export function publishOptions({
  version,
  dryRun,
  registry,
  env,
}: ReleaseOptions & { version: string }): string[] {
  // Only a CI that vouches for its run can prove where a package comes from.
  const canProve = env['ACTIONS_ID_TOKEN_REQUEST_URL'] !== undefined || env['SIGSTORE_ID_TOKEN'] !== undefined
  return [
    '--access=public',
    `--tag=${version.includes('-') || version === '0.0.0' ? 'next' : 'latest'}`,
    ...(canProve ? ['--provenance'] : []),
    ...(dryRun ? ['--dry-run'] : []),
    ...(registry === undefined ? [] : [`--registry=${registry}`]),
  ]
}

/** A bill of materials of everything that the packages bring, with licences. */
function writeBill(): void {
  const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only', '--workspaces']
  const bill = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 100_000_000 })
  writeFileSync(join(OUT, 'sbom.cdx.json'), bill)
}

function npm(args: string[], env: NodeJS.ProcessEnv): void {
  execFileSync('npm', args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
}

if (import.meta.main) {
  const dryRun = process.argv.includes('--dry-run')
  const published = release({ dryRun, env: process.env })
  for (const { name, version } of published)
    console.log(`${dryRun ? 'would publish' : 'published'} ${name} ${version}`)
}
