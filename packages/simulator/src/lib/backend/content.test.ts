import { expect, test } from 'vitest'
import { contentOf } from './content.ts'
import type { SimulatedJob } from './job.ts'

const job = { id: 'job-1', contents: new Map() } as unknown as SimulatedJob

test.each([
  ['es.mp4', 'video/mp4', /^....ftyp[^]*moov[^]*mdat[^]*free/],
  ['es.dub.m4a', 'audio/mp4', /^....ftyp[^]*moov[^]*mdat[^]*free/],
  ['es.mp3', 'audio/mpeg', /^ID3[^]*\u00ff\u00fb/],
  ['es.wav', 'audio/wav', /^RIFF....WAVEfmt /],
  ['es.flac', 'audio/flac', /^fLaC/],
  ['es.srt', 'application/x-subrip', /^1\n00:00:00,000 --> 00:00:02,000\n/],
  ['es.vtt', 'text/vtt', /^WEBVTT\n\n00:00:00.000 --> /],
  ['report.json', 'application/json', /^\{"simulated":true/],
  ['notes', 'text/plain', /^Simulated/],
])(
  '%s is a valid %s, and says that it is simulated if the format has room for text',
  (name, mediaType, beginning) => {
    const content = contentOf(job, name)
    const text = Array.from(content.bytes, (byte) => String.fromCodePoint(byte)).join('')
    expect(content.mediaType).toContain(mediaType)
    expect(text).toMatch(beginning)
    if (!/wav|flac/.test(name)) expect(text).toContain(`Simulated: ${name} of job-1`)
  },
)
