import { expect, test } from 'vitest'
import type { Cue, CueFit } from 'video-translation-client'
import type { Clip, Lines } from './clips.ts'
import { createHearing, type Heard } from './hearing.ts'
import { correctionOf } from './in-step.ts'
import { spokenAt, startAfter } from './line-at.ts'
import { Pair } from './pair.ts'
import { needsCopy, sourceOf } from './stage-media.ts'

test('two videos that drift are brought together unheard within seconds, and far ones at once', () => {
  expect(correctionOf(10, 10.005, 1)).toEqual({ rate: 1 })
  expect(correctionOf(10, 12, 1)).toEqual({ jumpTo: 10 })
  for (const ahead of [0.25, -0.25]) {
    let [leader, follower, seconds] = [10, 10 + ahead, 0]
    while (Math.abs(leader - follower) > 0.04) {
      const correction = correctionOf(leader, follower, 2)
      if (!('rate' in correction)) throw new Error('It jumped.')
      leader += 2 * 0.25
      follower += correction.rate * 0.25
      seconds += 0.25
    }
    expect(seconds).toBeLessThan(2)
  }
})

test('the two play the same moment of the source, also where it is slowed in the result', () => {
  const media = () => ({ currentTime: 0, playbackRate: 1, muted: false }) as HTMLMediaElement
  const [pair, source, result] = [new Pair(), media(), media()]
  pair.attach('source', source)
  pair.attach('result', result)
  pair.slow([{ start: 2, end: 4, factor: 1.1 }])
  pair.seek(5)
  expect([source.currentTime, result.currentTime]).toEqual([5, 5.2])
  Object.assign(result, { currentTime: 3.1 })
  expect(pair.atSeconds).toBeCloseTo(3)
  pair.keepInStep()
  expect(source.currentTime).toBeCloseTo(3)
  pair.keepInStep()
  expect(source.playbackRate).toBeCloseTo(1 / 1.1)
  pair.hear('source')
  pair.keepInStep()
  expect([pair.atSeconds, result.playbackRate]).toEqual([source.currentTime, 1.1])
})

test('between two lines nothing is said', () => {
  const lines = [0, 4].map((start) => ({ id: `c${start}`, start, end: start + 2 }))
  expect([1, 3, 4.5, 7].map((at) => spokenAt(lines, at)?.id)).toEqual(['c0', undefined, 'c4', undefined])
})

test('a source that browsers cannot play needs a copy, which then plays', () => {
  const source = { name: 'a.mkv', kind: 'source' as const, mediaType: 'video/x-matroska', playable: false }
  const proxy = { name: 'a.mp4', kind: 'proxy' as const, mediaType: 'video/mp4' }
  const translation = (...playback: (typeof source | typeof proxy)[]) => ({ playback }) as never
  expect([needsCopy(translation(source)), sourceOf(translation(source))]).toEqual([true, undefined])
  expect([needsCopy(translation(source, proxy)), sourceOf(translation(source, proxy))]).toEqual([
    false,
    proxy,
  ])
  expect(needsCopy(translation())).toBe(false)
})

const LINES: Lines = { language: 'es', nextStart: () => undefined }
const UNASKED = { speakAhead: () => Promise.reject(new Error('Nobody asked ahead.')) }
const FIT: CueFit = { slotSeconds: 2, dubSeconds: 1, speed: 1, tempo: 1, overflowSeconds: 0 }
const cue = (text: string, id = 'c1'): Cue => ({
  id,
  start: 0,
  end: 2,
  text,
  targets: { es: { text, approved: false, state: 'stale' } },
})

test('a wording is spoken once, and known by its fit until it changes', async () => {
  const asked: string[] = []
  const played: Clip['sound'][] = []
  const hearing = createHearing(LINES, {
    ...UNASKED,
    speak: async (_, { text }) => ({ sound: `/${asked.push(text)}`, fit: FIT }),
    current: async () => undefined,
    play: async (sound) => void played.push(sound),
    stop: () => {},
  })
  expect(hearing.fitOf(cue('Uno'))).toBeUndefined()
  await hearing.hear(cue('Uno'))
  await hearing.hear(cue('Uno'))
  expect([asked, played]).toEqual([['Uno'], ['/1', '/1']])
  expect([hearing.fitOf(cue('Uno')), hearing.fitOf(cue('Dos'))]).toEqual([FIT, undefined])
  expect([await hearing.hearCurrent(cue('Uno')), hearing.state.cue]).toEqual([false, undefined])
})

