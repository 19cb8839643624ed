import type { Graph, Node } from '../onnx/graph.ts'
import type { FloatTensor } from '../onnx/tensor.ts'

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
  convolution: Node
  weights: FloatTensor
  bias: FloatTensor
}

/** Finds the activations that end in a convolution. */
export function findActivations(graph: Graph): Activation[] {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  const consumers = Map.groupBy(
    graph.nodes.flatMap((node) => node.inputs.map((name) => ({ name, node }))),
    ({ name }) => name,
  )
  const around: Around = {
    floats: graph.floats,
    producer: (name, op) => named(producers.get(name ?? ''), op),
    consumer(name, op) {
      const [first, second] = consumers.get(name ?? '') ?? []
      return second === undefined ? named(first?.node, op) : undefined
    },
  }
  return graph.nodes.filter(({ op }) => op === 'Sin').flatMap((sine) => activationOf(sine, around) ?? [])
}

/** What stands around a value. */
interface Around extends Pick<Graph, 'floats'> {
  /** The node that computes a value, if it is this operation. */
  producer(name: string | undefined, op: string): Node | undefined
  /** The only node that takes a value, if it is this operation. */
  consumer(name: string | undefined, op: string): Node | undefined
}

function named(node: Node | undefined, op: string): Node | undefined {
  return node?.op === op ? node : undefined
}

function activationOf(sine: Node, around: Around): Activation | undefined {
  const scaled = around.producer(sine.inputs[0], 'Mul')
  const [alpha, bent] = split(scaled, (name) => around.floats(name) !== undefined)
  const convolution = ['Pow', 'Mul', 'Add', 'Conv'].reduce<Node | undefined>(
    (node, op) => around.consumer(node?.outputs[0], op),
    sine,
  )
  const normalisation = bent === undefined ? undefined : normalisationOf(bent, around)
  const [, weightsName = '', biasName = ''] = convolution?.inputs ?? []
  const weights = around.floats(weightsName)
  const bias = around.floats(biasName)
  const values = alpha === undefined ? undefined : around.floats(alpha)?.values
  if (!convolution || !normalisation || !weights || !bias || !values) return undefined
  return { ...normalisation, path: pathOf(convolution), alpha: values, convolution, weights, bias }
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

/** The input that is so, and the other one. */
function split(node: Node | undefined, isSo: (name: string) => boolean): (string | undefined)[] {
  const [first = '', second = ''] = node?.inputs ?? []
  if (isSo(first)) return [first, second]
  return isSo(second) ? [second, first] : []
}

/** The exporter names an output by its place: `/decoder/decoder/generator/PATH/Conv_output_0`. */
function pathOf({ outputs: [output = ''] }: Node): string {
  return output.split('/').slice(-3, -1).join('/')
}
