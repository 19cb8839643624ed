import { expect, test } from 'vitest'
import { escapeAss, toAss } from './ass.ts'
import { layOutCaptions } from './captions.ts'

const ENGLISH = { text: 'en', original: 'es' }
const eventsOf = (file: string) => file.split('\n').filter((line) => line.startsWith('Dialogue:'))

test('a caption is an event with its times in hundredths', () => {
  const file = toAss([{ start: 3723.456, end: 3725, text: 'Hello, you' }], { languages: ENGLISH })
  expect(eventsOf(file)).toEqual(['Dialogue: 0,1:02:03.46,1:02:05.00,Default,,0,0,0,,Hello, you'])
})

test('markup, backslashes and line feeds in a cue are text', async () => {
  const text = '{\\an8\\fs200}big \\N C:\\new\nDialogue: 0,0:00:00.00,x\0'
  const captions = await layOutCaptions([{ start: 0, end: 2, text }], { languages: ENGLISH })
  const [event, ...others] = eventsOf(toAss(captions, { languages: ENGLISH }))
  expect(others).toEqual([])
  const shown = event?.split(',,0,0,0,,')[1] ?? ''
  const commands = shown.replaceAll('\\{', '').match(/\{|\\[^\u2060]/g)
  expect(commands).toEqual(['\\N'])
  expect(shown).toContain('\\{\\\u2060an8\\\u2060fs200}big')
  expect(shown).not.toContain('\0')
})

test('each line of Arabic runs from right to left, also if it begins with an address', () => {
  const lines = ['\u202bexample.com هنا\u202c', '\u202bمرحبا\u202c']
  expect(escapeAss('example.com هنا\nمرحبا', 'ar')).toBe(lines.join('\\N'))
  expect(escapeAss('hola', 'es')).toBe('hola')
})

test('the original stands above or below in its own style', () => {
  const captions = [{ start: 0, end: 2, text: 'Hello', original: 'Hola {x}' }]
  const shown = (original: 'above' | 'below') => {
    return eventsOf(toAss(captions, { languages: ENGLISH, original }))[0]?.split(',,0,0,0,,')[1]
  }
  expect(shown('below')).toBe('Hello\\N{\\rOriginal}Hola \\{x}{\\r}')
  expect(shown('above')).toBe('{\\rOriginal}Hola \\{x}{\\r}\\NHello')
})

test('the size of the letters follows the narrower side, and fonts cannot add fields', () => {
  const styleOf = (width: number, height: number) => {
    const fonts = { text: 'Foo, Bar\nStyle: x', original: 'Baz' }
    const file = toAss([], { languages: ENGLISH, picture: { width, height }, fonts })
    return file.split('\n').filter((line) => line.startsWith('Style:'))
  }
  expect(styleOf(1920, 1080)[0]?.split(',').slice(0, 3)).toEqual([
    'Style: Default',
    'Foo  BarStyle: x',
    '64.8',
  ])
  expect(styleOf(1080, 1920)[0]?.split(',')[2]).toBe('47.0')
  expect(styleOf(1080, 1920)).toHaveLength(2)
})
