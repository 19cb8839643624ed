import type { Node } from '../onnx/graph.ts'
import type { FloatTensor, Tensor } from '../onnx/tensor.ts'

/** A piece of a graph. */
export interface Subgraph {
  nodes: Node[]
  tensors: [name: string, tensor: Tensor][]
}

/** A convolution of a sound, from a named value to a named value. */
export interface Convolution {
  path: string
  input: string
  output: string
  /** Their shape is [outputs, inputs, taps]. */
  weights: FloatTensor
  bias: FloatTensor
  dilation: number
  /** Zeros that are added at each end. */
  padding: number
}

/** A new node with one output. */
export function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Node {
  return { op, inputs, outputs: [output], attributes }
}
