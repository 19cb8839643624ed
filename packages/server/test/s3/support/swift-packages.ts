import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unpackPackages } from '../../../../../scripts/debian-packages.ts'

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
  return await unpackPackages({ name: 'swift', packages: PACKAGES, adapt: readPathFromEnvironment })
}

/** The path of its main configuration is the only one that Swift takes from nowhere else. */
async function readPathFromEnvironment(root: string): Promise<void> {
  const path = join(root, 'usr/lib/python3/dist-packages/swift/common/utils.py')
  const code = await readFile(path, 'utf8')
  const changed = code.replace(/^SWIFT_CONF_FILE = .*$/m, "SWIFT_CONF_FILE = os.environ['SWIFT_CONF']")
  await writeFile(path, changed)
}
