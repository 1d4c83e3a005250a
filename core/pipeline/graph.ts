import type { Plan } from './plan.js';
import type { PlannedStep } from './planned-step.js';

/** The steps of a plan as a flow chart in Mermaid: dashed arrows for steps that only wait, a frame for those at the end. */
export function mermaidOf(plan: Plan): string {
  const node = (step: PlannedStep): string =>
    `  ${step.id}["${labelLines(step).map(escapeMermaid).join('<br/>')}"]`;
  const edges = edgesOf([...plan.steps, ...plan.finally]).map(
    ({ from, to, isData }) => `  ${from} ${isData ? '-->' : '-.->'} ${to}`,
  );
  const last =
    plan.finally.length === 0
      ? []
      : ['  subgraph finally', ...plan.finally.map((step) => `  ${node(step)}`), '  end'];
  const order = lastOf(plan).map(([from, to]) => `  ${from} ~~~ ${to}`);
  return ['flowchart LR', ...plan.steps.map(node), ...last, ...edges, ...order, ''].join('\n');
}

/** The same for Graphviz, dressed to be looked at. */
export function dotOf(plan: Plan): string {
  const node = (step: PlannedStep): string =>
    `  ${quote(step.id)} [label=${quote(labelLines(step).join('\n'))}${step.if === undefined ? '' : ', style="rounded,filled,dashed"'}];`;
  const edges = edgesOf([...plan.steps, ...plan.finally]).map(
    ({ from, to, isData }) => `  ${quote(from)} -> ${quote(to)}${isData ? '' : ' [style=dashed]'};`,
  );
  const last =
    plan.finally.length === 0
      ? []
      : [
          '  subgraph cluster_finally {',
          '    label="finally"; fontname="Helvetica"; fontsize=11; color="#9aa5b1"; style="rounded,dashed";',
          ...plan.finally.map((step) => `  ${node(step)}`),
          '  }',
        ];
  return [
    `digraph ${quote(plan.name)} {`,
    '  rankdir=LR; bgcolor="white"; pad=0.2; nodesep=0.3; ranksep=0.5;',
    '  node [shape=box, style="rounded,filled", fillcolor="#eef4ff", color="#5b7cba", fontname="Helvetica", fontsize=11];',
    '  edge [color="#5f6b7a", arrowsize=0.7];',
    ...plan.steps.map(node),
    ...last,
    ...edges,
    ...lastOf(plan).map(([from, to]) => `  ${quote(from)} -> ${quote(to)} [style=invis];`),
    '}',
    '',
  ].join('\n');
}

/** What a step is called, what it does, and how often. */
function labelLines({ id, uses, elements, forEach, matrix, if: condition }: PlannedStep): readonly string[] {
  const isRepeated = forEach !== undefined || matrix !== undefined;
  const times = elements === undefined ? 'for each' : `${elements.length} times`;
  return [id, isRepeated ? `${uses}, ${times}` : uses, ...(condition === undefined ? [] : ['if …'])];
}

/** Pairs that put the steps under `finally` behind all others, where nothing else does. */
function lastOf({ steps, finally: last }: Plan): readonly (readonly [string, string])[] {
  const needed = new Set(steps.flatMap(({ needs }) => needs));
  const ends = steps.filter(({ id }) => !needed.has(id));
  const first = last.filter(({ needs }) => needs.length === 0);
  return ends.flatMap(({ id }) => first.map((step) => [id, step.id] as const));
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** Whether the second uses an output of the first. */
  readonly isData: boolean;
}

/** What follows from another edge by way of a third step is left out, unless it carries data. */
function edgesOf(steps: readonly PlannedStep[]): readonly Edge[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const reaches = (from: string, to: string): boolean =>
    (byId.get(from)?.needs ?? []).some((id) => id === to || reaches(id, to));
  return steps.flatMap(({ id, needs, reads }) =>
    [...new Set([...needs, ...reads])].flatMap((need): Edge[] => {
      const isData = reads.includes(need);
      const isImplied = needs.some((other) => other !== need && reaches(other, need));
      return isData || !isImplied ? [{ from: need, to: id, isData }] : [];
    }),
  );
}

function escapeMermaid(text: string): string {
  return text.replaceAll('"', '#quot;');
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
