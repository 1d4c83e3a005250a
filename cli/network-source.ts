import { open } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { NetworkError } from '../core/errors.js';
import { buildArchitecture } from '../core/network/architectures/index.js';
import type { Network } from '../core/network/layer.js';
import type { Weights } from '../core/network/weights.js';
import { CITYSCAPES_CLASSES, DIGIT_CLASSES } from '../core/pipeline/dataset-classes.js';
import type { DatasetSpec } from '../core/pipeline/document.js';
import { suggest } from '../core/pipeline/near.js';
import type { Plan } from '../core/pipeline/plan.js';
import { readOnnx } from '../runtime/onnx/import/file.js';
import type { ImportedNetwork, Remark } from '../runtime/onnx/import/import.js';
import { planFile } from './validate.js';

export interface SourceOptions {
  /** Which network of a pipeline. Default: the only one. */
  readonly network?: string;
  /** Size of the input in place of the one that the file has. */
  readonly input?: { readonly height: number; readonly width: number };
  /** Which output of an ONNX file has the class scores. Default: the first. */
  readonly output?: string;
}

/** A network out of a file. */
export interface NetworkSource {
  readonly title: string;
  readonly network: Network;
  /** Those that the network comes with. */
  readonly weights?: Weights;
  /** How an ONNX file lays out its images. */
  readonly layout?: ImportedNetwork['layout'];
  /** What the importer found worth saying. */
  readonly remarks: readonly Remark[];
}

/**
 * The network of an ONNX or a pipeline file; undefined after a pipeline's problems went to stderr. Throws a NetworkError
 * `NETWORK_FILE_MISSING`, `NETWORK_OPTION`, `NETWORK_NOT_NAMED` or `NETWORK_CLASSES_UNKNOWN`, and what reading or building the network
 * throws.
 */
export async function readNetworkSource(
  file: string,
  options: SourceOptions,
): Promise<NetworkSource | undefined> {
  return (await isOnnx(file)) ? readOnnxNetwork(file, options) : readPipelineNetwork(file, options);
}

async function readOnnxNetwork(
  file: string,
  { network, input, output }: SourceOptions,
): Promise<NetworkSource> {
  if (network !== undefined) {
    throw new NetworkError('NETWORK_OPTION', `${file} is an ONNX file: it has one network, without a name.`, {
      hint: 'Leave --network out, or give a pipeline file.',
    });
  }
  const imported = await readOnnx(file, { input, output });
  return { title: basename(file), ...imported };
}

async function readPipelineNetwork(file: string, options: SourceOptions): Promise<NetworkSource | undefined> {
  if (options.output !== undefined) {
    throw new NetworkError('NETWORK_OPTION', `${file} is a pipeline, whose networks have one output.`, {
      hint: 'Leave --output out, or give an ONNX file.',
    });
  }
  const planned = await planFile(file, {});
  if (planned === undefined) return undefined;
  const { plan } = planned;
  const name = networkName(plan, file, options.network);
  const declared = plan.networks[name];
  const title = `${name} of ${basename(file)}`;
  if ('onnx' in declared) {
    const { onnx, output, normalisation } = declared;
    const imported = await readOnnx(resolve(dirname(file), onnx), {
      input: options.input ?? declared.input,
      output,
    });
    return { title, ...imported, network: { ...imported.network, normalisation } };
  }
  const spec = { ...declared, input: options.input ?? declared.input };
  return { title, network: buildArchitecture(spec, classCount(plan, name)), remarks: [] };
}

function networkName(plan: Plan, file: string, wanted: string | undefined): string {
  const names = Object.keys(plan.networks);
  if (wanted === undefined && names.length === 1) return names[0];
  if (wanted !== undefined && Object.hasOwn(plan.networks, wanted)) return wanted;
  throw new NetworkError(
    'NETWORK_NOT_NAMED',
    wanted === undefined
      ? `${file} has ${names.length} networks.`
      : `${file} has no network called '${wanted}'.`,
    {
      hint:
        wanted === undefined
          ? `Name one of them with --network: ${names.join(', ')}.`
          : suggest(wanted, names, 'networks'),
    },
  );
}

/** As many classes as the dataset has that the network is trained on or loaded for; else those of the only dataset. */
function classCount(plan: Plan, network: string): number {
  const named = plan.steps.flatMap(({ uses, settings }) =>
    (uses === 'train' || uses === 'load') &&
    settings.network === network &&
    typeof settings.dataset === 'string'
      ? [settings.dataset]
      : [],
  );
  const names = Object.keys(plan.datasets);
  const dataset = named.at(0) ?? (names.length === 1 ? names[0] : undefined);
  if (dataset !== undefined) return classesOf(plan.datasets[dataset]);
  throw new NetworkError(
    'NETWORK_CLASSES_UNKNOWN',
    `The pipeline does not say which dataset '${network}' is for, and so not how many classes it tells apart.`,
    { hint: 'Give the step that trains or loads the network its dataset.' },
  );
}

function classesOf(dataset: DatasetSpec): number {
  switch (dataset.kind) {
    case 'digits':
      return DIGIT_CLASSES.length;
    case 'cityscapes':
      return CITYSCAPES_CLASSES.length;
    case 'folder':
      return dataset.classes.length;
  }
}

/** Whether a file holds a binary model and no pipeline. Throws a NetworkError `NETWORK_FILE_MISSING`. */
async function isOnnx(file: string): Promise<boolean> {
  const head = await readHead(file);
  return file.endsWith('.onnx') || head.some((byte) => byte < 32 && !TEXT_CONTROLS.has(byte));
}

/** Tab, line feed and carriage return: the only control characters that YAML allows. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([9, 10, 13]);
const HEAD_BYTES = 1024;

async function readHead(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new NetworkError('NETWORK_FILE_MISSING', `The file ${file} cannot be read.`, {
      hint: 'Give the path of an ONNX file or of a pipeline file.',
      cause,
    });
  }
}
