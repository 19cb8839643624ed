import type { Graph, Node } from '../onnx/graph.ts'
import { lookAround, split, type Around } from './around.ts'
import { findConvolution, type FoundConvolution } from './find-convolution.ts'

/**
 * Where the voice turns its style into sound: values are normalised along time (adaptive instance
 * normalisation, https://arxiv.org/abs/1703.06868), bent by `x + sin²(αx)/α` (Snake,
 * https://arxiv.org/abs/2006.08195) and convolved. The exporter wrote this as fourteen operations,
 * each of which reads and writes the whole sound.
 */
export interface Activation {
  /** Path in the model, such as `resblocks.5/convs1.0`. */
  path: string
  /** Name of the values that are normalised. */
  input: string
  /** Names of the style's factor and addend, of the shape [1, channels, 1]. */
  factor: string
  addend: string
  epsilon: number
  alpha: Float32Array
  convolution: FoundConvolution
}

/** Finds the activations that end in a convolution. */
export function findActivations(graph: Graph): Activation[] {
  const around = lookAround(graph)
  return graph.nodes.filter(({ op }) => op === 'Sin').flatMap((sine) => activationOf(sine, around) ?? [])
}

function activationOf(sine: Node, around: Around): Activation | undefined {
  const scaled = around.producer(sine.inputs[0], 'Mul')
  const [alpha = '', bent = ''] = split(scaled, (name) => around.floats(name) !== undefined)
  const sum = ['Pow', 'Mul', 'Add'].reduce<Node | undefined>(
    (node, op) => around.consumer(node?.outputs[0], op),
    sine,
  )
  const convolution = findConvolution(sum?.outputs[0], around)
  const normalisation = normalisationOf(bent, around)
  const values = around.floats(alpha)?.values
  if (!convolution || !normalisation || !values) return undefined
  return { ...normalisation, path: pathOf(convolution), alpha: values, convolution }
}

/** The style's affine map of `(x - mean) / sqrt(variance + epsilon)`. */
function normalisationOf(bent: string, around: Around) {
  const moved = around.producer(bent, 'Add')
  const [stretched, addend] = split(moved, (name) => around.producer(name, 'Mul') !== undefined)
  const product = around.producer(stretched, 'Mul')
  const [normal, factor] = split(product, (name) => around.producer(name, 'Div') !== undefined)
  const quotient = around.producer(normal, 'Div')
  const input = around.producer(quotient?.inputs[0], 'Sub')?.inputs[0]
  const root = around.producer(quotient?.inputs[1], 'Sqrt')
  const [epsilonName = ''] = split(
    around.producer(root?.inputs[0], 'Add'),
    (name) => around.floats(name) !== undefined,
  )
  const epsilon = around.floats(epsilonName)?.values[0]
  if (input === undefined || factor === undefined || addend === undefined || epsilon === undefined)
    return undefined
  return { input, factor, addend, epsilon }
}

/** The exporter names an output by its place: `/decoder/decoder/generator/PATH/Conv_output_0`. */
function pathOf({ output }: FoundConvolution): string {
  return output.split('/').slice(-3, -1).join('/')
}
