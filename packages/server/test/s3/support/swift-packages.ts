import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Debian's packages of OpenStack Swift, and all that they need beyond Python itself. */
const PACKAGES = [
  'swift', 'swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'python3-swift', 'liberasurecode1',
  'memcached', 'libevent-2.1-7', ...[
    'cffi', 'cffi-backend', 'certifi', 'chardet', 'charset-normalizer', 'cryptography', 'dateutil', 'debtcollector',
    'dnspython', 'eventlet', 'greenlet', 'idna', 'importlib-metadata', 'iso8601', 'lxml', 'more-itertools', 'msgpack',
    'netaddr', 'netifaces', 'openssl', 'oslo.config', 'oslo.context', 'oslo.i18n', 'oslo.log', 'oslo.serialization',
    'oslo.utils', 'packaging', 'paste', 'pastedeploy', 'pbr', 'pkg-resources', 'ply', 'pycparser', 'pyeclib', 'pyinotify',
    'requests', 'rfc3986', 'six', 'stevedore', 'tempita', 'tz', 'urllib3', 'wrapt', 'xattr', 'yaml', 'zipp',
  ].map((name) => `python3-${name}`),
] // prettier-ignore

/** The packages are made for Debian's own Python. */
export const PYTHON = '/usr/bin/python3'

/**
 * The folder with the unpacked packages. They are downloaded once, 7 MB, and nothing is installed.
 */
export async function unpackSwift(): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'video-translation-tests')
  const target = join(cache, 'swift')
  if (existsSync(target)) return target
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  try {
    await download(draft)
    for (const name of await readdir(draft)) {
      if (name.endsWith('.deb')) await run('dpkg-deb', ['-x', join(draft, name), join(draft, 'root')])
    }
    await readPathFromEnvironment(join(draft, 'root'))
    await rename(join(draft, 'root'), target).catch((error: unknown) => {
      // Another run of the tests may have been quicker.
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return target
}

async function download(folder: string): Promise<void> {
  // As root, apt would download as a user who may not write here.
  const asRoot = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : []
  const fetch = () => run('apt-get', [...asRoot, 'download', ...PACKAGES], { cwd: folder })
  try {
    await fetch().catch(async () => {
      await run('apt-get', ['update', '-qq'])
      await fetch()
    })
  } catch (cause) {
    const advice =
      'The tests of S3 need Debian 12, apt-get and its package lists (run `apt-get update` as root).'
    throw new Error(advice, { cause })
  }
}

/** The path of its main configuration is the only one that Swift takes from nowhere else. */
async function readPathFromEnvironment(root: string): Promise<void> {
  const path = join(root, 'usr/lib/python3/dist-packages/swift/common/utils.py')
  const code = await readFile(path, 'utf8')
  const changed = code.replace(/^SWIFT_CONF_FILE = .*$/m, "SWIFT_CONF_FILE = os.environ['SWIFT_CONF']")
  await writeFile(path, changed)
}
