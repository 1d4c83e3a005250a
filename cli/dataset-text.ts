import pc from 'picocolors';
import type { CheckedDataset, CheckedSplit } from '../runtime/datasets/check/check.js';
import type { DatasetFinding } from '../runtime/datasets/check/finding.js';
import { columns, printable } from './text.js';

/** What a check found, for people: the classes of each split, then all that is amiss. */
export function datasetText(name: string, { kind, splits, findings }: CheckedDataset): string {
  const [train, validation] = splits;
  const title = `${name} (${kind}): ${plural(train.images, 'image')} to train on, ${validation.images} to validate on`;
  return [
    printable(title),
    ...(train.classes.length === 0 ? [] : classTable(splits).map((line) => `  ${line}`)),
    ...findings.flatMap(findingLines),
    kind === 'digits' ? 'composed when read: there are no files to check' : verdict(findings),
  ].join('\n');
}

function classTable(splits: readonly CheckedSplit[]): readonly string[] {
  const heads = [
    { head: 'class', align: 'left' },
    ...splits.flatMap(({ name }) => [
      { head: `${name} images`, align: 'right' } as const,
      { head: 'pixels', align: 'right' } as const,
      { head: 'share', align: 'right' } as const,
    ]),
  ] as const;
  const totals = splits.map(({ classes }) => classes.reduce((sum, { pixels }) => sum + pixels, 0));
  const rows = splits[0].classes.map(({ name }, index) => [
    name,
    ...splits.flatMap(({ classes }, split) => {
      const { images, pixels } = classes[index];
      return [whole(images), whole(pixels), share(pixels, totals[split])];
    }),
  ]);
  const ignored = ['not counted', ...splits.flatMap((split) => ['', whole(split.ignored), ''])];
  return columns(heads, [...rows, ignored]);
}

function findingLines({ severity, code, message, hint }: DatasetFinding): readonly string[] {
  const mark = severity === 'error' ? pc.red('✘') : pc.yellow('!');
  return [`${mark} ${code} ${printable(message)}`, ...(hint === undefined ? [] : [`    ${printable(hint)}`])];
}

function verdict(findings: readonly DatasetFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (findings.length === 0) return `${pc.green('✔')} nothing is amiss`;
  return `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
}

function plural(count: number, what: string): string {
  return `${whole(count)} ${what}${count === 1 ? '' : 's'}`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

function share(part: number, total: number): string {
  return total === 0 ? '' : `${((part / total) * 100).toFixed(2)} %`;
}
