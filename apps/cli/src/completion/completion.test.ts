import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createProgram } from '../cli.ts'
import { everyNode, readTree } from './command-tree.ts'
import { SHELLS } from './shells.ts'

const tree = readTree(createProgram('0.0.0'))
const names = Object.keys(SHELLS)

/** What bash offers at the end of a line. */
function complete(line: string): string[] {
  const words = line.split(' ')
  const script = `${SHELLS['bash']?.(tree)}
compopt() { :; }
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_video_translation
printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: import.meta.dirname })
    .split('\n')
    .filter(Boolean)
}

test.each([
  ['video-translation trans', ['translate']],
  ['video-translation models ', ['list', 'pull', 'remove']],
  ['video-translation models pull --pa', ['--pair']],
  ['video-translation translate --only ', ['transcript', 'subtitles']],
  ['video-translation completion z', ['zsh']],
  ['video-translation translate completion.te', ['completion.test.ts']],
  ['video-translation translate --glossary completion.te', ['completion.test.ts']],
  ['video-translation status ', []],
  ['video-translation list --limit ', []],
])('bash completes %j', (line, offers) => {
  expect(complete(line)).toEqual(offers)
})

test('bash completes a name with spaces as one word', () => {
  const folder = mkdtempSync(join(tmpdir(), 'complete-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'my video*.mp4'), '')
  expect(complete(`video-translation translate ${folder}/my`)).toEqual([join(folder, 'my video*.mp4')])
})

test.each(names)('the script for %s has every command and option', (shell) => {
  const script = SHELLS[shell]?.(tree) ?? ''
  for (const { name, options } of everyNode(tree)) {
    expect(script).toContain(name)
    for (const option of options.flatMap((each) => each.names))
      expect(script).toMatch(
        new RegExp(shell === 'fish' ? `-[ls] ${option.replace(/^-+/, '')}\\b` : `${option}\\b`),
      )
  }
})
