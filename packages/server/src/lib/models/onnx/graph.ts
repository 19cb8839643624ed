import { delimited, float, numeric, readFields, readNumbers, type Field } from './protobuf.ts'
import {
  readBytes,
  readFloats,
  tensorName,
  writeTensor,
  type ByteTensor,
  type FloatTensor,
  type Tensor,
} from './tensor.ts'

/**
 * The computation of an ONNX model, to be rewritten.
 * Source: https://github.com/onnx/onnx/blob/main/docs/IR.md.
 */
export interface Graph {
  /** Sorted: a node stands behind those whose outputs it takes. */
  readonly nodes: readonly Node[]
  /** Reads a constant by its name. Undefined: it is no constant, or of another type. */
  floats(name: string): FloatTensor | undefined
  /** The same for whole numbers from 0 to 255. */
  bytes(name: string): ByteTensor | undefined
}

/** An operation. */
export interface Node {
  op: string
  inputs: readonly string[]
  outputs: readonly string[]
  /** As `AttributeProto` messages. */
  attributes: readonly Uint8Array[]
  /** The node as it was read. Absent: it is new. */
  read?: Buffer
}

/** What a rewritten graph computes, and the constants that it adds. */
export interface Rewritten {
  nodes: readonly Node[]
  tensors: ReadonlyMap<string, Tensor>
}

/** Fields of `ModelProto`, `GraphProto`, `NodeProto` and `AttributeProto`. */
const MODEL = { graph: 7 }
const GRAPH = { node: 1, initializer: 5, output: 12 }
const VALUE = { name: 1 }
const NODE = { input: 1, output: 2, op: 4, attribute: 5 }
const ATTRIBUTE = { name: 1, float: 2, ints: 8, type: 20 }
/** `AttributeProto.AttributeType`. */
const FLOAT = 1
const INTS = 7

/**
 * Rewrites a model.
 * @returns the bytes of the new model, in pieces that are partly views of the old one. Nodes and
 *   constants that nothing needs any more are left out.
 */
export function rewriteModel(model: Buffer, rewrite: (graph: Graph) => Rewritten): Uint8Array[] {
  return readFields(model).flatMap((field) =>
    field.number === MODEL.graph
      ? delimited(MODEL.graph, ...rewriteGraph(bytes(field), rewrite))
      : copy(field),
  )
}

function rewriteGraph(graph: Buffer, rewrite: (graph: Graph) => Rewritten): Uint8Array[] {
  const fields = readFields(graph)
  const constants = new Map(allOf(fields, GRAPH.initializer).map((proto) => [tensorName(proto), proto]))
  const readConstant = <T>(name: string, read: (proto: Buffer) => T | undefined): T | undefined => {
    const proto = constants.get(name)
    return proto && read(proto)
  }
  const { nodes: all, tensors } = rewrite({
    nodes: allOf(fields, GRAPH.node).map(readNode),
    floats: (name) => readConstant(name, readFloats),
    bytes: (name) => readConstant(name, readBytes),
  })
  const outputs = allOf(fields, GRAPH.output).map((output) => textOf(readFields(output), VALUE.name))
  const { nodes, needed } = withoutUnneeded(all, outputs)
  const isKept = ({ number }: Field) => number !== GRAPH.node && number !== GRAPH.initializer
  return [
    ...nodes.flatMap((node) => delimited(GRAPH.node, ...writeNode(node))),
    ...[...constants]
      .filter(([name]) => needed.has(name))
      .flatMap(([, proto]) => delimited(GRAPH.initializer, proto)),
    ...[...tensors]
      .filter(([name]) => needed.has(name))
      .flatMap(([name, tensor]) => delimited(GRAPH.initializer, ...writeTensor(name, tensor))),
    ...fields.filter(isKept).flatMap(copy),
  ]
}

/** Walks from the outputs to the inputs. */
function withoutUnneeded(all: readonly Node[], outputs: readonly string[]) {
  const needed = new Set(outputs)
  const nodes: Node[] = []
  for (const node of all.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue
    nodes.unshift(node)
    for (const name of node.inputs) needed.add(name)
  }
  return { nodes, needed }
}

function readNode(proto: Buffer): Node {
  const fields = readFields(proto)
  return {
    op: textOf(fields, NODE.op),
    inputs: allOf(fields, NODE.input).map(String),
    outputs: allOf(fields, NODE.output).map(String),
    attributes: allOf(fields, NODE.attribute),
    read: proto,
  }
}

function writeNode({ op, inputs, outputs, attributes, read }: Node): Uint8Array[] {
  if (read) return [read]
  return [
    ...inputs.flatMap((name) => delimited(NODE.input, name)),
    ...outputs.flatMap((name) => delimited(NODE.output, name)),
    ...delimited(NODE.op, op),
    ...attributes.flatMap((attribute) => delimited(NODE.attribute, attribute)),
  ]
}

/** The whole numbers of an attribute. */
export function intsOf({ attributes, op }: Node, name: string): number[] {
  for (const attribute of attributes) {
    const fields = readFields(Buffer.from(attribute))
    if (textOf(fields, ATTRIBUTE.name) !== name) continue
    return fields.filter(({ number }) => number === ATTRIBUTE.ints).flatMap(({ value }) => readNumbers(value))
  }
  throw new Error(`A node ${op} has no attribute ${name}.`)
}

export function intsAttribute(name: string, values: readonly number[]): Uint8Array {
  return attributeOf(
    name,
    INTS,
    values.map((value) => numeric(ATTRIBUTE.ints, value)),
  )
}

export function floatAttribute(name: string, value: number): Uint8Array {
  return attributeOf(name, FLOAT, [float(ATTRIBUTE.float, value)])
}

function attributeOf(name: string, type: number, content: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...delimited(ATTRIBUTE.name, name), ...content, numeric(ATTRIBUTE.type, type)])
}

function allOf(fields: readonly Field[], number: number): Buffer[] {
  return fields.filter((field) => field.number === number).map(bytes)
}

function textOf(fields: readonly Field[], number: number): string {
  return String(fields.find((field) => field.number === number)?.value ?? '')
}

function bytes({ value }: Field): Buffer {
  if (typeof value === 'bigint') throw new Error('A number stands where the model must have bytes.')
  return value
}

/** Fields of a model and a graph are varints or delimited. */
function copy({ number, value }: Field): Uint8Array[] {
  return typeof value === 'bigint' ? [numeric(number, value)] : delimited(number, value)
}
