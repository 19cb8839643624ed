import { describe, expect, it } from 'vitest'
import { describeForeign, detectContainer, matroskaDocType } from './containers.ts'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

describe('a container is detected by the first bytes of a file, not by its name', () => {
  it.each([
    ['00000020 66747970 69736f6d', 'MP4 or QuickTime'],
    ['1a45dfa3 9f428281', 'Matroska or WebM'],
    ['52494646 00000000 41564920', 'AVI'],
    ['52494646 00000000 57415645', 'WAV'],
    ['4f676753', 'Ogg'],
    ['49443304', 'MP3 or AAC'],
    ['fffb9064', 'MP3 or AAC'],
    ['000001ba', 'MPEG program stream'],
  ])('%s is %s', (hex, label) => {
    expect(detectContainer(bytes(hex))?.label).toBe(label)
  })

  it('distinguishes WebM from Matroska', () => {
    expect(matroskaDocType(Buffer.concat([bytes('1a45dfa3 9f 4282 84'), Buffer.from('webm')]))).toBe('webm')
    expect(matroskaDocType(Buffer.concat([bytes('1a45dfa3 9f 4282 88'), Buffer.from('matroska')]))).toBe(
      'matroska',
    )
  })

  it.each([
    ['#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/secret', 'an HLS playlist'],
    ['\u{feff}#EXTM3U', 'an HLS playlist'],
    ['ffconcat version 1.0\nfile /etc/passwd', 'a concat playlist'],
    ['<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash">', 'a DASH manifest'],
    ['<!DOCTYPE html><html>', 'a web page'],
    ['Dear Sir,', 'a text file'],
  ])('%j is described to the user, and no tool opens it', (text, seen) => {
    const head = Buffer.from(text)
    expect(detectContainer(head)).toBeUndefined()
    expect(describeForeign(head)).toBe(seen)
  })
})
