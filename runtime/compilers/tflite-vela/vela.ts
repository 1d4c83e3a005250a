import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCsv } from '../../../core/csv.js';
import type { VelaTarget } from '../../../core/hardware/measured-target.js';
import { runTool } from '../../toolchains/run-tool.js';
import { inScratchFolder } from '../../toolchains/scratch.js';
import { python, requireToolchain } from '../../toolchains/toolchains.js';

/** What Vela makes of a TFLite file. */
export interface VelaProgram {
  /** TFLite again, with a command stream in place of what the Ethos-U computes. */
  readonly tflite: Uint8Array;
  /** Vela's table of one line. */
  readonly summary: string;
  /** What it printed, with why operators stay on the CPU. */
  readonly log: string;
}

/** What Vela reckons with. */
export interface VelaEstimate {
  /** Of the Ethos-U; 0 where nothing runs there. */
  readonly cycles: number;
  readonly latencyMs: number;
  /** What weights and activations take of each memory. */
  readonly memory: Readonly<Record<'sramBytes' | 'dramBytes' | 'flashBytes', number>>;
  /** Operators that stay on the CPU, for which no cycles are counted. */
  readonly leftOut: number;
}

export interface VelaRun {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Where toolchains are. Default: `toolchainsFolder`. */
  readonly folder?: string;
  /** Default: `python`. */
  readonly interpreter?: string;
}

const CONFIGURATION = 'Arm/vela.ini';

/**
 * Compiles a TFLite file for an Ethos-U.
 *
 * Throws an EnvironmentError `TOOLCHAIN_MISSING`, and `runTool`'s errors.
 */
export async function runVela(
  tflite: Uint8Array,
  target: VelaTarget,
  { timeoutMs, signal, folder: toolchains, interpreter = python }: VelaRun,
): Promise<VelaProgram> {
  const { folder: packages } = await requireToolchain('tflite-vela', toolchains);
  return inScratchFolder(async (folder) => {
    const results = join(folder, 'out');
    await mkdir(results);
    await writeFile(join(folder, 'network.tflite'), tflite);
    const log = await runTool({
      command: [
        interpreter,
        '-m',
        'ethosu.vela',
        'network.tflite',
        '--output-dir',
        results,
        ...settingsOf(target),
      ],
      cwd: folder,
      env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
      timeoutMs,
      signal,
      missing: 'Run `espalier toolchain install tflite-vela` again.',
    });
    const summary = `network_summary_${target.systemConfig}.csv`;
    return {
      tflite: await readFile(join(results, 'network_vela.tflite')),
      summary: await readFile(join(results, summary), 'utf8'),
      log,
    };
  });
}

function settingsOf(target: VelaTarget): string[] {
  const { accelerator, systemConfig, memoryMode, arenaCacheKiB, optimise = 'performance' } = target;
  return [
    ...['--accelerator-config', accelerator],
    ...['--config', CONFIGURATION, '--system-config', systemConfig, '--memory-mode', memoryMode],
    ...['--optimise', optimise === 'size' ? 'Size' : 'Performance'],
    ...(arenaCacheKiB === undefined
      ? []
      : ['--arena-cache-size', String(Math.round(arenaCacheKiB * BYTES_A_KIB))]),
  ];
}

const BYTES_A_KIB = 1024;

/** Reads what Vela wrote. */
export function velaEstimate({ summary, log }: Pick<VelaProgram, 'summary' | 'log'>): VelaEstimate {
  const { lines } = parseCsv(
    summary,
    (line, message) => new Error(`Vela's summary, line ${line}: ${message}`),
  );
  const cell = (column: string): number => {
    const value = Number(lines[0].cells[column]);
    if (!Number.isFinite(value)) throw new Error(`Vela's summary has no number for ${column}`);
    return value;
  };
  const bytes = (...areas: string[]): number =>
    areas.reduce((sum, area) => sum + cell(`${area}_memory_used`) * BYTES_A_KIB, 0);
  return {
    cycles: cell('cycles_total'),
    latencyMs: cell('inference_time') * 1000,
    memory: {
      sramBytes: bytes('sram'),
      dramBytes: bytes('dram'),
      flashBytes: bytes('on_chip_flash', 'off_chip_flash'),
    },
    leftOut: Number(/^CPU operators = (\d+)/m.exec(log)?.[1] ?? 0),
  };
}
