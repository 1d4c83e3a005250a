import type { CompileTarget } from '../../core/hardware/measured-target.js';
import type { Network } from '../../core/network/layer.js';
import type { Weights } from '../../core/network/weights.js';
import type { Sample } from '../datasets/dataset.js';
import type { FloatTensor } from '../tensor/evaluation/session.js';

/** The numbers that a program computes in. */
export type Precision = 'float32' | 'int16' | 'int8';

/** What a compiler is given: a network with its final weights, and images to check the result on. */
export interface CompileJob {
  readonly network: Network;
  readonly weights: Weights;
  readonly target?: CompileTarget;
  /** Default: the compiler's first. */
  readonly precision?: Precision;
  /** Training images of the network's size, from which the ranges of activations are taken where the program is quantised. */
  readonly calibration?: readonly Sample[];
  /** Real images of the network's size, at least one. */
  readonly images: readonly Sample[];
  /** For back ends that run a tool. */
  readonly tool?: ToolSettings;
  /** Ends the tool that a back end runs. */
  readonly signal?: AbortSignal;
  /** Goes into the compiled program where the format has room for it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** How a tool is run; each back end reads its own. */
export interface ToolSettings {
  /** Of `command`: the tool and its arguments, in which `{onnx}`, `{out}` and `{folder}` stand for paths. */
  readonly command?: readonly string[];
  /** Of `command`: names of the files that it writes, the program first. `{out}` is the first, `{folder}` holds them all. */
  readonly outputs?: readonly string[];
  readonly timeoutMinutes?: number;
  /** Of `iree`: the processor. */
  readonly architecture?: 'x86-64' | 'aarch64' | 'riscv64';
}

/** A file that compilation writes. */
export interface CompiledFile {
  /** A file name without folders, such as `network.onnx`. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/**
 * How far what the compiled program gives is from what the network gives, over all images that it was checked on. Logits
 * stand for whatever a program gives but classes, softmaxes included.
 */
export interface Verification {
  readonly images: number;
  /** Largest absolute difference of a logit; of a class, how far its logit is below the greatest of the pixel. */
  readonly maxDifference: number;
  /** Largest less smallest logit of the network. */
  readonly logitRange: number;
  /** `maxDifference / logitRange`; 0 where both are 0. */
  readonly relativeDifference: number;
  /** The bound on `relativeDifference` that held. */
  readonly bound: number;
  /** Share of the pixels to which program and network give the same class, 0 … 1, where the program is quantised. */
  readonly agreement?: number;
  /**
   * Of scores in words: the largest difference from the network with every value rounded as the program's are, run in
   * onnxruntime, in steps of the words.
   */
  readonly steps?: number;
}

/** One end of a compiled program. */
export interface Port {
  readonly name: string;
  /** In the order of `layout`. */
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int8' | 'int32';
  /** Default NCHW. */
  readonly layout?: 'NHWC';
  /** Of words: w stands for scale * (w - zeroPoint). */
  readonly words?: { readonly scale: number; readonly zeroPoint: number };
}

/** What a program consists of. The program proper comes first; reports, listings and logs follow. */
export interface CompiledProgram {
  readonly files: readonly CompiledFile[];
}

export interface Compilation extends CompiledProgram {
  readonly compiler: string;
  readonly precision: Precision;
  readonly verification: Verification;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** What the program takes as its compiler says, each by a name that ends in its unit where it has one. */
  readonly resources?: Readonly<Record<string, number>>;
  /** Versions of what took part, by name. */
  readonly tools: Readonly<Record<string, string>>;
}

/** Why a network cannot be compiled for a target. */
export interface Obstacle {
  /** The layer in the way, where it is one. */
  readonly layer?: string;
  readonly message: string;
}

/** What a program gives for some images, one after another. */
export interface ProgramOutput {
  /** [N, channels, height, width]; of classes, one channel. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Whether a value is a score of its class or the class itself, as a number. */
  readonly holds: 'scores' | 'classes';
}

/** One image's latency, and where the figure comes from. */
export interface Latency {
  /** `model`: a formula or a toolchain's estimate. `simulator`: the program was executed. `measurement`: a clock. */
  readonly source: 'model' | 'simulator' | 'measurement';
  /** What ran or was modelled: a target, a processor, a tool. */
  readonly on: string;
  readonly latencyMs: number;
  /** Where the source counts cycles. */
  readonly cycles?: number;
  /** Of a measurement: the runs, whose median `latencyMs` is, and the distance between their quartiles. */
  readonly runs?: number;
  readonly spreadMs?: number;
}

export interface MeasureOptions {
  readonly target?: CompileTarget;
  /** Runs of a measurement; each back end has its own default. */
  readonly runs?: number;
  /** Ends it, with the tool that a back end runs. */
  readonly signal?: AbortSignal;
}

/** A back end: makes a program for some hardware out of a network. */
export interface Compiler {
  readonly name: string;
  /** What it can compile to, the default first. */
  readonly precisions: readonly Precision[];
  /** What stands against compiling, found without compiling; empty where nothing does. */
  check(network: Network, target?: CompileTarget, precision?: Precision): readonly Obstacle[];
  /** Throws a TargetError `COMPILE_MISMATCH` where the program's logits are not those of the network. */
  compile(job: CompileJob): Promise<Compilation>;
  /** Whether a program can be executed on this machine; without it, every one can. */
  runsHere?(program: CompiledProgram): boolean;
  /**
   * Executes a program on normalised images, [N, channels, height, width], here: as it is, or in a simulator. Lets others
   * have their turn meanwhile, and rejects with the signal's reason when that ends it.
   */
  run(program: CompiledProgram, images: FloatTensor, signal?: AbortSignal): Promise<ProgramOutput>;
  /** How long the program takes for an image, by every means at hand; empty where there is none. */
  measure(program: CompiledProgram, options?: MeasureOptions): Promise<readonly Latency[]>;
}

/** The program proper. */
export function mainFile({ files }: CompiledProgram): CompiledFile {
  const [file] = files;
  return file;
}
