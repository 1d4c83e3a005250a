import type { Annotated } from './annotations.js';
import type { Context } from './fill.js';
import type { Source } from './parse.js';
import type { Problem } from './problem.js';
import { expressionsIn, stepsRead } from './references.js';
import type { Scope, StepSection } from './scope.js';

/** The steps that each step of a section waits for, by name, in the order of the file. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** A place within a step that takes something of another step. */
export interface Reading {
  readonly section: unknown;
  readonly id: string;
  /** The other step. */
  readonly of: string;
  /** An entry of `needs`. */
  readonly isName: boolean;
  readonly isNeeded: boolean;
  /** Whether the step cannot run without it. What its `if` reads is for that to judge. */
  readonly isUsed: boolean;
}

/** What the texts of a document read of steps, as far as the context does not rule that out. */
export function readingsIn(texts: readonly Annotated[], context: Context): readonly Reading[] {
  const readings: Reading[] = [];
  for (const { path, text, names } of texts) {
    const section = path[0];
    const id = String(path[1]);
    const isName = names === 'steps' && path[2] === 'needs';
    if (isName) readings.push({ section, id, of: text, isName, isNeeded: true, isUsed: false });
    for (const expression of expressionsIn(text)) {
      for (const { step, output } of stepsRead(expression, context)) {
        const isUsed = output && path[2] !== 'if';
        readings.push({ section, id, of: step, isName: false, isNeeded: !isName, isUsed });
      }
    }
  }
  return readings;
}

/**
 * Steps of its own section that a step reads, and those that it names. A report that names none waits for all that are
 * not one.
 */
export function needsOf(
  readings: readonly Reading[],
  { steps = new Map() }: Scope,
  section: StepSection,
): Needs {
  const own = new Map([...steps].filter(([, step]) => step.section === section));
  const needs = new Map([...own.keys()].map((id) => [id, new Set<string>()]));
  const named = new Set<string>();
  for (const reading of readings) {
    if (reading.section !== section) continue;
    if (reading.isName) named.add(reading.id);
    if (reading.isNeeded && own.has(reading.of)) needs.get(reading.id)?.add(reading.of);
  }
  const work = [...own].flatMap(([id, { uses }]) => (uses === 'report' ? [] : [id]));
  for (const [id, { uses }] of own) {
    if (uses === 'report' && !named.has(id)) for (const other of work) needs.get(id)?.add(other);
  }
  return new Map([...needs].map(([id, all]) => [id, [...all]]));
}

/** The steps whose outputs each step uses: without them it cannot run. */
export function usesOf(readings: readonly Reading[]): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, Set<string>>();
  for (const { section, id, of, isUsed } of readings) {
    // An output of the pipeline may have the name of a step.
    if (!isUsed || section === 'outputs') continue;
    const own = uses.get(id) ?? new Set();
    uses.set(id, own.add(of));
  }
  return new Map([...uses].map(([id, own]) => [id, [...own]]));
}

/** One problem for each cycle, at the first of its steps. */
export function checkCycles(
  needs: Needs,
  section: StepSection,
  source: Pick<Source, 'locate'>,
): readonly Problem[] {
  const problems: Problem[] = [];
  const { left } = settle(needs);
  for (const id of needs.keys()) {
    const cycle = left.has(id) ? cycleFrom(id, needs, left) : undefined;
    if (cycle === undefined) continue;
    for (const member of cycle) left.delete(member);
    const others = [...cycle.slice(1), cycle[0]].map((name) => `'${name}'`).join(', which waits for ');
    problems.push({
      code: 'CYCLE',
      message: `Step '${cycle[0]}' waits for ${others}.`,
      place: source.locate([section, cycle[0]], 'key'),
      hint: 'Remove a reference or an entry of needs.',
    });
  }
  return problems;
}

/** Steps in the order of the file as far as their needs allow (Kahn 1962). The needs have no cycle. */
export function inOrder(needs: Needs): readonly string[] {
  const { order, left } = settle(needs);
  if (left.size > 0) throw new Error('The steps of a checked pipeline wait for each other.');
  return order;
}

/** The steps that can be put in order, round by round, each round as the file has them; and those left, for cycles. */
function settle(needs: Needs): { readonly order: readonly string[]; readonly left: Set<string> } {
  const places = new Map([...needs.keys()].map((id, place) => [id, place]));
  const open = new Map([...needs].map(([id, own]) => [id, own.length]));
  const after = new Map<string, string[]>();
  for (const [id, own] of needs) {
    for (const need of own) after.set(need, [...(after.get(need) ?? []), id]);
  }
  const order: string[] = [];
  const left = new Set(needs.keys());
  let ready = [...left].filter((id) => open.get(id) === 0);
  while (ready.length > 0) {
    const next: string[] = [];
    for (const id of ready) {
      order.push(id);
      left.delete(id);
      for (const other of after.get(id) ?? []) {
        const remaining = (open.get(other) ?? 0) - 1;
        open.set(other, remaining);
        if (remaining === 0) next.push(other);
      }
    }
    ready = next.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  }
  return { order, left };
}

/** The shortest way from a step over its needs back to it, within `among`; breadth first. */
function cycleFrom(start: string, needs: Needs, among: ReadonlySet<string>): readonly string[] | undefined {
  const before = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const need of needs.get(id) ?? []) {
      if (need === start) return wayTo(id, start, before);
      if (!among.has(need) || before.has(need)) continue;
      before.set(need, id);
      queue.push(need);
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, before: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = [];
  for (let id: string | undefined = end; id !== undefined && id !== start; id = before.get(id))
    way.unshift(id);
  return [start, ...way];
}
