import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createApertiumTranslator } from '../src/lib/engines/pipeline/translators/apertium.ts'

const translator = createApertiumTranslator()
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fake-programs-'))
  // Other test files run Apertium at the same time, so this one needs its own temporary folder.
  vi.stubEnv('TMPDIR', folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

function translate(
  texts: string[],
  { to = 'es', signal = new AbortController().signal, using = translator } = {},
) {
  const lines = texts.map((text) => ({ text, budget: 40 }))
  return using.translate(lines, { from: 'en', to, signal, onProgress: () => {}, onWarning: () => {} })
}

/** Replaces Apertium with a program that lists a mode and then runs `script`. */
async function createProgram(name: string, script: string) {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/bash\nif [ "$1" = -l ]; then echo "  eng-spa"; exit 0; fi\n${script}\n`)
  await chmod(path, 0o755)
  return createApertiumTranslator({ command: path })
}

async function leftovers() {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('apertium-'))
}

test('English is translated into Spanish and Catalan, line by line', async () => {
  const lines = ['The house is red.', 'I have two dogs.', 'Thank you.']
  const spanish = await translate(lines)
  expect(spanish[0]).toBe('La casa es roja.')
  expect(spanish[1]).toContain('perros')
  expect(spanish[2]).toContain('Gracias')
  const catalan = await translate(lines, { to: 'ca' })
  expect(catalan[0]).toMatch(/^La casa és vermell/)
  expect(catalan[1]).toContain('gossos')
})

test('a line never takes words from its neighbours, even within one sentence', async () => {
  const alone = await Promise.all(
    ['The', 'old man and the sea', 'costs nothing'].map((text) => translate([text])),
  )
  expect(await translate(['The', 'old man and the sea', 'costs nothing'])).toEqual(alone.flat())
})

test('a line that continues a sentence does not start in upper case', async () => {
  expect((await translate(['and the dog']))[0]).toBe('y el perro')
})

test("Apertium's own special characters survive", async () => {
  const marks = [
    '[',
    ']',
    '{',
    '}',
    '^',
    '$',
    '/',
    '\\',
    '<',
    '>',
    '@',
    '~',
    '#',
    '*',
    '+',
    '|',
    '_',
    '%',
    '&',
  ]
  const translated = await translate(marks.map((mark) => `the dog ${mark} the house`))
  translated.forEach((text, index) => expect(text).toBe(`el perro ${marks[index]} la casa`))
  expect(await translate(['^dog<n>$ \\[x\\] [[[ {{{ ^a/b$'])).toHaveLength(1)
  expect((await translate(['one [unbalanced', 'the dog']))[1]).toBe('el perro')
})

test('lines without letters stay unchanged, and white space is normalised', async () => {
  expect(await translate(['', '  ', '1 2 3', '...', '¿?!', '  the\n\ndog \t', '\u0000'])).toEqual([
    '',
    '',
    '1 2 3',
    '...',
    '¿?!',
    'el perro',
    '',
  ])
})

test('a thousand lines keep their own translations', async () => {
  const translated = await translate(
    Array.from({ length: 1000 }, (_, index) => `The dog has ${index} houses.`),
  )
  expect(translated).toHaveLength(1000)
  translated.forEach((text, index) => expect(text).toContain(` ${index} casas`))
})

test('a missing pair is refused with the command that installs it', async () => {
  expect(await translator.missing({ from: 'en', to: 'es' })).toBeUndefined()
  expect((await translator.missing({ from: 'pt', to: 'gl' }))?.message).toContain(
    'apt-get install apertium apertium-pt-gl',
  )
  expect(await translator.missing({ from: 'en', to: 'ja' })).toMatchObject({
    code: 'unsupported_language_pair',
  })
  const absent = createApertiumTranslator({ command: join(folder, 'absent') })
  expect((await absent.missing({ from: 'en', to: 'es' }))?.message).toContain(
    'apt-get install apertium apertium-eng-spa',
  )
  expect(await absent.pairs()).toEqual([])
  await expect(translate(['dog'], { using: absent })).rejects.toMatchObject({ code: 'translator_missing' })
})

test('the pairs are listed once, and again after one was installed', async () => {
  const modes = join(folder, 'data', 'modes')
  await mkdir(modes, { recursive: true })
  vi.stubEnv('APERTIUM_DATADIR', join(folder, 'data'))
  onTestFinished(() => void vi.stubEnv('APERTIUM_DATADIR', undefined))
  const [program, runs] = [join(folder, 'counting'), join(folder, 'runs')]
  await writeFile(program, `#!/bin/bash\necho "  eng-spa"\necho >> ${runs}\n`)
  await chmod(program, 0o755)
  const counting = createApertiumTranslator({ command: program })
  const runsAfterAsking = async () => {
    expect(await counting.pairs()).toEqual([{ from: 'en', to: ['es'] }])
    return (await readFile(runs, 'utf8')).length
  }
  expect([await runsAfterAsking(), await runsAfterAsking()]).toEqual([1, 1])
  await utimes(modes, 1_000, 1_000)
  expect([await runsAfterAsking(), await runsAfterAsking()]).toEqual([2, 2])
})

test('the installed pairs are listed by BCP 47 tags, and the identity contains the versions', async () => {
  const english = (await translator.pairs()).find(({ from }) => from === 'en')
  expect(english?.to).toEqual(expect.arrayContaining(['es', 'ca']))
  expect(await translator.identity()).toMatch(/Apertium \d+\.\d+/)
})

test('empty output, a failure and a lost blank line are detected', async () => {
  const silent = await createProgram('silent', 'exit 0')
  await expect(translate(['dog'], { using: silent })).rejects.toMatchObject({ code: 'translation_failed' })
  const broken = await createProgram('broken', 'echo "no data" >&2; exit 3')
  await expect(translate(['dog'], { using: broken })).rejects.toThrow('no data')
  const gluing = await createProgram('gluing', 'tr -s "\\n" < "$3" | tr a-z A-Z')
  expect(await translate(['one', 'Two', 'Three'], { using: gluing })).toEqual(['oNE', 'TWO', 'THREE'])
})

test('an abort rejects with its own reason and leaves no files', async () => {
  const slow = await createProgram('slow', 'exec sleep 300')
  const controller = new AbortController()
  const before = await leftovers()
  const run = translate(['dog'], { using: slow, signal: controller.signal })
  setTimeout(() => controller.abort(new Error('canceled by the user')), 100)
  const begun = performance.now()
  await expect(run).rejects.toThrow('canceled by the user')
  expect(performance.now() - begun).toBeLessThan(60_000)
  expect(await leftovers()).toEqual(before)
})
