import {
  type BinaryOperationNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  OperatorNode,
  PrimitiveValueListNode,
  RawNode,
  ValueNode,
} from 'kysely'

/**
 * Turns `in ($1, $2, ...)` into `= any($1)`, and `not in` into `<> all($1)`. A long list would
 * exceed the protocol's 65,535 parameters, and each length would be another statement to prepare.
 */
export function createArrayLists(): KyselyPlugin {
  const transformer = new ListTransformer()
  return {
    transformQuery: ({ node }) => transformer.transformNode(node),
    transformResult: async ({ result }) => result,
  }
}

class ListTransformer extends OperationNodeTransformer {
  protected override transformBinaryOperation(node: BinaryOperationNode): BinaryOperationNode {
    const { leftOperand, operator, rightOperand } = node
    if (!PrimitiveValueListNode.is(rightOperand) || !OperatorNode.is(operator)) {
      return super.transformBinaryOperation(node)
    }
    const [compare, quantifier] =
      operator.operator === 'in' ? ['=' as const, 'any('] : ['<>' as const, 'all(']
    const list = ValueNode.create([...rightOperand.values])
    return {
      ...node,
      leftOperand: this.transformNode(leftOperand),
      operator: OperatorNode.create(compare),
      rightOperand: RawNode.create([quantifier, ')'], [list]),
    }
  }
}