test('a line of another speaker, or with another line after it, is spoken anew', async () => {
  const lines = [cue('Uno'), { ...cue('Dos', 'c2'), start: 3 }]
  const session = { language: 'es', nextStart: ({ start }: Cue) => startAfter(lines, start) }
  let spoken = 0
  const hearing = createHearing(session, {
    ...UNASKED,
    speak: async () => ({ sound: `/${++spoken}`, fit: FIT }),
    current: async () => undefined,
    play: async () => {},
    stop: () => {},
  })
  await hearing.hear({ ...cue('Uno'), speaker: 'Anna' })
  const ofBob = { ...cue('Uno'), speaker: 'Bob' }
  expect(hearing.fitOf(ofBob)).toBeUndefined()
  await hearing.hear(ofBob)
  expect([spoken, hearing.fitOf(ofBob)]).toEqual([2, FIT])
  lines[1] = { ...cue('Dos', 'c2'), start: 2.5 }
  expect(hearing.fitOf(ofBob)).toBeUndefined()
  await hearing.hear(ofBob)
  expect(spoken).toBe(3)
})

test('who asks for two lines hears the second, and a failure frees the button', async () => {
  const first = Promise.withResolvers<Clip>()
  const played: Clip['sound'][] = []
  const hearing = createHearing(LINES, {
    ...UNASKED,
    speak: (id) => (id === 'c1' ? first.promise : Promise.reject(new Error('No voice.'))),
    current: async () => ({ sound: '/now' }),
    play: async (sound) => void played.push(sound),
    stop: () => {},
  })
  const waiting = hearing.hear(cue('Uno'))
  await hearing.hearCurrent(cue('Dos', 'c2'))
  first.resolve({ sound: '/late' })
  await waiting
  expect(played).toEqual(['/now'])
  await expect(hearing.hear(cue('Tres', 'c3'))).rejects.toThrow('No voice.')
  expect(hearing.state.cue).toBeUndefined()
})

test('a clip that the server has deleted is spoken again, and one that never played is not', async () => {
  const gone = new Set<unknown>()
  let spoken = 0
  const hearing = createHearing(LINES, {
    ...UNASKED,
    speak: async () => ({ sound: `/${++spoken}` }),
    current: async () => undefined,
    play: async (sound) => {
      if (gone.has(sound)) throw new Error('No supported source.')
    },
    stop: () => {},
  })
  await hearing.hear(cue('Uno'))
  gone.add('/1')
  await hearing.hear(cue('Uno'))
  await hearing.hear(cue('Uno'))
  expect(spoken).toBe(2)
  gone.add('/3')
  await expect(hearing.hear(cue('Dos'))).rejects.toThrow('No supported source.')
  expect([spoken, hearing.state.cue]).toEqual([3, undefined])
})

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

test('what is spoken is told from what is played', async () => {
  const [clip, end] = [Promise.withResolvers<Clip>(), Promise.withResolvers<void>()]
  const hearing = createHearing(LINES, {
    ...UNASKED,
    speak: () => clip.promise,
    current: async () => undefined,
    play: () => end.promise,
    stop: () => {},
  })
  const states = new Set<Heard>()
  hearing.listen(() => states.add(hearing.state))
  const heard = hearing.hear(cue('Uno'))
  clip.resolve({ sound: '/1' })
  end.resolve()
  await heard
  expect([...states].map(({ isPlaying }) => isPlaying)).toEqual([false, true, false])
})

test('when the studio is left the player is stopped, and what is still being spoken stays silent', async () => {
  const clip = Promise.withResolvers<Clip>()
  const calls: string[] = []
  const signals: AbortSignal[] = []
  const hearing = createHearing(LINES, {
    ...UNASKED,
    speak: (_cue, _wording, signal) => {
      signals.push(signal)
      return Promise.race([clip.promise, aborted(signal)])
    },
    current: () => clip.promise,
    play: async () => void calls.push('play'),
    stop: () => void calls.push('stop'),
  })
  const waiting = [hearing.hear(cue('Uno')), hearing.hearCurrent(cue('Dos', 'c2'))]
  hearing.stop()
  clip.resolve({ sound: '/late' })
  await Promise.all(waiting)
  expect([calls, hearing.state.cue, signals.map((signal) => signal.aborted)]).toEqual([
    ['stop'],
    undefined,
    [true],
  ])
  void hearing.hear(cue('Tres', 'c3'))
  expect(signals.at(-1)?.aborted).toBe(false)
})
