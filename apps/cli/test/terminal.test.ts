import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { createSandbox, MAIN, type Sandbox } from './cli.ts'

const QUICK = '--engine simulated --from en --to es,ca --option durationMs=3000'

/** Runs a command in a real terminal of a given width, which the tool `script` provides. */
function inTerminal(
  sandbox: Sandbox,
  args: string,
  { columns = 80, env = {} }: { columns?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const command = `stty cols ${columns} rows 24; ${process.execPath} --conditions=video-translation-source ${MAIN} ${args}`
  const { CI: _ci, NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: sandbox.folder,
    env: { ...inherited, TERM: 'xterm-256color', VIDEO_TRANSLATION_DATA: `${sandbox.folder}/data`, ...env },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise<{ code: number | null; output: string }>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ code, output }))
  })
}

test('a terminal shows a moving bar for each language', async () => {
  await using sandbox = createSandbox()
  const slower = QUICK.replace('3000', '5000')
  const { code, output } = await inTerminal(sandbox, `translate talk.mp4 ${slower}`)
  expect(code).toBe(0)
  // Which stages are drawn depends on how quick the machine is.
  for (const language of ['es', 'ca'])
    expect(output).toMatch(new RegExp(`${language} {2}(?:transcribe|translate|synthesize|render)[^\\n]*█`))
  expect(output).toMatch(/about \d+ s left/)
  expect(output).toContain('\u001B[32m')
  expect(output).toContain('\u001B[1A')
  expect(stripVTControlCharacters(output)).toContain('✔ ca  completed')
})

test('NO_COLOR is obeyed', async () => {
  await using sandbox = createSandbox()
  const { output } = await inTerminal(sandbox, `translate talk.mp4 ${QUICK}`, { env: { NO_COLOR: '1' } })
  expect(output).toMatch(/█/)
  expect(output).not.toContain('\u001B[32m')
})

test('on a narrow terminal every line fits', async () => {
  await using sandbox = createSandbox()
  const { code, output } = await inTerminal(sandbox, `translate talk.mp4 ${QUICK} >/dev/null`, {
    columns: 32,
  })
  expect(code).toBe(0)
  for (const line of stripVTControlCharacters(output).split(/\r?\n/))
    expect(stringWidth(line), line).toBeLessThanOrEqual(32)
})
