import { intsAttribute } from '../onnx/graph.ts'
import type { FloatTensor, Tensor } from '../onnx/tensor.ts'
import { node, type Convolution, type Subgraph } from './subgraph.ts'

/** The least and the greatest value that is told apart. What lies outside is clipped. */
export type Range = readonly [least: number, greatest: number]

export interface Ranges {
  input: Range
  output: Range
}

/** Values of 8 bits have 256 steps. */
const STEPS = 255
/** Seven bits: with eight, the sums of two products overflow on processors without VNNI. */
const GREATEST_WEIGHT = 63

/**
 * The convolution with 8-bit values and weights (`QLinearConv` of ONNX). Processors with AMX or
 * VNNI compute it several times faster.
 */
export function eightBitConvolution(convolution: Convolution, ranges: Ranges): Subgraph {
  const { path, input, output, bias, dilation, padding } = convolution
  const at = (part: string) => `${path}/${part}`
  const taken = scaleOf(ranges.input)
  const given = scaleOf(ranges.output)
  const weights = quantiseWeights(convolution.weights)
  const steps = bias.values.map((value, channel) => value / (taken.step * (weights.steps[channel] ?? 1)))
  const [, , taps = 1] = weights.shape
  return {
    nodes: [
      node('QuantizeLinear', [input, at('input-step'), at('input-zero')], at('quantised')),
      node(
        'QLinearConv',
        [
          at('quantised'),
          at('input-step'),
          at('input-zero'),
          at('weights'),
          at('weight-steps'),
          at('weight-zeros'),
          at('output-step'),
          at('output-zero'),
          at('bias'),
        ],
        at('convolved'),
        [
          intsAttribute('kernel_shape', [taps]),
          intsAttribute('dilations', [dilation]),
          intsAttribute('strides', [1]),
          intsAttribute('pads', [padding, padding]),
        ],
      ),
      node('DequantizeLinear', [at('convolved'), at('output-step'), at('output-zero')], output),
    ],
    tensors: [
      ...scaleTensors(at('input'), taken),
      ...scaleTensors(at('output'), given),
      [at('weights'), { shape: weights.shape, values: weights.values }],
      [at('weight-steps'), { shape: [weights.steps.length], values: weights.steps }],
      [at('weight-zeros'), { shape: [weights.steps.length], values: new Int8Array(weights.steps.length) }],
      [at('bias'), { shape: bias.shape, values: Int32Array.from(steps, Math.round) }],
    ],
  }
}

interface Scale {
  step: number
  /** The step that stands for zero. */
  zero: number
}

function scaleOf([least, greatest]: Range): Scale {
  const step = (greatest - least) / STEPS
  return { step, zero: Math.round(-least / step) }
}

function scaleTensors(name: string, { step, zero }: Scale): [string, Tensor][] {
  return [
    [`${name}-step`, { shape: [], values: Float32Array.of(step) }],
    [`${name}-zero`, { shape: [], values: Uint8Array.of(zero) }],
  ]
}

/** Each output has a step of its own. */
function quantiseWeights({ shape, values }: FloatTensor) {
  const [outputs = 1] = shape
  const size = values.length / outputs
  const steps = Float32Array.from({ length: outputs }, (_, channel) => {
    const own = values.subarray(channel * size, (channel + 1) * size)
    return own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / GREATEST_WEIGHT || 1
  })
  const rounded = values.map((value, at) => Math.round(value / (steps[Math.floor(at / size)] ?? 1)))
  return { shape, values: new Int8Array(rounded), steps }
}
