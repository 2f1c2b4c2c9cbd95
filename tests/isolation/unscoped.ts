import {
  BinaryOperationNode,
  ColumnNode,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  RawNode,
  ReferenceNode,
  ValueNode,
} from 'kysely'
import type { Tx } from '../../src/kernel/server/db.ts'

const isScope = (n: OperationNode) =>
  ReferenceNode.is(n) && ColumnNode.is(n.column) && /^(organisation_id|organisationId)$/.test(n.column.column.name)

/** Takes `organisation_id = …` out of every query, built or written, as if nobody had thought of it. */
class Unscoped extends OperationNodeTransformer {
  protected override transformBinaryOperation(node: BinaryOperationNode): BinaryOperationNode {
    const made = super.transformBinaryOperation(node)
    return isScope(made.leftOperand) && ValueNode.is(made.rightOperand)
      ? BinaryOperationNode.create(made.leftOperand, made.operator, made.leftOperand)
      : made
  }
  protected override transformRaw(node: RawNode): RawNode {
    const made = super.transformRaw(node)
    const parts = [...made.sqlFragments]
    for (let i = 0; i + 1 < parts.length; i++) {
      const m = /((?:\w+\.)?organisation_id) = $/.exec(parts[i]!)
      if (!m) continue
      parts[i] = `${parts[i]}coalesce(${m[1]}, `
      parts[i + 1] = `)${parts[i + 1]}`
    }
    return RawNode.create(parts, made.parameters)
  }
}
const transformer = new Unscoped()
const plugin: KyselyPlugin = {
  transformQuery: ({ node }) => transformer.transformNode(node),
  transformResult: async ({ result }) => result,
}
export const withoutScope = (tx: Tx): Tx => tx.withPlugin(plugin) as Tx
