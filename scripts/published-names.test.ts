import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
/**
 * These names are free in the registry. Somebody else could take one and run code on the machines
 * of our readers.
 */
const NAME = String.raw`video-translation(?:-client|-server|-simulator)?(?![\w/-])`
const FROM_REGISTRY = [
  // A name after a runner and its options. `--no-install` and `--no` never ask the registry.
  new RegExp(
    String.raw`\b(?:npx|bunx|pnpx|(?:npm|pnpm|yarn|bun) (?:exec|x|dlx|create))\s+(?!--no)[^\n;|&]*?(?<![\w/.-])${NAME}`,
  ),
  new RegExp(
    String.raw`\b(?:npm|pnpm|yarn|bun|deno) (?:i|install|add|ci)\b[^\n;|&\x60]*?(?<![\w/.{,-])${NAME}`,
  ),
  new RegExp(String.raw`\b(?:npm:|jsr:|esm\.sh/|unpkg\.com/|jsdelivr\.net/npm/)${NAME}`),
]

test('each line that installs tarballs names every package of this workspace that they need', () => {
  const lines = execFileSync('git', ['grep', '-hE', String.raw`npm install .*\.tgz`, '--', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const needs = new Map(
    FOLDERS.map((folder) => {
      const path = join(ROOT, folder, 'package.json')
      const { name, dependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
      return [name, Object.keys(dependencies)]
    }),
  )
  const installs = [...lines.matchAll(/video-translation-(?:\{([\w,]+)\}|(\w+))-[\w.*-]+tgz/g)]
  expect(installs.length).toBeGreaterThan(3)
  for (const [line, many, one = ''] of installs) {
    const named = (many ?? one).split(',').map((part) => `video-translation-${part}`)
    const missing = named
      .flatMap((name) => needs.get(name) ?? [])
      .filter((name) => needs.has(name) && !named.includes(name))
    expect([line, missing]).toEqual([line, []])
  }
})

const FOLDERS = ['packages/client', 'packages/dashboard', 'packages/simulator', 'packages/server', 'apps/cli']

interface Manifest {
  name: string
  dependencies?: Record<string, string>
}

test('no document and no message runs or installs an unpublished name from the registry', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '*.md', '*.ts', '*.mjs', '*.json', '*.html', ':!package-lock.json'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )
  const paths = files
    .trim()
    .split('\n')
    .filter((path) => !path.endsWith('published-names.test.ts'))
  expect(paths.length).toBeGreaterThan(500)
  expect(
    paths.flatMap((path) =>
      namesIn(readFileSync(join(ROOT, path), 'utf8')).map((line) => `${path}: ${line}`),
    ),
  ).toEqual([])
})

test.each([
  'npx video-translation doctor',
  'npx -y video-translation@latest doctor',
  'npx --prefix PATH/TO/CLONE video-translation serve',
  'npm exec -- video-translation serve',
  'npm install video-translation-client',
  'npm i --save-dev video-translation-simulator',
  'run `bun add video-translation-client`',
  "import { x } from 'npm:video-translation-client'",
])('the check finds: %s', (line) => {
  expect(namesIn(line)).toEqual([line])
})

test.each([
  'npx --no-install video-translation doctor',
  'npm install PATH/TO/CLONE/out/video-translation-client-1.0.0-rc.0.tgz',
  'npm install PATH/TO/CLONE/out/video-translation-{client,simulator}-1.0.0-rc.0.tgz',
  'video-translation serve',
  "import { VideoTranslationClient } from 'video-translation-client'",
])('the check accepts: %s', (line) => {
  expect(namesIn(line)).toEqual([])
})

function namesIn(text: string): string[] {
  return text.split('\n').filter((line) => FROM_REGISTRY.some((pattern) => pattern.test(line)))
}
