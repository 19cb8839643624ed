import { expect, it } from 'vitest'
import { toMedia } from './ffprobe-json.ts'

it('a rate that no picture has is that of a clock, and so unknown', () => {
  const rateOf = (avg_frame_rate: string) => {
    const streams = [
      { index: 0, codec_type: 'video', codec_name: 'vp8', width: 2, height: 2, avg_frame_rate },
    ]
    return toMedia({ streams }, undefined).video?.frameRate
  }
  expect(['30000/1001', '240/1', '1000/1', '0/0', ''].map(rateOf)).toEqual([
    30_000 / 1001,
    240,
    undefined,
    undefined,
    undefined,
  ])
})
