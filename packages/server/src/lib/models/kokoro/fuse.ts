import { floatAttribute, type Graph, type Node, type Rewritten } from '../onnx/graph.ts'
import { findActivations, type Activation } from './activations.ts'
import { blockedConvolution } from './blocked-convolution.ts'
import { eightBitConvolution, type Ranges } from './eight-bit-convolution.ts'
import { node, type Convolution, type Subgraph } from './subgraph.ts'

/**
 * Rewrites the activations of a Kokoro model, so that it speaks in less time.
 * @param ranges convolutions to compute with 8 bits, by their path, with the ranges of their
 *   values. All others give the same values as before, up to rounding.
 * @throws if the model lacks one of them
 */
export function fuseActivations(graph: Graph, ranges: ReadonlyMap<string, Ranges>): Rewritten {
  const pieces = new Map<Node, Subgraph>()
  const activations = findActivations(graph)
  refuseOtherModel(ranges, activations)
  for (const activation of activations) {
    pieces.set(activation.convolution.last, pieceOf(activation, ranges.get(activation.path)))
  }
  return {
    nodes: graph.nodes.flatMap((node) => pieces.get(node)?.nodes ?? [node]),
    tensors: new Map([...pieces.values()].flatMap(({ tensors }) => tensors)),
  }
}

/** Without the activations the urgent model would be a slow copy, and nobody would notice. */
function refuseOtherModel(ranges: ReadonlyMap<string, Ranges>, activations: readonly Activation[]): void {
  const found = new Set(activations.map(({ path }) => path))
  const missing = [...ranges.keys()].filter((path) => !found.has(path))
  if (missing.length === 0) return
  throw new Error(
    `The model is not the one that was measured: it has no activation at ${missing.join(', ')}.`,
  )
}

function pieceOf(activation: Activation, ranges: Ranges | undefined): Subgraph {
  const bent = bendingOf(activation)
  const convolution = convolutionOf(activation, `${activation.path}/bent`)
  const convolved = ranges ? eightBitConvolution(convolution, ranges) : blockedConvolution(convolution)
  return { nodes: [...bent.nodes, ...convolved.nodes], tensors: [...bent.tensors, ...convolved.tensors] }
}

/**
 * Normalises and bends in four operations. With `u = αx`, the bent value is `(u + sin²u)/α`: the
 * normalisation multiplies by α, and the weights of the convolution divide by it.
 */
function bendingOf({ path, input, factor, addend, epsilon, alpha }: Activation): Subgraph {
  const at = (part: string) => `${path}/${part}`
  const flat = (name: string, part: string): Node[] => [
    node('Mul', [name, at('alpha')], at(`${part}-product`)),
    node('Reshape', [at(`${part}-product`), at('channels')], at(part)),
  ]
  return {
    nodes: [
      ...flat(factor, 'factor'),
      ...flat(addend, 'addend'),
      node('InstanceNormalization', [input, at('factor'), at('addend')], at('normal'), [
        floatAttribute('epsilon', epsilon),
      ]),
      node('Sin', [at('normal')], at('sine')),
      node('Mul', [at('sine'), at('sine')], at('square')),
      node('Add', [at('normal'), at('square')], at('bent')),
    ],
    tensors: [
      [at('alpha'), { shape: [1, alpha.length, 1], values: alpha }],
      [at('channels'), { shape: [1], values: BigInt64Array.of(BigInt(alpha.length)) }],
    ],
  }
}

function convolutionOf({ path, convolution, alpha }: Activation, input: string): Convolution {
  const { last: _, weights, ...rest } = convolution
  const [, inputs = 1, taps = 1] = weights.shape
  const values = weights.values.map((value, at) => value / (alpha[Math.floor(at / taps) % inputs] ?? 1))
  return { ...rest, path, input, weights: { ...weights, values } }
}
