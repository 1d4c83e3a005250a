import { createHash } from 'node:crypto';
import type { HardwareEstimate } from '../../core/hardware/estimate.js';
import type { CompileTarget } from '../../core/hardware/measured-target.js';
import type { Normalisation } from '../../core/network/layer.js';
import type { PrunePlan } from '../../core/network/plan.js';
import type { LayerRow } from '../../core/network/table.js';
import { NORMALISATION } from '../datasets/dataset.js';
import type { Compilation, Latency, Port, Precision, Verification } from './compiler.js';
import type { ProgramScore } from './judge.js';

/** A network's figures beside those of the network that it was pruned from. */
export interface Comparison {
  readonly baseline: number;
  readonly network: number;
}

export interface ManifestInput {
  readonly compilation: Compilation;
  /** What the program reaches beside its network; null where it was not judged. */
  readonly score?: ProgramScore | null;
  readonly latencies?: readonly Latency[];
  /** How the network's images become inputs, where that is not as for ImageNet. */
  readonly normalisation?: Normalisation;
  /** Null for a network that was not pruned. */
  readonly plan: PrunePlan | null;
  readonly classes: readonly string[];
  readonly layers: readonly LayerRow[];
  /** 2 per multiply-accumulate, one image. */
  readonly ops: Comparison;
  readonly parameters: Comparison;
  /** `estimate` is that of the target's model, where it has one. */
  readonly target?: {
    readonly name: string;
    readonly target: CompileTarget;
    readonly estimate?: HardwareEstimate;
  };
  /** 0 … 1: of the baseline, of the network as pruned, and as fine-tuned; null where it was not taken. */
  readonly miou: {
    readonly baseline: number | null;
    readonly pruned: number | null;
    readonly finetuned: number | null;
  };
  /** Digests of what the network was made from, by role: `baseline`, `weights`, … */
  readonly sources: Readonly<Record<string, string>>;
  /** Versions beside those that the compiler names, such as Espalier's own. */
  readonly tools: Readonly<Record<string, string>>;
}

/** What goes beside a compiled network, so that it can be used, checked and made again. Plain JSON. */
export interface Manifest {
  readonly version: 1;
  readonly compiler: string;
  readonly precision: Precision;
  readonly files: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    /** Hex. */
    readonly sha256: string;
  }[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** How an RGB image becomes the input: value / `divisor`, less `mean`, over `deviation`, by channel. */
  readonly normalisation: {
    readonly order: 'RGB';
    readonly divisor: number;
    readonly mean: readonly number[];
    readonly deviation: readonly number[];
  };
  readonly classes: readonly string[];
  readonly plan: PrunePlan | null;
  readonly ops: Comparison;
  readonly parameters: Comparison;
  readonly miou: ManifestInput['miou'];
  readonly score: ProgramScore | null;
  readonly latencies: readonly Latency[];
  readonly target:
    (Omit<NonNullable<ManifestInput['target']>, 'estimate'> & Partial<HardwareEstimate>) | null;
  readonly layers: readonly LayerRow[];
  /** As the compiler says, where it does. */
  readonly resources?: Readonly<Record<string, number>>;
  readonly verification: Verification;
  readonly sources: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
}

/** The manifest of a compilation. The same input gives the same manifest on the same Node.js. */
export function compilationManifest(input: ManifestInput): Manifest {
  const { compilation, target, normalisation = NORMALISATION } = input;
  return {
    version: 1,
    compiler: compilation.compiler,
    precision: compilation.precision,
    files: compilation.files.map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
    inputs: compilation.inputs,
    outputs: compilation.outputs,
    normalisation: {
      order: 'RGB',
      divisor: 255,
      mean: normalisation.mean,
      deviation: normalisation.deviation,
    },
    classes: input.classes,
    plan: input.plan,
    ops: input.ops,
    parameters: input.parameters,
    miou: input.miou,
    score: input.score ?? null,
    latencies: input.latencies ?? [],
    target: target === undefined ? null : { name: target.name, target: target.target, ...target.estimate },
    layers: input.layers,
    ...(compilation.resources === undefined ? {} : { resources: compilation.resources }),
    verification: compilation.verification,
    sources: input.sources,
    tools: { node: process.versions.node, ...compilation.tools, ...input.tools },
  };
}
