import { intsOf, type Node } from '../onnx/graph.ts'
import type { FloatTensor } from '../onnx/tensor.ts'
import { split, type Around } from './around.ts'

/** A convolution as it stands in a graph, with the weights in full precision. */
export interface FoundConvolution {
  /** The node that gives its output. */
  last: Node
  output: string
  /** Their shape is [outputs, inputs, taps]. */
  weights: FloatTensor
  bias: FloatTensor
  dilation: number
  /** Zeros that are added at each end. */
  padding: number
}

/** The convolution that is the only one to take a value. */
export function findConvolution(input: string | undefined, around: Around): FoundConvolution | undefined {
  const found = plainConvolution(input, around) ?? quantisedConvolution(input, around)
  if (!found?.weights || !found.bias) return undefined
  const { convolution, last, weights, bias } = found
  const [output = ''] = last.outputs
  const [dilation = 1] = intsOf(convolution, 'dilations')
  const [padding = 0] = intsOf(convolution, 'pads')
  return { last, output, weights, bias, dilation, padding }
}

function plainConvolution(input: string | undefined, around: Around) {
  const convolution = around.consumer(input, 'Conv')
  if (convolution === undefined) return undefined
  const [, weights = '', bias = ''] = convolution.inputs
  return { convolution, last: convolution, weights: around.floats(weights), bias: around.floats(bias) }
}

/**
 * A convolution whose weights were quantised, with 8-bit values that are quantised again for each
 * sound. The inference library computes it more slowly than one with floats.
 */
function quantisedConvolution(input: string | undefined, around: Around) {
  const quantised = around.consumer(input, 'DynamicQuantizeLinear')
  const convolution = around.consumer(quantised?.outputs[0], 'ConvInteger')
  const sum = around.consumer(convolution?.outputs[0], 'Add')
  const last = around.consumer(around.consumer(sum?.outputs[0], 'Cast')?.outputs[0], 'Mul')
  if (!convolution || !sum || !last) return undefined
  const [, weights = '', , zero = ''] = convolution.inputs
  return {
    convolution,
    last,
    weights: dequantised(around.bytes(weights), around.bytes(zero)?.values[0], stepOf(last, around)),
    bias: biasOf(sum, around),
  }
}

/** The output is multiplied by the step of the values and that of the weights, a constant. */
function stepOf(last: Node, around: Around): number | undefined {
  const [steps] = split(last, (name) => around.producer(name, 'Mul') !== undefined)
  const isConstant = (name: string) => around.floats(name) !== undefined
  const [step] = split(around.producer(steps, 'Mul'), isConstant)
  return around.floats(step ?? '')?.values[0]
}

/** The bias is divided by these steps, and rounded. */
function biasOf(sum: Node, around: Around): FloatTensor | undefined {
  const [shaped] = split(sum, (name) => around.producer(name, 'Reshape') !== undefined)
  const divided = ['Reshape', 'Cast', 'Floor', 'Div'].reduce<string | undefined>(
    (name, op) => around.producer(name, op)?.inputs[0],
    shaped,
  )
  return around.floats(divided ?? '')
}

function dequantised(
  weights: { shape: readonly number[]; values: Uint8Array } | undefined,
  zero: number | undefined,
  step: number | undefined,
): FloatTensor | undefined {
  if (!weights || zero === undefined || step === undefined) return undefined
  return {
    shape: weights.shape,
    values: new Float32Array(weights.values).map((value) => (value - zero) * step),
  }
}
