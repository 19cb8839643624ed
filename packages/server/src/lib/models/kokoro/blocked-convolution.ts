import { intsAttribute } from '../onnx/graph.ts'
import { node, type Convolution, type Subgraph } from './subgraph.ts'

/**
 * The convolution as one of an image that is a pixel high. ONNX Runtime computes these in blocks of
 * channels (its NCHWc layout) and so a quarter faster, but not those of one dimension.
 */
export function blockedConvolution({
  path,
  input,
  output,
  weights,
  bias,
  dilation,
  padding,
}: Convolution): Subgraph {
  const at = (part: string) => `${path}/${part}`
  const [outputs = 1, inputs = 1, taps = 1] = weights.shape
  return {
    nodes: [
      node('Unsqueeze', [input, at('axis')], at('image')),
      node('Conv', [at('image'), at('weights'), at('bias')], at('convolved'), [
        intsAttribute('kernel_shape', [1, taps]),
        intsAttribute('dilations', [1, dilation]),
        intsAttribute('strides', [1, 1]),
        intsAttribute('pads', [0, padding, 0, padding]),
      ]),
      node('Squeeze', [at('convolved'), at('axis')], output),
    ],
    tensors: [
      [at('axis'), { shape: [1], values: BigInt64Array.of(2n) }],
      [at('weights'), { shape: [outputs, inputs, 1, taps], values: weights.values }],
      [at('bias'), bias],
    ],
  }
}
