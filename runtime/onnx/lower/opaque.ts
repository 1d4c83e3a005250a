import type { OpaqueLayer } from '../../../core/network/layer.js';
import { type OpaqueAttribute, opaqueInput, type OpaqueNode } from '../../../core/network/opaque.js';
import type { Attributes, AttributeValue } from '../graph.js';
import { type LoweringContext, parameter } from './context.js';

/** Writes an opaque layer's nodes as they are, their values under names that are unique in the graph. */
export function lowerOpaque(
  context: LoweringContext,
  layer: OpaqueLayer,
  inputs: readonly string[],
  output: string,
): void {
  const { graph } = context;
  const values = new Map([['', '']]);
  inputs.forEach((value, position) => values.set(opaqueInput(position), value));
  for (const name of Object.keys(layer.parameters)) values.set(name, parameter(context, layer, name));
  for (const [name, constant] of Object.entries(layer.constants)) {
    values.set(name, graph.constant(`${layer.name}.${name}`, constant));
  }
  const made = new Set(layer.nodes.flatMap((node) => node.outputs));
  if (made.has(layer.result)) values.set(layer.result, output);
  const valueOf = (name: string): string => {
    const value = values.get(name) ?? graph.fresh(`${layer.name}.${name}`);
    values.set(name, value);
    return value;
  };
  for (const node of layer.nodes) {
    graph.nodeOf(
      node.domain,
      node.operator,
      node.inputs.map(valueOf),
      node.outputs.map(valueOf),
      attributesOf(node),
    );
  }
  if (!made.has(layer.result)) graph.node('Identity', [valueOf(layer.result)], output);
}

function attributesOf(node: OpaqueNode): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(node.attributes)) attributes[name] = attributeValue(value);
  return attributes;
}

function attributeValue(attribute: OpaqueAttribute): AttributeValue {
  switch (attribute.type) {
    case 'int':
    case 'string':
    case 'ints':
      return attribute.value;
    case 'float':
      return { float: attribute.value };
    case 'floats':
      return { floats: attribute.value };
    case 'strings':
      return { strings: attribute.value };
    case 'tensor':
      return { tensor: attribute.value };
  }
}
