import { formatBytes, formatMetric, formatMiouChange, NONE } from '../../core/metrics/format.js';
import { html, type Markup } from './markup.js';
import type { CompiledNetworkRecord, ProgramRecord } from './record.js';

/** What each network was compiled to: by back end and numbers, its size, what it reaches, how long it takes. */
export function programsTable(
  networks: readonly (Pick<CompiledNetworkRecord, 'name'> & Partial<CompiledNetworkRecord>)[],
): Markup | undefined {
  const rows = networks.flatMap(({ name, programs = [] }) =>
    programs.map((program) => programRow(name, program)),
  );
  if (rows.length === 0) return undefined;
  return html`<h3>Programs</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="Programs">
      <table id="program-table">
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col">Back end</th>
            <th scope="col">Target</th>
            <th scope="col" class="number">Size</th>
            <th scope="col" class="number">mIoU</th>
            <th scope="col" class="number">As a float network</th>
            <th scope="col">Latency</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="note">
      mIoU of program and network on the same validation images, as many as the manifest says.
    </p>`;
}

function programRow(network: string, program: ProgramRecord): Markup {
  const { backend, precision, target, files, score, latencies } = program;
  const [file] = files;
  const [float, compiled] = [score?.miou.network ?? undefined, score?.miou.program ?? undefined];
  return html`<tr data-program="${file.path}">
    <th scope="row">${network}<br /><code class="file">${file.path}</code></th>
    <td>${backend}, ${precision}</td>
    <td>${target}</td>
    <td class="number">${formatBytes(file.bytes)}</td>
    <td class="number">
      ${formatMetric('miou', compiled)}
      ${score === null ? undefined : html`<small>${formatMiouChange(float, compiled)}</small>`}
    </td>
    <td class="number">${formatMetric('miou', float)}</td>
    <td class="wrap">
      ${
        latencies.length === 0
          ? NONE
          : latencies.map(
              ({ source, on, latencyMs }) =>
                html`<div>
                  ${formatMetric(`latency.${target}`, latencyMs)} <small>${source}: ${on}</small>
                </div>`,
            )
      }
    </td>
  </tr>`;
}
