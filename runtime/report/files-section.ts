import { formatBytes } from '../../core/metrics/format.js';
import { html, type Markup } from './markup.js';
import { programsTable } from './programs-table.js';
import type { ArtifactRecord, RunRecord, SolutionRecord } from './record.js';

/** What networks were compiled to, and the files that solutions left. */
export function filesSection({ solutions, compiled = [] }: RunRecord): Markup | undefined {
  const tables = [programsTable([...solutions, ...compiled]), artifactTable(solutions)];
  if (tables.every((table) => table === undefined)) return undefined;
  return html`<section id="files">
    <h2>Programs and files</h2>
    ${tables}
  </section>`;
}

function artifactTable(solutions: readonly SolutionRecord[]): Markup | undefined {
  const rows = solutions.flatMap(({ name, artifacts }) => [
    artifactRow(name, 'ONNX', artifacts.onnx, artifacts.maxDifference),
    artifactRow(name, 'Manifest', artifacts.manifest),
    artifactRow(name, 'Prune plan', artifacts.plan),
  ]);
  if (rows.every((row) => row === undefined)) return undefined;
  return html`<h3>Files</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="Files">
      <table id="artifact-table">
        <thead>
          <tr>
            <th scope="col">Solution</th>
            <th scope="col">File</th>
            <th scope="col" class="number">Size</th>
            <th scope="col" class="number">Largest difference</th>
            <th scope="col">Path</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function artifactRow(
  name: string,
  kind: string,
  artifact: ArtifactRecord | undefined,
  difference?: number,
): Markup | undefined {
  if (artifact === undefined) return undefined;
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${kind}</td>
    <td class="number">${formatBytes(artifact.bytes)}</td>
    <td class="number">${difference === undefined ? '' : difference.toExponential(1)}</td>
    <td><code>${artifact.path}</code></td>
    <td>
      <code title="${artifact.digest}">${artifact.digest.replace(/^sha256[:-]/, '').slice(0, 12)}…</code>
    </td>
  </tr>`;
}
