import type { Entry, Origin } from './layers.js';

/**
 * Names for layers, in their order: those of PyTorch's modules where the file tells, else of the file's nodes, else the
 * operator with a number. What prepares an operand is named after the layer that reads it. Unique, without spaces or
 * slashes.
 */
export function nameLayers(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const namer = new Namer();
  const own = entries.filter(({ origin }) => origin.operand !== true);
  const candidates = own.map(({ origin }) => candidatesOf(origin));
  const shortCounts = countOf(candidates.map(({ short }) => short));
  const containers = new Set(candidates.flatMap(({ short }) => (short === undefined ? [] : around(short))));
  own.forEach(({ layer }, i) => {
    const { short, long, fallback } = candidates[i];
    const alone = short !== undefined && shortCounts.get(short) === 1 && !containers.has(short);
    namer.name(layer.name, alone ? short : (long ?? fallback));
  });
  for (const { layer, origin } of entries.toReversed()) {
    if (origin.operand !== true) continue;
    const reader = entries.find(({ layer: { inputs } }) => inputs.includes(layer.name));
    const owner = reader === undefined ? undefined : namer.names.get(reader.layer.name);
    namer.name(layer.name, owner === undefined ? origin.role : `${owner}.${origin.role}`);
  }
  return namer.names;
}

class Namer {
  readonly names = new Map<string, string>();
  private readonly used = new Set<string>();

  /** Gives a layer the wanted name, or that with a number. */
  name(layer: string, wanted: string): void {
    let name = wanted;
    for (let count = 2; this.used.has(name); count++) name = `${wanted}_${count}`;
    this.used.add(name);
    this.names.set(layer, name);
  }
}

interface Candidates {
  /** The module alone: taken where it holds no other layer. */
  readonly short?: string;
  /** The module with what the node does in it. */
  readonly long?: string;
  readonly fallback: string;
}

function candidatesOf({ node, weight, role }: Origin): Candidates {
  const fallback = plain((node?.operator ?? role).toLowerCase());
  const owner = weight === undefined ? undefined : ownerOf(weight);
  if (owner !== undefined) return { short: owner, long: owner, fallback };
  if (node === undefined) return { short: fallback, fallback };
  const path = scopePath(node.scopes.length > 1 ? node.scopes : node.name.split('/'));
  if (node.scopes.length < 2 && !node.name.includes('/')) {
    const named = plain(node.outputs.find((name) => name !== '') ?? '');
    return /^[A-Za-z][A-Za-z_]*(_\d+)?$/.test(named) ? { short: named, long: named, fallback } : { fallback };
  }
  const short = plain(path.slice(0, -1).join('.'));
  const long = plain([...path.slice(0, -1), path.at(-1)?.toLowerCase()].join('.'));
  return { ...(short === '' ? {} : { short }), ...(long === '' ? {} : { long }), fallback };
}

/** The module that owns a tensor named after PyTorch's habit. */
function ownerOf(weight: string): string | undefined {
  if (weight.includes('::') || !/\.(weight|slope)$/.test(weight)) return undefined;
  return plain(weight.replace(/\.(weight|slope)$/, '')) || undefined;
}

/** A part that begins with the one before it names the same module in full: `layer1`, `layer1.0`. */
function scopePath(parts: readonly string[]): string[] {
  const path: string[] = [];
  for (const part of parts) {
    const last = path.at(-1);
    if (part === '') continue;
    if (last !== undefined && part.startsWith(`${last}.`)) path[path.length - 1] = part;
    else path.push(part);
  }
  return path;
}

/** The modules around a module. */
function around(name: string): string[] {
  const parts = name.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}

function plain(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').replace(/^[_.]+|[_.]+$/g, '');
}

function countOf(names: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
