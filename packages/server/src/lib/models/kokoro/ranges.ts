import type { Ranges } from './eight-bit-convolution.ts'

/**
 * Ranges with the least mean square error (steps and clipping together) over short sentences in
 * five voices and four languages. The first convolution of each pair is listed: its values are
 * normalised afterwards. The second ones would add noise that one hears.
 */
const MEASURED: readonly (readonly [path: string, input: Ranges['input'], output: Ranges['output']])[] = [
  ['noise_res.0/convs1.0', [-22.5, 20.6], [-12.5, 15]],
  ['noise_res.1/convs1.0', [-25.9, 24.4], [-21.8, 22.2]],
  ['noise_res.0/convs1.1', [-20.3, 24.2], [-19.4, 12.1]],
  ['noise_res.1/convs1.1', [-13, 16.5], [-8.1, 7.8]],
  ['noise_res.0/convs1.2', [-15.2, 15.3], [-8, 5.7]],
  ['noise_res.1/convs1.2', [-11.9, 7.3], [-5.7, 6]],
  ['resblocks.0/convs1.0', [-6.1, 8.5], [-4.1, 3.9]],
  ['resblocks.1/convs1.0', [-7.4, 9], [-8.3, 7.9]],
  ['resblocks.2/convs1.0', [-7.1, 9.2], [-6.6, 6.3]],
  ['resblocks.0/convs1.1', [-5.3, 6.7], [-3.4, 3.6]],
  ['resblocks.1/convs1.1', [-6.6, 8.9], [-6.6, 8.3]],
  ['resblocks.2/convs1.1', [-6.8, 8.6], [-5, 8.5]],
  ['resblocks.0/convs1.2', [-5.6, 7.5], [-4.1, 5]],
  ['resblocks.1/convs1.2', [-6, 8.7], [-10.1, 11.6]],
  ['resblocks.2/convs1.2', [-6.2, 7.1], [-5.7, 7.5]],
  ['resblocks.3/convs1.0', [-7.5, 9], [-7.5, 5.9]],
  ['resblocks.4/convs1.0', [-23.8, 26.4], [-9.4, 14]],
  ['resblocks.5/convs1.0', [-24.6, 26.4], [-14.3, 11]],
  ['resblocks.3/convs1.1', [-8.3, 12.1], [-8.3, 7.4]],
  ['resblocks.4/convs1.1', [-8.7, 10.2], [-8.1, 7.9]],
  ['resblocks.5/convs1.1', [-8.7, 10.3], [-7.6, 8.3]],
  ['resblocks.3/convs1.2', [-6.3, 9.9], [-9.6, 9.8]],
  ['resblocks.4/convs1.2', [-6.1, 7.7], [-11.3, 18.9]],
  ['resblocks.5/convs1.2', [-6.4, 9.5], [-6.7, 10]],
]

export const RANGES: ReadonlyMap<string, Ranges> = new Map(
  MEASURED.map(([path, input, output]) => [path, { input, output }]),
)
