import type { Target } from '../../core/hardware/target.js';
import type { Network } from '../../core/network/layer.js';
import type { Weights } from '../../core/network/weights.js';
import type { Sample } from '../datasets/dataset.js';

/** What a compiler is given: a network with its final weights, and images to check the result on. */
export interface CompileJob {
  readonly network: Network;
  readonly weights: Weights;
  readonly target?: Target;
  /** Real images of the network's size, at least one. */
  readonly images: readonly Sample[];
  /** Goes into the compiled program where the format has room for it. */
  readonly metadata?: Readonly<Record<string, string>>;
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
}

/** One end of a compiled program. */
export interface Port {
  readonly name: string;
  /** NCHW. */
  readonly shape: readonly number[];
  readonly type: 'float32';
}

export interface Compilation {
  readonly compiler: string;
  /** The program first. */
  readonly files: readonly CompiledFile[];
  readonly verification: Verification;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Versions of what took part, by name. */
  readonly tools: Readonly<Record<string, string>>;
}

/** Why a network cannot be compiled for a target. */
export interface Obstacle {
  /** The layer in the way, where it is one. */
  readonly layer?: string;
  readonly message: string;
}

/** A back end: makes a program for some hardware out of a network. */
export interface Compiler {
  readonly name: string;
  /** What stands against compiling, found without compiling; empty where nothing does. */
  check(network: Network, target?: Target): readonly Obstacle[];
  /** Throws a TargetError `COMPILE_MISMATCH` where the program's logits are not those of the network. */
  compile(job: CompileJob): Promise<Compilation>;
}
