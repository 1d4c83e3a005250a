import type { Annotated } from './annotations.js';
import type { Context } from './fill.js';
import type { Source } from './parse.js';
import type { Problem } from './problem.js';
import { expressionsIn, stepsRead } from './references.js';
import type { Scope, StepSection } from './scope.js';

/** The steps that each step of a section waits for, by name, in the order of the file. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * Steps of its own section that a step reads, as far as the context does not rule that out, and those that it names. A report that names none waits for all that are
 * not one.
 */
export function needsOf(
  texts: readonly Annotated[],
  { steps = new Map() }: Scope,
  section: StepSection,
  context: Context,
): Needs {
  const own = new Map([...steps].filter(([, step]) => step.section === section));
  const needs = new Map([...own.keys()].map((id) => [id, new Set<string>()]));
  const named = new Set<string>();
  for (const { path, text, names } of texts) {
    const [place, id, key] = path;
    if (place !== section) continue;
    const isName = key === 'needs' && names === 'steps';
    if (isName) named.add(String(id));
    const read = isName
      ? [text]
      : expressionsIn(text)
          .flatMap((inner) => stepsRead(inner, context))
          .map(({ step }) => step);
    for (const need of read) if (own.has(need)) needs.get(String(id))?.add(need);
  }
  const work = [...own].flatMap(([id, { uses }]) => (uses === 'report' ? [] : [id]));
  for (const [id, { uses }] of own) {
    if (uses === 'report' && !named.has(id)) for (const other of work) needs.get(id)?.add(other);
  }
  return new Map([...needs].map(([id, all]) => [id, [...all]]));
}

/** The steps whose outputs each step uses: without them it cannot run. What its `if` reads is for that to judge. */
export function usesOf(
  texts: readonly Annotated[],
  context: Context,
): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, Set<string>>();
  for (const { path, text } of texts) {
    const [, id, key] = path;
    if (key === 'if') continue;
    const own = uses.get(String(id)) ?? new Set();
    for (const { step, output } of expressionsIn(text).flatMap((inner) => stepsRead(inner, context)))
      if (output) own.add(step);
    uses.set(String(id), own);
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
